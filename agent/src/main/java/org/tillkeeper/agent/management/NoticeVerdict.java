package org.tillkeeper.agent.management;

import java.util.Optional;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.ReversalMeaning;

/** What an answer that is believed says of a notice: of a message that tells and asks nothing. */
enum NoticeVerdict {
  /** The acquirer has it. So it has where it knows the repeat of one. */
  DELIVERED,
  /** The same notice is sent again. */
  AGAIN,
  /** The acquirer does not take it, and would not take it again. */
  REFUSED;

  /**
   * The verdict of an answer. A wish for a sign-in is met and the notice sent again, but for one of
   * a batch that is closed: no sign-in opens that again.
   *
   * @param wasSent whether it had been sent before this send
   * @param openBatch the number of the batch that is open now
   */
  static NoticeVerdict of(
      Messages messages, Message notice, boolean wasSent, Answer answer, String openBatch) {
    boolean known = answer.sale() == ResponseCode.Meaning.DUPLICATE && wasSent;
    if (messages.isSuccess(answer.responseCode()) || known) {
      return DELIVERED;
    }
    boolean ofClosedBatch =
        answer.sale() == ResponseCode.Meaning.OTHER_BATCH
            && !messages.value(notice, Element.BATCH).equals(Optional.of(openBatch));
    boolean later =
        !answer.hasCode()
            || answer.reversal() == ReversalMeaning.TRY_AGAIN
            || (messages.ordersSignIn(answer.responseCode()) && !ofClosedBatch);
    return later ? AGAIN : REFUSED;
  }
}
