package org.tillkeeper.agent.words;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times for people, by the shop's clock and with its offset. */
public final class ShopTime {
  private static final Pattern INSTANT =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,18}Z");
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

  private ShopTime() {}

  /** To the second. */
  public static String of(Instant at, ZoneId zone) {
    return SHOWN.format(at.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
  }

  /** A value as people read it: a time of the evidence by the shop's clock, all else as it is. */
  static String of(Object value, ZoneId zone) {
    String text = String.valueOf(value);
    return INSTANT.matcher(text).matches() ? of(Instant.parse(text), zone) : text;
  }
}
