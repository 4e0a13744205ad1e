package org.tillkeeper.tools.reconcile;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values of one line, parted by a delimiter, or by widths in bytes. */
final class Values {
  private static final char QUOTE = '"';

  private Values() {}

  /**
   * Parts a line. A value in double quotes may hold the delimiter, and a double quote as two; a
   * delimiter of several characters knows no quotes.
   */
  static List<String> of(String line, Layout layout) {
    return layout.delimiter().length() > 1 || line.indexOf(QUOTE) < 0
        ? parted(line, layout.delimiter(), layout.strip())
        : quoted(line, layout.delimiter().charAt(0), layout.strip());
  }

  /** The names of the columns: what stands before each value may be missing before them. */
  static List<String> header(String line, Layout layout) {
    String delimiter = layout.delimiter();
    return delimiter.length() > 1 && !line.contains(delimiter)
        ? parted(line, delimiter.substring(0, 1), layout.strip())
        : of(line, layout);
  }

  /** Most values of a line are never asked for: each is cut out when it is. */
  private static List<String> parted(String line, String delimiter, String strip) {
    int[] ends = new int[16];
    int count = 0;
    for (int at = line.indexOf(delimiter);
        at >= 0;
        at = line.indexOf(delimiter, at + delimiter.length())) {
      if (count + 1 == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count + 2);
      }
      ends[count++] = at;
    }
    ends[count++] = line.length();
    int[] known = ends;
    int size = count;
    return new AbstractList<>() {
      @Override
      public String get(int index) {
        int from = index == 0 ? 0 : known[index - 1] + delimiter.length();
        return stripped(line.substring(from, known[index]), strip);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  private static List<String> quoted(String line, char delimiter, String strip) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean within = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (within && c == QUOTE && i + 1 < line.length() && line.charAt(i + 1) == QUOTE) {
        value.append(QUOTE);
        i++;
      } else if (c == QUOTE && (within || isBlank(value))) {
        within = !within;
      } else if (c == delimiter && !within) {
        values.add(stripped(value.toString(), strip));
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(stripped(value.toString(), strip));
    return values;
  }

  private static boolean isBlank(StringBuilder value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > ' ') {
        return false;
      }
    }
    return true;
  }

  /** Whether a value in quotes goes on in the next line. */
  static boolean isOpen(String line, Layout layout) {
    if (layout.delimiter().length() > 1) {
      return false;
    }
    boolean open = false;
    for (int at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, at + 1)) {
      open = !open;
    }
    return open;
  }

  /** A value without blanks, tabs and the layout's own characters at its ends. */
  static String stripped(String value, String strip) {
    int from = 0;
    int to = value.length();
    while (from < to && isOutside(value.charAt(from), strip)) {
      from++;
    }
    while (to > from && isOutside(value.charAt(to - 1), strip)) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isOutside(char c, String strip) {
    return c <= ' ' || c == '\u3000' || c == '\uFEFF' || strip.indexOf(c) >= 0;
  }
}
