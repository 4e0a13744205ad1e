package org.tillkeeper.iso8583;

/**
 * How a field stands on the wire.
 *
 * @param digits of types n, z and x+n
 * @param lengths of the prefix of a field whose length varies
 * @param bytes of type b
 */
record Coding(Digits digits, Digits lengths, Bytes bytes) {
  /** How decimal digits stand. */
  enum Digits {
    /** Two a byte. */
    BCD,
    /** One a byte, as characters. */
    ASCII
  }

  /** How bytes stand. */
  enum Bytes {
    /** As they are. */
    RAW,
    /** Each as two upper-case hex characters. */
    HEX
  }
}
