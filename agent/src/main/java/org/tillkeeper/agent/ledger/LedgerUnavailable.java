package org.tillkeeper.agent.ledger;

/**
 * A transaction that could not be made durable: disk full, disk failing. Nothing of it is in the
 * ledger, so it may be tried again.
 */
public final class LedgerUnavailable extends RuntimeException {
  LedgerUnavailable(String text, Throwable cause) {
    super(text, cause);
  }
}
