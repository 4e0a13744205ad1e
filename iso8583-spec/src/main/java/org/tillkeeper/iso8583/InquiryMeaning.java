package org.tillkeeper.iso8583;

/** What the response code of a valid answer to an inquiry says of the request asked about. */
public enum InquiryMeaning {
  /**
   * It was approved. The answer carries its amount, and its RRN and authorisation code if there are
   * any.
   */
  APPROVED,
  /** It was refused: no money moved. */
  DECLINED,
  /** The acquirer has no such request; it may still arrive. */
  NO_ORIGINAL,
  /** Nothing is proven: ask again later. */
  TRY_AGAIN;

  /** What a code says that has a meaning for a sale and none of its own for an inquiry. */
  static InquiryMeaning impliedBy(ResponseCode.Meaning sale) {
    return switch (sale) {
      case APPROVED -> APPROVED;
      case DECLINED -> DECLINED;
      case PARTIALLY_APPROVED,
          ACKNOWLEDGED,
          UNKNOWN_OUTCOME,
          DUPLICATE,
          SIGN_IN_AGAIN,
          OTHER_BATCH ->
          TRY_AGAIN;
    };
  }
}
