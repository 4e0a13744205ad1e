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

  /**
   * Whether a frame is empty: nothing follows its length. It is a sign of life and no message.
   *
   * @param prefix the length
   */
  default boolean isEmpty(byte[] prefix) {
    return false;
  }

  /** Whether an empty frame is answered in kind. */
  default boolean answersEmpty() {
    return false;
  }

  /** The framing of a dialect. */
  static Framing of(Dialect dialect) {
    return new Framing() {
      @Override
      public int lengthPrefixBytes() {
        return dialect.lengthPrefixBytes();
      }

      @Override
      public boolean isEmpty(byte[] prefix) {
        return dialect.isEmptyFrame(prefix);
      }

      @Override
      public boolean answersEmpty() {
        return dialect.answersEmptyFrames();
      }

      @Override
      public int bodyLength(byte[] prefix) throws MalformedMessage {
        return dialect.bodyLength(prefix);
      }
    };
  }
}
