package org.tillkeeper.iso8583;

/**
 * What an acquirer's answer says of a code that the terminal has shown: the answer to a question
 * about it, or to its closing.
 */
public enum CodeMeaning {
  /** Nobody has paid yet. The code is still good. */
  NOT_PAID,
  /** It was paid. The answer names its amount, and its RRN and voucher if there are any. */
  PAID,
  /** It is closed and was not paid, and nobody can pay it any more. */
  CLOSED,
  /** The acquirer has made no such code. Its request may still arrive. */
  NO_CODE,
  /** Nothing is said of it: ask, or close, again later. */
  TRY_AGAIN,
  /** The answer to a closing proves nothing, and another would say the same. */
  REFUSED
}
