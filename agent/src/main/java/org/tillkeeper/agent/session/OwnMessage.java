package org.tillkeeper.agent.session;

import java.util.function.Consumer;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.iso8583.Message;

/**
 * One message to the acquirer that belongs to no attempt: a sign-in, an echo, a notice, a step of a
 * settlement or of a download.
 */
public interface OwnMessage {
  /**
   * Its message. Runs in a transaction: that it is about to be sent, and how often it was, is
   * durable before its first byte.
   */
  Message prepare();

  /**
   * It was answered. Part of the one transaction that keeps all that the answer brings, the
   * acquirer's date too: it writes to the ledger and changes nothing else, since the transaction
   * may fail and this runs again in another.
   *
   * @param answer its MAC checked under the keys the message was sent with
   * @return what follows once that is durable and the line is free again: changes in memory belong
   *     here, its own and the session's
   */
  Consumer<Session> answered(Message message, Answer answer);

  /**
   * Whether what the acquirer orders in the header of this answer is an order of its own. The
   * answer that carries an order out may well carry it once more.
   */
  default boolean obeys(String order) {
    return true;
  }

  /** It will not be answered any more. Durable when this returns. */
  void unanswered(Event.Silence why);
}
