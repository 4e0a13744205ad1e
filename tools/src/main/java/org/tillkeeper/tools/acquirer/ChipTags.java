package org.tillkeeper.tools.acquirer;

import java.util.HexFormat;

/**
 * BER-TLV data of a chip, as far as the acquirer looks into it. A reader of its own, on purpose: an
 * acquirer that shared the terminal's would not notice where that is wrong.
 */
final class ChipTags {
  private ChipTags() {}

  /** The value of a primitive tag in hex; empty if it is not there or the data ends too soon. */
  static String value(byte[] data, String tag) {
    int at = 0;
    while (at < data.length) {
      int start = at;
      boolean more = (data[at] & 0x1F) == 0x1F;
      at++;
      while (more && at < data.length) {
        more = (data[at] & 0x80) != 0;
        at++;
      }
      if (at >= data.length) {
        return "";
      }
      String name = hex(data, start, at);
      int length = data[at] & 0xFF;
      at++;
      if (length > 0x80) {
        int bytes = length - 0x80;
        length = 0;
        for (; bytes > 0 && at < data.length && length < data.length; bytes--) {
          length = length << 8 | (data[at] & 0xFF);
          at++;
        }
      }
      if (length > data.length - at) {
        return "";
      }
      if (name.equals(tag)) {
        return hex(data, at, at + length);
      }
      at += length;
    }
    return "";
  }

  private static String hex(byte[] data, int from, int to) {
    return HexFormat.of().withUpperCase().formatHex(data, from, to);
  }
}
