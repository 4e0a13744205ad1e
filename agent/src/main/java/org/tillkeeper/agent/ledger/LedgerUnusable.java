package org.tillkeeper.agent.ledger;

/**
 * A data folder or ledger the agent must not start on. The text says what is wrong, where, and what
 * to do.
 */
public final class LedgerUnusable extends Exception {
  LedgerUnusable(String text) {
    super(onOneLine(text));
  }

  LedgerUnusable(String text, Throwable cause) {
    super(onOneLine(text), cause);
  }

  /** What SQLite says may have several lines, and quote what the disk has made of the schema. */
  private static String onOneLine(String text) {
    return text.replaceAll("\\p{C}+", " ");
  }
}
