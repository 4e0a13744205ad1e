package org.tillkeeper.agent.metrics;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of the text format of Prometheus, 0.0.4. It refuses what a lenient one lets pass:
 * a line without its type before it, a name twice, a bucket that holds less than the one below.
 *
 * @param types of each family
 * @param values of each series, under its name and labels as written
 */
public record Figures(Map<String, String> types, Map<String, Double> values) {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") [^\\n]+");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram)");
  private static final Pattern SERIES =
      Pattern.compile(
          "(" + NAME + ")(\\{(" + LABEL + "(?:," + LABEL + ")*)})? ([0-9.E+-]+|\\+Inf|NaN)");
  private static final Pattern LABEL_NAME = Pattern.compile("([a-zA-Z_]+)=\"");

  /** Reads a text, or fails at what is no such text. */
  public static Figures parse(byte[] text) {
    String all = new String(text, StandardCharsets.UTF_8);
    if (!all.endsWith("\n")) {
      throw new AssertionError("the last line has no end");
    }
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, Double> values = new LinkedHashMap<>();
    Set<String> helped = new LinkedHashSet<>();
    String family = "";
    double below = 0;
    for (String line : all.split("\n", -1)) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      Matcher series = SERIES.matcher(line);
      if (help.matches()) {
        require(helped.add(help.group(1)), "explained twice", line);
      } else if (type.matches()) {
        family = type.group(1);
        require(helped.contains(family), "not explained", line);
        require(types.put(family, type.group(2)) == null, "there twice", line);
        below = 0;
      } else if (series.matches()) {
        String name = series.group(1);
        boolean histogram = "histogram".equals(types.get(family));
        require(
            name.equals(family)
                ? !histogram
                : histogram && name.matches(Pattern.quote(family) + "_(bucket|sum|count)"),
            "not of the family " + family,
            line);
        double value = Double.parseDouble(series.group(4).replace("+Inf", "Infinity"));
        require(values.put(series(line), value) == null, "there twice", line);
        if (name.endsWith("_bucket")) {
          require(value >= below, "less than the bucket below", line);
          below = value;
        }
      } else {
        require(line.isEmpty(), "no line of this format", line);
      }
    }
    return new Figures(types, values);
  }

  private static String series(String line) {
    return line.substring(0, line.lastIndexOf(' '));
  }

  private static void require(boolean holds, String otherwise, String line) {
    if (!holds) {
      throw new AssertionError(otherwise + ": " + line);
    }
  }

  /** The value of a series, named as it is written. */
  public double of(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + values.keySet());
    }
    return value;
  }

  /** Names and labels of all series. */
  public Set<String> series() {
    return values.keySet();
  }

  /** Names of all labels. */
  public Set<String> labels() {
    Set<String> names = new TreeSet<>();
    for (String name : values.keySet()) {
      Matcher label = LABEL_NAME.matcher(name);
      while (label.find()) {
        names.add(label.group(1));
      }
    }
    return names;
  }
}
