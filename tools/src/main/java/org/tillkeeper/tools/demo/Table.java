package org.tillkeeper.tools.demo;

import java.util.ArrayList;
import java.util.List;

/** Rows of texts in columns that line up, Chinese characters counted as two columns wide. */
final class Table {
  private static final String GAP = "  ";

  /** East Asian wide and full-width characters (Unicode Annex 11), as far as texts here go. */
  private static final int[][] WIDE = {
    {0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x20000, 0x3FFFD}
  };

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; each has as many cells as the first. */
  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** The rows as lines. */
  List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(i == 0 ? "" : GAP).append(padded(row.get(i), widths[i]));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** A text filled with spaces on the right up to so many columns. */
  static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /** How many columns a terminal needs for a text. */
  static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  private static int width(int character) {
    for (int[] range : WIDE) {
      if (character >= range[0] && character <= range[1]) {
        return 2;
      }
    }
    return 1;
  }
}
