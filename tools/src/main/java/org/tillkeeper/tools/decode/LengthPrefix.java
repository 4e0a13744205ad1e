package org.tillkeeper.tools.decode;

import java.util.Arrays;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MalformedMessage;

/** The length in front of a frame: what bytes say, and what bytes would say it. */
final class LengthPrefix {
  private LengthPrefix() {}

  /** How many bytes follow, as the dialect reads it; -1 where no frame of it can be that long. */
  static int declared(Dialect dialect, byte[] bytes) {
    try {
      return dialect.bodyLength(bytes);
    } catch (MalformedMessage e) {
      return -1;
    }
  }

  /** As {@link #declared(Dialect, byte[])}, of a length that begins at an offset. */
  static int declared(Dialect dialect, byte[] piece, int at) {
    int end = Math.min(piece.length, at + dialect.lengthPrefixBytes());
    return declared(dialect, Arrays.copyOfRange(piece, at, end));
  }

  /** A length that the dialect takes for that many bytes; empty if there is none. */
  static byte[] of(Dialect dialect, int bytes) {
    try {
      return dialect.lengthPrefix(bytes);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
