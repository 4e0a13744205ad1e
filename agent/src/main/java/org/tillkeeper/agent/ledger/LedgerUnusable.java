package org.tillkeeper.agent.ledger;

/**
 * A data folder or ledger the agent must not start on. The text says what is wrong, where, and what
 * to do.
 */
public final class LedgerUnusable extends Exception {
  LedgerUnusable(String text) {
    super(text);
  }

  LedgerUnusable(String text, Throwable cause) {
    super(text, cause);
  }
}
