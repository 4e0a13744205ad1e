package org.tillkeeper.agent.till;

/**
 * Whether bytes are BER-TLV data objects as EMV uses them (EMV Book 3, annex B): tags of one to
 * three bytes, definite lengths, constructed objects whole within, nothing between or after.
 */
final class BerTlv {
  private static final int MAX_DEPTH = 8;

  private final byte[] bytes;
  private int at;

  private BerTlv(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether the bytes are at least one data object, and nothing else. */
  static boolean isWellFormed(byte[] bytes) {
    return bytes.length > 0 && new BerTlv(bytes).objectsUntil(bytes.length, MAX_DEPTH);
  }

  private boolean objectsUntil(int end, int depth) {
    while (at < end) {
      int tag = bytes[at++] & 0xff;
      if (tag == 0x00 || tag == 0xff) {
        return false;
      }
      if ((tag & 0x1f) == 0x1f && !longTagEndsBefore(end)) {
        return false;
      }
      int length = length(end);
      if (length < 0 || length > end - at) {
        return false;
      }
      boolean constructed = (tag & 0x20) != 0;
      if (!constructed) {
        at += length;
      } else if (depth == 0 || !objectsUntil(at + length, depth - 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean longTagEndsBefore(int end) {
    for (int i = 0; i < 2 && at < end; i++) {
      if ((bytes[at++] & 0x80) == 0) {
        return true;
      }
    }
    return false;
  }

  /** The length field; -1 where it is cut short, indefinite, or longer than two bytes. */
  private int length(int end) {
    if (at >= end) {
      return -1;
    }
    int first = bytes[at++] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count < 1 || count > 2 || count > end - at) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | (bytes[at++] & 0xff);
    }
    return length;
  }
}
