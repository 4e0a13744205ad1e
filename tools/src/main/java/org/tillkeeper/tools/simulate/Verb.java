package org.tillkeeper.tools.simulate;

import java.util.Locale;

/** What a request asks the acquirer for, as the model reads it. */
enum Verb {
  SIGN_IN,
  ECHO,
  SALE,
  OFFLINE_SALE,
  VOID,
  PREAUTH,
  PREAUTH_VOID,
  COMPLETION,
  COMPLETION_VOID,
  REFUND,
  TIP,
  BALANCE,
  REVERSAL,
  INQUIRY,
  /** For a code that a customer scans. */
  CODE,
  /** Whether it was paid. */
  CODE_INQUIRY,
  /** That nobody may pay it any more. */
  CODE_CLOSE,
  SETTLEMENT,
  UPLOAD,
  BATCH_END,
  OTHER;

  /** As schedules name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it refers to another payment. */
  boolean refers() {
    return switch (this) {
      case VOID, PREAUTH_VOID, COMPLETION, COMPLETION_VOID, REFUND, TIP -> true;
      default -> false;
    };
  }

  /** Whether it is a message of a settlement. */
  boolean settles() {
    return switch (this) {
      case SETTLEMENT, UPLOAD, BATCH_END -> true;
      default -> false;
    };
  }

  /** Whether it is a payment's own request. */
  boolean isOriginal() {
    return switch (this) {
      case SIGN_IN,
          ECHO,
          REVERSAL,
          INQUIRY,
          CODE_INQUIRY,
          CODE_CLOSE,
          SETTLEMENT,
          UPLOAD,
          BATCH_END,
          OTHER ->
          false;
      default -> true;
    };
  }

  /** Whether it speaks of a code that was asked for before. */
  boolean isOfCode() {
    return this == CODE_INQUIRY || this == CODE_CLOSE;
  }
}
