package org.tillkeeper.iso8583;

import java.util.Locale;
import java.util.Set;

/**
 * What a message carries of a card's chip data, which are {@link BerTlv} in hex. The data are taken
 * as far as they are TLV: a reversal must not fail because a card's data are damaged.
 */
public final class ChipData {
  private ChipData() {}

  /**
   * The entries with these tags, in the order they stand.
   *
   * @param hex upper-case hex
   * @param tags upper-case hex
   */
  public static String only(String hex, Set<String> tags) {
    StringBuilder kept = new StringBuilder();
    for (BerTlv.Entry entry : BerTlv.read(hex).entries()) {
      if (tags.contains(entry.tag())) {
        kept.append(entry.whole());
      }
    }
    return kept.toString();
  }

  /**
   * The same data with another value of a tag, which is added at the end where it is missing.
   *
   * @param hex upper-case hex
   * @param tag upper-case hex
   * @param value upper-case hex, at most 127 bytes
   */
  public static String with(String hex, String tag, String value) {
    String wanted = tag + String.format(Locale.ROOT, "%02X", value.length() / 2) + value;
    StringBuilder data = new StringBuilder();
    boolean there = false;
    for (BerTlv.Entry entry : BerTlv.read(hex).entries()) {
      boolean isIt = entry.tag().equals(tag);
      data.append(isIt ? wanted : entry.whole());
      there |= isIt;
    }
    return there ? data.toString() : data + wanted;
  }
}
