package org.tillkeeper.tools.words;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.tools.config.InvalidSettings;

/**
 * A time as a person types it, by the clock of the shop: {@code 10:30}, {@code yesterday 10:30},
 * {@code 11-28 10:30}, {@code 2026-11-28}, {@code 2h}, or one of RFC 3339. What names no year or
 * day means the last one that is not to come.
 *
 * @param from the time; of a day its beginning
 * @param to the same time; of a day the beginning of the next
 */
public record TypedTime(Instant from, Instant to) {
  private static final Map<String, Integer> DAYS_AGO =
      Map.of("today", 0, "yesterday", 1, "before-yesterday", 2);

  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final Pattern AGO = Pattern.compile("(\\d{1,6}) ?(s|m|min|h|d)(?: ago)?");
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{1,2})?(?::(\\d{2}))?");
  private static final Pattern DAY = Pattern.compile("(?:(\\d{4})[-/.])?(\\d{1,2})[-/.](\\d{1,2})");
  private static final Pattern DIGITS = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");

  /**
   * Reads a day.
   *
   * @throws InvalidSettings if it is none; the text says what is allowed
   */
  public static TypedTime day(String option, String text, ZoneId zone, Instant now)
      throws InvalidSettings {
    Optional<LocalDate> day;
    try {
      day = day(TypedWords.read(text), now.atZone(zone).toLocalDate());
    } catch (DateTimeException e) {
      day = Optional.empty();
    }
    return day.map(it -> whole(it, zone))
        .orElseThrow(
            () ->
                new InvalidSettings(
                    option + " is \"" + text + "\": allowed is " + TypedWords.allowed("day")));
  }

  /**
   * Reads one.
   *
   * @param option whose value it is, for the refusal
   * @param now by which {@code yesterday} and {@code 2h} count
   * @throws InvalidSettings if it is none; the text says what is allowed
   */
  public static TypedTime of(String option, String text, ZoneId zone, Instant now)
      throws InvalidSettings {
    try {
      Optional<TypedTime> read = read(TypedWords.read(text), zone, now);
      if (read.isPresent()) {
        return read.get();
      }
    } catch (DateTimeException | ArithmeticException e) {
      // as one that cannot be read
    }
    throw new InvalidSettings(
        option + " is \"" + text + "\": allowed is " + TypedWords.allowed("time"));
  }

  private static Optional<TypedTime> read(String text, ZoneId zone, Instant now) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      Duration unit = UNITS.get(ago.group(2));
      return Optional.of(moment(now.minus(unit.multipliedBy(Long.parseLong(ago.group(1))))));
    }
    if (text.equals("now")) {
      return Optional.of(moment(now));
    }
    if (text.matches(".*T.*(Z|z|[+-]\\d\\d:\\d\\d)")) {
      return Optional.of(moment(OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant()));
    }
    return local(text.replace('T', ' '), zone, now.atZone(zone));
  }

  /** Without an offset: a day, a time, or both. */
  private static Optional<TypedTime> local(String text, ZoneId zone, ZonedDateTime now) {
    String[] parts = text.split(" +", 2);
    Optional<LocalTime> time = clock(parts[parts.length - 1]);
    Optional<LocalDate> day = day(parts[0], now.toLocalDate());
    if (parts.length == 2) {
      return day.isPresent() && time.isPresent()
          ? Optional.of(moment(day.get().atTime(time.get()).atZone(zone).toInstant()))
          : Optional.empty();
    }
    if (time.isPresent()) {
      LocalDate today = now.toLocalDate();
      boolean toCome = time.get().isAfter(now.toLocalTime());
      LocalDate last = toCome ? today.minusDays(1) : today;
      return Optional.of(moment(last.atTime(time.get()).atZone(zone).toInstant()));
    }
    return day.map(it -> whole(it, zone));
  }

  private static Optional<LocalTime> clock(String text) {
    Matcher clock = CLOCK.matcher(text);
    if (clock.matches()) {
      String minute = clock.group(2);
      String second = clock.group(3);
      return Optional.of(
          LocalTime.of(
              Integer.parseInt(clock.group(1)),
              minute == null ? 0 : Integer.parseInt(minute),
              second == null ? 0 : Integer.parseInt(second)));
    }
    return Optional.empty();
  }

  private static Optional<LocalDate> day(String text, LocalDate today) {
    Integer ago = DAYS_AGO.get(text);
    if (ago != null) {
      return Optional.of(today.minusDays(ago));
    }
    Matcher digits = DIGITS.matcher(text);
    Matcher day = digits.matches() ? digits : DAY.matcher(text);
    if (!day.matches()) {
      return Optional.empty();
    }
    int month = Integer.parseInt(day.group(2));
    int ofMonth = Integer.parseInt(day.group(3));
    if (day.group(1) != null) {
      return Optional.of(LocalDate.of(Integer.parseInt(day.group(1)), month, ofMonth));
    }
    LocalDate thisYear = LocalDate.of(today.getYear(), month, ofMonth);
    return Optional.of(thisYear.isAfter(today) ? thisYear.minusYears(1) : thisYear);
  }

  private static TypedTime moment(Instant time) {
    return new TypedTime(time, time);
  }

  private static TypedTime whole(LocalDate day, ZoneId zone) {
    return new TypedTime(
        day.atStartOfDay(zone).toInstant(), day.plusDays(1).atStartOfDay(zone).toInstant());
  }
}
