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
  /** It names a batch the acquirer does not have open: sign in, which tells which is; ask again. */
  OTHER_BATCH,
  /** Anything else: a person has to look. */
  REFUSED;

  /** Whether the acquirer wants the terminal to sign in. */
  public boolean wantsSignIn() {
    return this == SIGN_IN_AGAIN || this == OTHER_BATCH;
  }
}
