package org.tillkeeper.agent.time;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a duration is written for the agent: a whole number and its unit, such as {@code 90s}, {@code
 * 10m}, {@code 2h} or {@code 1d}. Which units there are and how many digits, each place says for
 * itself.
 */
public final class WrittenDuration {
  private final Pattern form;

  /**
   * @param digitsMost of the number, from 1 to 9
   * @param units some of ms, s, m, h and d
   */
  public WrittenDuration(int digitsMost, String... units) {
    form = Pattern.compile("([0-9]{1," + digitsMost + "})(" + String.join("|", units) + ")");
  }

  /** What matches as a whole. */
  public Pattern form() {
    return form;
  }

  /** The duration of a text; empty where it is written otherwise. */
  public Optional<Duration> read(String text) {
    Matcher matcher = form.matcher(text);
    return matcher.matches()
        ? Optional.of(of(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  private static Duration of(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> throw new IllegalArgumentException(unit);
    };
  }
}
