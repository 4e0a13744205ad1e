package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.tools.reconcile.Layout.Column;
import org.tillkeeper.tools.reconcile.Layout.KindOfLine;
import org.tillkeeper.tools.reconcile.Layout.Sign;

/** Makes of a line's values what they mean by a layout. */
final class LineParser {
  private static final Pattern AMOUNT = Pattern.compile("[+-]?[0-9]{1,15}(\\.[0-9]{1,6})?");
  private static final Pattern LAST_4 = Pattern.compile("[0-9]{4}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
  private static final KindOfLine ANY = new KindOfLine(Sign.PLUS, Map.of());

  private final Layout layout;
  private final ZoneId zone;
  private final int digits;
  private final Instant now;
  private final DateTimeFormatter time;
  private final Optional<DigitTime> digitTime;
  private final boolean hasYear;
  private final Map<String, Integer> places = new HashMap<>();

  LineParser(Layout layout, ZoneId zone, String currency, Instant now) {
    this.layout = layout;
    this.zone = zone;
    this.now = now;
    digits = CurrencyCode.minorUnits(currency);
    hasYear = layout.timePattern().contains("u") || layout.timePattern().contains("y");
    DateTimeFormatterBuilder form =
        new DateTimeFormatterBuilder().appendPattern(layout.timePattern());
    if (!hasYear) {
      form.parseDefaulting(ChronoField.YEAR, now.atZone(zone).getYear());
    }
    if (!layout.timePattern().contains("H")) {
      form.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
    }
    time = form.toFormatter(Locale.ROOT);
    digitTime = DigitTime.of(layout.timePattern(), now.atZone(zone).getYear());
  }

  /** A line that is not what the layout says, and why. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why, null, false, false);
    }
  }

  /** Takes the names of the columns; refuses a header that lacks one that is needed. */
  void header(List<String> names, String file) throws UnreadableStatement {
    for (int i = 0; i < names.size(); i++) {
      places.putIfAbsent(names.get(i), i);
    }
    List<String> needed = new ArrayList<>(layout.columns().values());
    needed.addAll(layout.timeColumns());
    layout.kinds().values().forEach(kind -> needed.addAll(kind.columns().values()));
    for (String name : needed) {
      if (!places.containsKey(name) && !NUMBER.matcher(name).matches()) {
        throw new UnreadableStatement(say("no-column", file, name, layout.name()));
      }
    }
  }

  StatementLine line(List<String> values, int number) throws Unreadable {
    KindOfLine kind = ANY;
    String word = "";
    if (layout.columns().containsKey(Column.KIND)) {
      word = value(values, layout.columns().get(Column.KIND));
      if (!layout.kinds().isEmpty()) {
        kind = layout.kinds().get(word);
        if (kind == null) {
          throw new Unreadable(say("line.kind", shown(word)));
        }
      }
    }
    return new StatementLine(
        number,
        word,
        kind.sign() != Sign.NONE,
        amount(text(values, kind, Column.AMOUNT).orElse(""), kind.sign()),
        time(values),
        text(values, kind, Column.TERMINAL),
        text(values, kind, Column.BATCH).map(LineParser::sixDigits),
        text(values, kind, Column.STAN).map(LineParser::sixDigits),
        text(values, kind, Column.RRN),
        text(values, kind, Column.REFERENCE),
        text(values, kind, Column.CARD)
            .filter(card -> card.length() >= 4)
            .map(card -> card.substring(card.length() - 4))
            .filter(last -> LAST_4.matcher(last).matches()));
  }

  private Optional<String> text(List<String> values, KindOfLine kind, Column column)
      throws Unreadable {
    String name = kind.columns().getOrDefault(column, layout.columns().get(column));
    if (name == null) {
      return Optional.empty();
    }
    return Optional.of(value(values, name)).filter(text -> !text.isEmpty() && !text.equals("0"));
  }

  private String value(List<String> values, String column) throws Unreadable {
    Integer place = places.get(column);
    int at = place == null ? Integer.parseInt(column) - 1 : place;
    if (at >= values.size()) {
      throw new Unreadable(say("line.short", values.size(), column));
    }
    return values.get(at);
  }

  private long amount(String text, Sign sign) throws Unreadable {
    String plain = text.replace(",", "");
    if (plain.isEmpty()) {
      plain = "0";
    }
    if (!AMOUNT.matcher(plain).matches()) {
      throw new Unreadable(say("line.amount", shown(text)));
    }
    BigDecimal amount = new BigDecimal(plain);
    try {
      long minor = (layout.minor() ? amount : amount.movePointRight(digits)).longValueExact();
      return sign == Sign.MINUS ? -Math.abs(minor) : minor;
    } catch (ArithmeticException e) {
      throw new Unreadable(say("line.amount", shown(text)));
    }
  }

  private Optional<Instant> time(List<String> values) throws Unreadable {
    if (layout.timeColumns().isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (String column : layout.timeColumns()) {
      parts.add(value(values, column));
    }
    String text = String.join(" ", parts);
    try {
      Optional<LocalDateTime> read = digitTime.flatMap(it -> it.read(text));
      LocalDateTime local = read.isPresent() ? read.get() : LocalDateTime.parse(text, time);
      Instant at = local.atZone(zone).toInstant();
      boolean toCome = !hasYear && at.isAfter(now.plus(Duration.ofDays(1)));
      return Optional.of(toCome ? local.minusYears(1).atZone(zone).toInstant() : at);
    } catch (DateTimeException e) {
      throw new Unreadable(say("line.time", shown(text), layout.timePattern()));
    }
  }

  private static String sixDigits(String number) {
    return NUMBER.matcher(number).matches() ? "000000".substring(number.length()) + number : number;
  }

  /** A value in a complaint; what may be a card number is not repeated. */
  private static String shown(String value) {
    String text = value.length() > 40 ? value.substring(0, 40) : value;
    return text.replaceAll("[0-9]{13,}", "****");
  }
}
