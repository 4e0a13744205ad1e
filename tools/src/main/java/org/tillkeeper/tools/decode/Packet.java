package org.tillkeeper.tools.decode;

import java.util.Arrays;

/**
 * What a captured packet carries: Ethernet, Linux cooked or loopback, IPv4 and TCP are taken off.
 */
final class Packet {
  private static final int TCP = 6;

  private Packet() {}

  /** The bytes behind the TCP header, or all bytes where there is no such packet. */
  static byte[] payload(byte[] bytes) {
    for (int link : new int[] {0, 4, 14, 16, 18}) {
      if (isIp(bytes, link) && (link == 0 || isLink(bytes, link))) {
        int ipBytes = 4 * (bytes[link] & 0xF);
        int tcp = link + ipBytes;
        int end = Math.min(bytes.length, link + number(bytes, link + 2));
        if (tcp + 20 > end) {
          continue;
        }
        int data = tcp + 4 * ((bytes[tcp + 12] >> 4) & 0xF);
        if (data >= tcp + 20 && data <= end) {
          return Arrays.copyOfRange(bytes, data, end);
        }
      }
    }
    return bytes;
  }

  private static boolean isIp(byte[] bytes, int at) {
    return bytes.length >= at + 40
        && ((bytes[at] >> 4) & 0xF) == 4
        && (bytes[at] & 0xF) >= 5
        && bytes[at + 9] == TCP
        && number(bytes, at + 2) >= 40
        && number(bytes, at + 2) <= bytes.length - at + 6;
  }

  private static boolean isLink(byte[] bytes, int length) {
    return switch (length) {
      case 4 -> number(bytes, 0) == 0x0200 || number(bytes, 2) == 2;
      default -> number(bytes, length - 2) == 0x0800;
    };
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }
}
