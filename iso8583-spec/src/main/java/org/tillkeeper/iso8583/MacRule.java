package org.tillkeeper.iso8583;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Which messages carry a MAC and what it covers.
 *
 * @param field the field it stands in, 64; the message's last, and so 128 where there is a second
 *     bitmap
 * @param from where its cover starts: {@code tpdu}, {@code header} or {@code mti}; it ends before
 *     the field
 * @param messages first digits of the MTIs that carry one
 * @param besides other messages that carry one; empty for none
 */
record MacRule(
    int field,
    MacAlgorithm algorithm,
    String from,
    List<String> messages,
    Optional<Besides> besides) {
  private static final int ONE_BITMAP = 64;
  static final int LAST = 128;

  /**
   * Messages whose MTI does not say that they carry a MAC. For example, of UnionPay's 0820 only the
   * upload of a signature does.
   *
   * @param where what tells them apart
   * @param values that they have there
   */
  record Besides(Place where, List<String> values) {}

  /** Whether a message carries one, and so does the answer to it. */
  boolean covers(Message message) {
    return covers(message.mti())
        || besides
            .filter(other -> other.where().in(message).filter(other.values()::contains).isPresent())
            .isPresent();
  }

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

  /** Whether a field is one that a MAC may stand in. */
  boolean isMac(int number) {
    return number == field || number == LAST;
  }

  /** The field a message's MAC stands in. */
  int fieldIn(SortedMap<Integer, String> fields) {
    return !fields.isEmpty() && fields.lastKey() > ONE_BITMAP ? LAST : field;
  }
}
