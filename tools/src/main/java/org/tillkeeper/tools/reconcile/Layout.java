package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tillkeeper.tools.config.GivenFile;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * How a kind of statement is laid out, as data. A file of one's own has the same keys as those that
 * ship; {@code tools/docs/reconcile.md} explains them.
 *
 * @param name for people
 * @param charsets the first that fits is taken
 * @param begin how the line of column names begins; empty where there is none
 * @param end how lines begin with which the rows are over
 * @param delimiter between values; empty for fixed widths
 * @param strip characters that are taken off both ends of a value, besides blanks and tabs
 * @param widths of the values in bytes; empty where a delimiter parts them
 * @param gap bytes between two values of fixed width
 * @param columns by what they mean: a name of the header, or a number from 1
 * @param timeColumns joined by a blank they are the time
 * @param timePattern as {@link DateTimeFormatter} has it, without a year where it has none
 * @param minor whether amounts are in the minor unit
 * @param kinds what the words of the kind column mean; empty where every line is a payment
 */
record Layout(
    String name,
    List<Charset> charsets,
    String begin,
    List<String> end,
    String delimiter,
    String strip,
    List<Integer> widths,
    int gap,
    Map<Column, String> columns,
    List<String> timeColumns,
    String timePattern,
    boolean minor,
    Map<String, KindOfLine> kinds) {
  private static final List<String> SHIPPED = List.of("wechat", "alipay", "unionpay-zm", "pos");

  private static final String ANY = "(?s).{1,200}";

  /** What a column may mean. */
  enum Column {
    KIND,
    AMOUNT,
    TERMINAL,
    BATCH,
    STAN,
    RRN,
    REFERENCE,
    CARD;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which way a line's money goes. */
  enum Sign {
    /** As the amount says. */
    PLUS,
    /** To the customer, whatever the amount's sign. */
    MINUS,
    /** No money moved. */
    NONE
  }

  /**
   * What a word of the kind column means.
   *
   * @param columns that hold something else in lines of this kind
   */
  record KindOfLine(Sign sign, Map<Column, String> columns) {}

  /** The names of those that ship. */
  static List<String> shipped() {
    return SHIPPED;
  }

  /** Those that ship. */
  static List<Layout> all() throws InvalidSettings {
    List<Layout> all = new ArrayList<>();
    for (String name : SHIPPED) {
      all.add(named(name));
    }
    return all;
  }

  /** The one that ships under a name, or that of a file. */
  static Layout of(String nameOrFile) throws InvalidSettings {
    if (SHIPPED.contains(nameOrFile)) {
      return named(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new InvalidSettings(say("no-layout", nameOrFile, String.join(", ", SHIPPED)));
    }
    try {
      return read(nameOrFile, GivenFile.text(file, "a layout", 64));
    } catch (IOException e) {
      throw new InvalidSettings(nameOrFile + ": " + e.getMessage());
    }
  }

  private static Layout named(String name) throws InvalidSettings {
    try (InputStream in = Layout.class.getResourceAsStream(name + ".yaml")) {
      return read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("the jar cannot be read: " + name, e);
    }
  }

  private static Layout read(String name, String yaml) throws InvalidSettings {
    Settings keys = Settings.ofYaml(name, yaml);
    keys.only(
        "charset",
        "begin",
        "end",
        "delimiter",
        "strip",
        "widths",
        "gap",
        "columns",
        "time",
        "unit",
        "kinds");
    List<Charset> charsets = new ArrayList<>();
    for (String charset : keys.texts("charset", "[A-Za-z0-9_-]{1,40}", "names such as UTF-8")) {
      if (!Charset.isSupported(charset)) {
        throw keys.refused("charset", charset, "names such as UTF-8 and GBK");
      }
      charsets.add(Charset.forName(charset));
    }
    Settings columns =
        keys.group("columns")
            .orElseThrow(() -> keys.refused("columns", "nothing", "columns by what they mean"));
    List<Integer> widths = widths(keys);
    return new Layout(
        name,
        charsets.isEmpty() ? List.of(StandardCharsets.UTF_8) : charsets,
        keys.text("begin", ANY, "how the line of column names begins", ""),
        keys.texts("end", ANY, "beginnings of lines"),
        widths.isEmpty() ? keys.text("delimiter", ANY, "what parts two values", ",") : "",
        keys.text("strip", ANY, "characters", ""),
        widths,
        (int) keys.number("gap", 0, 99, 0),
        columns(columns, true),
        columns.texts("time", ANY, "names of columns"),
        time(keys),
        keys.choice("unit", List.of("major", "minor"), "major").equals("minor"),
        kinds(keys));
  }

  private static List<Integer> widths(Settings keys) throws InvalidSettings {
    List<Integer> widths = new ArrayList<>();
    for (long width : keys.numbers("widths", 1, 1000)) {
      widths.add((int) width);
    }
    return widths;
  }

  private static String time(Settings keys) throws InvalidSettings {
    String allowed = "a pattern such as uuuu-MM-dd HH:mm:ss";
    String pattern = keys.text("time", ANY, allowed, "uuuu-MM-dd HH:mm:ss");
    try {
      Objects.requireNonNull(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
      return pattern;
    } catch (IllegalArgumentException e) {
      throw keys.refused("time", pattern, allowed);
    }
  }

  private static Map<Column, String> columns(Settings group, boolean whole) throws InvalidSettings {
    Map<Column, String> columns = new LinkedHashMap<>();
    List<String> allowed = new ArrayList<>(List.of(whole ? "time" : "sign"));
    for (Column column : Column.values()) {
      allowed.add(column.key());
      if (group.isNumber(column.key())) {
        columns.put(column, Long.toString(group.number(column.key(), 1, 1000)));
      } else if (group.has(column.key())) {
        columns.put(column, group.text(column.key(), ANY, "a column's name or number"));
      }
    }
    group.only(allowed.toArray(new String[0]));
    if (whole && !columns.containsKey(Column.AMOUNT)) {
      throw group.refused("amount", "nothing", "the column of the amount");
    }
    return columns;
  }

  private static Map<String, KindOfLine> kinds(Settings keys) throws InvalidSettings {
    Map<String, KindOfLine> kinds = new LinkedHashMap<>();
    Optional<Settings> group = keys.group("kinds");
    if (group.isPresent()) {
      for (String word : group.get().keys()) {
        Settings kind = group.get().group(word).orElseThrow();
        String sign = kind.choice("sign", List.of("+", "-", "none"), "+");
        kinds.put(
            word,
            new KindOfLine(
                sign.equals("+") ? Sign.PLUS : sign.equals("-") ? Sign.MINUS : Sign.NONE,
                columns(kind, false)));
      }
    }
    return kinds;
  }

  boolean isFixedWidth() {
    return !widths.isEmpty();
  }
}
