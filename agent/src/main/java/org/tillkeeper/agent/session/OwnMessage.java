package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.iso8583.Message;

/**
 * A message to the acquirer that belongs to no attempt. For example a sign-in, an echo, a notice,
 * or a step of a settlement or download.
 */
public interface OwnMessage {
  /** A customer who comes while such a message waits for its answer waits no longer than this. */
  Duration GIVES_WAY_AFTER = Duration.ofMillis(500);

  /**
   * Its message. Runs in a transaction: that it is about to be sent, and how often it was, is
   * durable before its first byte.
   */
  Message prepare();

  /**
   * Takes the answer. This is part of the one transaction that keeps all that the answer brings,
   * with the acquirer's date. It writes to the ledger and changes nothing else, since the
   * transaction may fail and this then runs again in another.
   *
   * @param answer its MAC checked under the keys the message was sent with
   * @return what follows once that is durable and the line is free again: changes in memory belong
   *     here, its own and the session's
   */
  Consumer<Session> answered(Message message, Answer answer);

  /**
   * Whether an order in the header of this answer is to be followed. The answer that completes an
   * order may well carry that order once more.
   */
  default boolean obeys(String order) {
    return true;
  }

  /** What it is called among the codes of the line, for example {@code sign-in}. */
  default String label() {
    return "own";
  }

  /**
   * How long a payment that comes waits for the answer to this. After that the message is given up
   * with its connection, and the payment goes on the next one. Empty for what payments depend on,
   * which is waited for.
   */
  default Optional<Duration> givesWayAfter() {
    return Optional.empty();
  }

  /** It will not be answered any more. Durable when this returns. */
  void unanswered(Event.Silence why);
}
