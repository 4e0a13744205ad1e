package org.tillkeeper.agent.ledger;

import java.util.List;

/**
 * A row's columns as SQLite hands them over in one text, instead of one call across to it for each.
 * What is read, and what a {@link RecordDigest} covers, is then the same by construction.
 *
 * <pre>
 * 'confirmed','1007',NULL,'it''s'      each value as text, quoted as SQL quotes it, or NULL
 * </pre>
 */
final class TextRow {
  private final List<? extends Table.Column<?, ?>> columns;
  private final String[] values;

  TextRow(List<? extends Table.Column<?, ?>> columns, String text) {
    this.columns = columns;
    values = new String[columns.size()];
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

  /** Its columns, in order. */
  List<? extends Table.Column<?, ?>> columns() {
    return columns;
  }

  /** The text of a column by its place; null where the column is empty. */
  String text(int column) {
    return values[column];
  }
}
