package org.tillkeeper.agent.ledger;

/**
 * A transaction that could not be made durable, for example because the disk is full. Nothing of it
 * is in the ledger, so it may be tried again.
 */
public final class LedgerUnavailable extends RuntimeException {
  public LedgerUnavailable(String text, Throwable cause) {
    super(text, cause);
  }
}
