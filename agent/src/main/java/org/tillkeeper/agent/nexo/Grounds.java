package org.tillkeeper.agent.nexo;

import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.terminal.Ground;

/**
 * What the terminal's refusals are called in this protocol. None of them is a Refusal, which is the
 * acquirer's or the chip's word, and each is certain: a refused call has recorded nothing.
 */
final class Grounds {
  private Grounds() {}

  static Condition condition(Ground.Why why) {
    return switch (why) {
      case NOT_FOUND -> Condition.NOT_FOUND;
      case SETTLEMENT_OPEN, OPERATION_OPEN, REFUND_OPEN, LEDGER_UNAVAILABLE, SHUTTING_DOWN ->
          Condition.BUSY;
      case NOT_SIGNED_IN, NOT_ONLINE, NOT_ANSWERED, OFFLINE_REFUSED -> Condition.UNREACHABLE_HOST;
      case NOT_SUPPORTED -> Condition.UNAVAILABLE_SERVICE;
      case INVALID -> Condition.MESSAGE_FORMAT;
      case IDEMPOTENCY_CONFLICT,
          ALREADY_FINAL,
          NOT_FINAL,
          NOTHING_OPEN,
          NOT_IN_ATTENTION,
          REVERSAL_OPEN,
          NOT_CONFIRMED,
          ATTEMPT_CONFIRMED,
          ALREADY_VOIDED,
          ALREADY_REFUNDED,
          NOT_DISPROVED,
          ALREADY_COMPLETED,
          SETTLED,
          NOT_SETTLED,
          ERASED,
          WRONG_ORIGINAL,
          ORIGINAL_LACKS,
          AMOUNT_DIFFERS,
          AMOUNT_EXCEEDED,
          POSSIBLE_DUPLICATE,
          CODE_USED,
          NOT_CANCELLABLE,
          CARD_NOT_AWAITED,
          NOT_SIGNABLE,
          ALREADY_SIGNED,
          SIGNATURES_FULL,
          BATCH_FULL,
          ALREADY_ACKNOWLEDGED,
          NOTHING_TO_ACKNOWLEDGE,
          ACQUIRER_REFUSED,
          NO_LEDGER_LOSS,
          LEDGER_LOSS ->
          Condition.NOT_ALLOWED;
    };
  }

  /** Why there is no card, of which nothing was recorded either. */
  static Condition condition(NotCollected.Why why) {
    return switch (why) {
      case NO_READER -> Condition.UNAVAILABLE_DEVICE;
      case READER_BUSY -> Condition.BUSY;
      case NOT_PRESENTED, CANCELLED_AT_READER, CARD_REMOVED -> Condition.CANCEL;
      case CARD_UNREADABLE -> Condition.INVALID_CARD;
      case CANCELLED_BY_TILL, ABANDONED -> Condition.ABORTED;
      case CARD_NUMBER_AS_REFERENCE -> Condition.MESSAGE_FORMAT;
      case KEY_OF_ANOTHER -> Condition.NOT_ALLOWED;
    };
  }
}
