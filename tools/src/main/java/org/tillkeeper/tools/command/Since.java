package org.tillkeeper.tools.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.tools.config.InvalidSettings;

/** A time to look back to: {@code 2h} ago, or {@code 2026-01-31T08:00:00Z}. */
final class Since {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})(s|m|h|d)");

  private Since() {}

  static Instant parse(String text, Instant now) throws InvalidSettings {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long count = Long.parseLong(ago.group(1));
      return now.minus(
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidSettings(
          "--since is \""
              + text
              + "\": allowed is a time such as 2026-01-31T08:00:00Z, or how long ago: 90s, 30m, 2h, 7d");
    }
  }
}
