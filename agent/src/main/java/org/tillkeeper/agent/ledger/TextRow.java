package org.tillkeeper.agent.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A row's columns as SQLite hands them over in one text, instead of one call across to it for each:
 * what is read, and what a {@link RecordDigest} covers, is then the same by construction.
 *
 * <pre>
 * 'confirmed','1007',NULL,'it''s'      each value as text, quoted as SQL quotes it, or NULL
 * </pre>
 */
final class TextRow {
  /** Columns that are read together. */
  static final class Columns {
    private final Map<String, Integer> index = new LinkedHashMap<>();
    private final String expression;

    /**
     * @param names of columns, or expressions that only the digest looks at
     */
    Columns(String... names) {
      StringBuilder format = new StringBuilder();
      StringBuilder values = new StringBuilder();
      for (String name : names) {
        format.append(index.isEmpty() ? "%Q" : ",%Q");
        values.append(", ").append(name);
        index.put(name, index.size());
      }
      expression = "printf('" + format + "'" + values + ")";
    }

    /** What to select. */
    String expression() {
      return expression;
    }

    TextRow read(String text) {
      return new TextRow(this, text);
    }
  }

  private final Columns columns;
  private final String[] values;

  private TextRow(Columns columns, String text) {
    this.columns = columns;
    values = new String[columns.index.size()];
    int at = 0;
    for (int column = 0; column < values.length; column++) {
      if (text.charAt(at) == '\'') {
        int end = endOfQuote(text, at + 1);
        String quoted = text.substring(at + 1, end);
        values[column] = quoted.indexOf('\'') < 0 ? quoted : quoted.replace("''", "'");
        at = end + 2;
      } else {
        at += "NULL,".length();
      }
    }
  }

  private static int endOfQuote(String text, int from) {
    int end = text.indexOf('\'', from);
    while (end + 1 < text.length() && text.charAt(end + 1) == '\'') {
      end = text.indexOf('\'', end + 2);
    }
    return end;
  }

  /** The names of its columns, in order. */
  Set<String> columns() {
    return columns.index.keySet();
  }

  /** Null where the column is. */
  String text(String column) {
    return values[columns.index.get(column)];
  }

  boolean has(String column) {
    return text(column) != null;
  }

  /** 0 where the column is null or, on a disk that changes bits, no number. */
  long number(String column) {
    String value = text(column);
    try {
      return value == null ? 0 : Long.parseLong(value);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  int count(String column) {
    return (int) number(column);
  }

  boolean yes(String column) {
    return number(column) == 1;
  }
}
