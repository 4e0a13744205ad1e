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
  TRY_AGAIN
}
