package org.tillkeeper.iso8583;

import java.util.List;

/**
 * Which messages carry a MAC and what it covers.
 *
 * @param field the field it stands in, the message's last
 * @param from where its cover starts: {@code tpdu}, {@code header} or {@code mti}; it ends before
 *     the field
 * @param messages first digits of the MTIs that carry one
 */
record MacRule(int field, MacAlgorithm algorithm, String from, List<String> messages) {
  boolean covers(String mti) {
    for (String digits : messages) {
      if (mti.startsWith(digits)) {
        return true;
      }
    }
    return false;
  }

  int firstByte(Wire wire) {
    return switch (from) {
      case "tpdu" -> wire.prefixBytes();
      case "header" -> wire.headerOffset();
      default -> wire.mtiOffset();
    };
  }
}
