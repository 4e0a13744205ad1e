package org.tillkeeper.iso8583;

/** What became of the message authentication code of a received message. */
public enum MacVerdict {
  /** The message carries no MAC. */
  ABSENT,
  /** The MAC is the one its key makes. */
  RIGHT,
  /** A MAC is present and is not the one its key makes. */
  WRONG,
  /** No message of this dialect carries one: the connection alone vouches for what comes by it. */
  UNUSED;

  /** Whether the message is what its sender wrote, as far as can be known. */
  public boolean vouches() {
    return this == RIGHT || this == UNUSED;
  }
}
