package org.tillkeeper.agent.receipt;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays lines out on paper of so many columns. A character is as wide as it has bytes in GBK: one
 * for ASCII, two for all others; what GBK has not is printed as a question mark, and a control
 * character as nothing.
 */
public final class Paper {
  /** The widths of paper there are: 58 mm and 80 mm. */
  public static final int NARROW = 32;

  public static final int WIDE = 48;

  private static final Charset GBK = Charset.forName("GBK");

  private final int columns;

  /**
   * @param columns {@link #NARROW} or {@link #WIDE}
   */
  public Paper(int columns) {
    this.columns = columns;
  }

  /** The receipt as text, a line feed after each line. */
  public String text(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    for (String row : rows(lines)) {
      text.append(row).append('\n');
    }
    return text.toString();
  }

  /** The same, row by row. */
  List<String> rows(List<Line> lines) {
    List<String> rows = new ArrayList<>();
    for (Line line : lines) {
      rows.addAll(rows(line));
    }
    return rows;
  }

  private List<String> rows(Line line) {
    List<String> rows = new ArrayList<>();
    switch (line.kind()) {
      case RULE -> rows.add(times('-', columns));
      case SPACE -> rows.add("");
      case TEXT -> rows.addAll(broken(line.value()));
      case TITLE -> {
        for (String row : broken(line.value())) {
          rows.add(times(' ', (columns - width(row)) / 2) + row);
        }
      }
      case PAIR -> pair(printable(line.label()), printable(line.value()), rows);
    }
    return rows;
  }

  private void pair(String label, String value, List<String> rows) {
    int gap = columns - width(label) - width(value);
    if (gap >= 1) {
      rows.add(label + times(' ', gap) + value);
      return;
    }
    rows.addAll(broken(label));
    for (String row : broken(value)) {
      rows.add(times(' ', columns - width(row)) + row);
    }
  }

  private List<String> broken(String text) {
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    int used = 0;
    String printable = printable(text);
    for (int i = 0; i < printable.length(); i++) {
      char next = printable.charAt(i);
      int wide = width(String.valueOf(next));
      if (used + wide > columns) {
        String rest = next == ' ' ? "" : unfinishedWord(row, next);
        row.setLength(row.length() - rest.length());
        rows.add(row.toString().trim());
        row.setLength(0);
        row.append(rest);
        used = rest.length();
      }
      row.append(next);
      used += wide;
    }
    rows.add(row.toString().trim());
    return rows;
  }

  /** What of a row belongs to a word that goes on; nothing where the word alone fills the row. */
  private static String unfinishedWord(StringBuilder row, char next) {
    int start = row.length();
    while (start > 0
        && next < 0x80
        && row.charAt(start - 1) < 0x80
        && row.charAt(start - 1) != ' ') {
      start--;
    }
    return start == 0 ? "" : row.substring(start);
  }

  /** Characters of GBK alone, of which none is a surrogate. */
  static String printable(String text) {
    CharsetEncoder encoder = GBK.newEncoder();
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .filter(c -> !Character.isISOControl(c))
        .forEach(
            c -> {
              String one = new String(Character.toChars(c));
              printable.append(encoder.canEncode(one) ? one : "?");
            });
    return printable.toString();
  }

  static int width(String text) {
    return text.getBytes(GBK).length;
  }

  private static String times(char c, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(c);
    }
    return text.toString();
  }
}
