package org.tillkeeper.iso8583;

/** What the response code of a valid answer to a reversal says. */
public enum ReversalMeaning {
  /** The original is undone. */
  REVERSED,
  /** The acquirer has no such original. */
  NO_ORIGINAL,
  /** The acquirer will not look for it any more; nothing is proven. */
  ENDED_WITHOUT_PROOF,
  /** Ask again later. */
  TRY_AGAIN,
  /** Sign in, then ask again with a new MAC. */
  SIGN_IN_AGAIN,
  /** Anything else: a person has to look. */
  REFUSED
}
