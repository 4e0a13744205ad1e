package org.tillkeeper.agent.loop;

import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.iso8583.Message;

/**
 * One message to the acquirer that belongs to no attempt: a sign-in, an echo, a notice, a step of a
 * settlement or of a download.
 */
interface Errand {
  /**
   * Its message. Runs in a transaction: that it is about to be sent, and how often it was, is
   * durable before its first byte.
   */
  Message prepare();

  /**
   * It was answered. All that it changes is durable when this returns; it may run again where the
   * ledger failed.
   *
   * @param answer its MAC checked under the keys the message was sent with
   * @return what follows once the line is free again
   */
  Runnable answered(Message message, Answer answer);

  /** It will not be answered any more. Durable when this returns. */
  void unanswered(Event.Silence why);
}
