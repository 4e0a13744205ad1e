package org.tillkeeper.tools.decode;

import java.util.Set;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.BerTlv;

/**
 * What of a value may be shown: of a card number its ends, of a track, PIN block or key nothing.
 */
final class Masking {
  private static final int FIRST = 6;
  private static final int LAST = 4;

  /** Tags of chip data that hold a card number, a track, a name or an expiry. */
  private static final Set<String> SECRET_TAGS =
      Set.of(
          "56", "57", "5A", "5F20", "5F24", "9F0B", "9F1F", "9F20", "9F6B", "99", "DF02", "9F24");

  private static final Pattern CARD_NUMBER = Pattern.compile("[0-9]{12,}");

  private Masking() {}

  static boolean isSecretTag(String tag) {
    return SECRET_TAGS.contains(tag);
  }

  /** As many stars as there are characters. */
  static String all(String value) {
    return "*".repeat(value.length());
  }

  /**
   * First six and last four digits of a card number; all of it hidden where it is shorter than 13.
   */
  static String pan(String pan) {
    return pan.length() < FIRST + LAST + 3
        ? all(pan)
        : pan.substring(0, FIRST)
            + "*".repeat(pan.length() - FIRST - LAST)
            + pan.substring(pan.length() - LAST);
  }

  /** A text with every long run of digits in it hidden, in case it is a card number. */
  static String text(String text) {
    return CARD_NUMBER.matcher(text).replaceAll(run -> all(run.group()));
  }

  /** Chip data with the values of secret tags hidden, and whatever is no chip data. */
  static String chip(String hex) {
    StringBuilder shown = new StringBuilder();
    BerTlv.Reading data = BerTlv.read(hex);
    for (BerTlv.Entry entry : data.entries()) {
      String value = entry.value();
      shown.append(entry.whole(), 0, entry.whole().length() - value.length());
      shown.append(isSecretTag(entry.tag()) ? all(value) : value);
    }
    return shown.append(all(data.rest())).toString();
  }
}
