package org.tillkeeper.iso8583.jbig;

import java.util.Arrays;

/** Bytes that become more. */
final class Octets {
  private byte[] bytes = new byte[256];
  private int length;

  void add(int octet) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length] = (byte) octet;
    length++;
  }

  void addAll(byte[] all) {
    for (byte each : all) {
      add(each);
    }
  }

  byte[] all() {
    return Arrays.copyOf(bytes, length);
  }
}
