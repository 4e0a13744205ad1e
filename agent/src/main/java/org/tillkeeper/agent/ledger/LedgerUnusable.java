package org.tillkeeper.agent.ledger;

/**
 * A data folder or ledger the agent must not start on. The text says what is wrong, where, and what
 * to do.
 */
public final class LedgerUnusable extends Exception {
  private static final int LONGEST_SAID = 200;

  LedgerUnusable(String text) {
    super(onOneLine(text));
  }

  LedgerUnusable(String text, Throwable cause) {
    super(onOneLine(text), cause);
  }

  /**
   * SQLite's message without its long quotations. Where the schema is damaged, SQLite quotes
   * everything that follows the damage.
   */
  static String saidBySqlite(String text) {
    String said = text.replaceAll("\"([^\"]{10})[^\"]+(\"|$)", "\"$1...\"");
    return said.length() <= LONGEST_SAID ? said : said.substring(0, LONGEST_SAID) + "...";
  }

  /** SQLite's messages may have several lines. */
  private static String onOneLine(String text) {
    return text.replaceAll("\\p{C}+", " ");
  }
}
