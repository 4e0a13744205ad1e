package org.tillkeeper.agent.host;

import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MalformedMessage;

/** Where one frame ends and the next begins: each starts with its length. Safe for any thread. */
public interface Framing {
  /** Bytes of the length prefix, at least 1. */
  int lengthPrefixBytes();

  /**
   * How many bytes follow the prefix; asked before any room is made for them.
   *
   * @throws MalformedMessage if no frame can be that short or that long
   */
  int bodyLength(byte[] prefix) throws MalformedMessage;

  /** The framing of a dialect. */
  static Framing of(Dialect dialect) {
    return new Framing() {
      @Override
      public int lengthPrefixBytes() {
        return dialect.lengthPrefixBytes();
      }

      @Override
      public int bodyLength(byte[] prefix) throws MalformedMessage {
        return dialect.bodyLength(prefix);
      }
    };
  }
}
