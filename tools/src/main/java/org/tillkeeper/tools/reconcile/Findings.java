package org.tillkeeper.tools.reconcile;

import java.time.Instant;
import java.util.List;

/**
 * A statement beside the ledger.
 *
 * @param layout of the statement
 * @param from the beginning of what was compared
 * @param to its end
 * @param currency of all amounts, ISO 4217 letters
 * @param matched how many lines and requests are the same
 * @param onlyInStatement what the ledger does not have
 * @param onlyInLedger what the ledger has as booked and the statement does not have
 * @param differs what both have and say otherwise of
 * @param ambiguous of those that matched by amount and time alone, those that others fit as well
 * @param unreadable lines that say nothing
 * @param passedOver how many lines are of other days, other terminals, or moved no money
 */
public record Findings(
    String layout,
    Instant from,
    Instant to,
    String currency,
    int matched,
    List<StatementLine> onlyInStatement,
    List<Booking> onlyInLedger,
    List<Pair> differs,
    List<Pair> ambiguous,
    List<StatementLine.Unreadable> unreadable,
    int passedOver) {
  /** What is said otherwise. */
  public enum What {
    /** The same payment with another amount. */
    AMOUNT("amount"),
    /** The statement has it, and the ledger takes it for uncharged; or the other way round. */
    STANDING("standing"),
    /** Others of the same amount and time fit as well. */
    AMBIGUOUS("ambiguous");

    private final String label;

    What(String label) {
      this.label = label;
    }

    /** As in the JSON. */
    public String label() {
      return label;
    }
  }

  /** A line and a request that are the same. */
  public record Pair(StatementLine line, Booking booking, What what) {}

  /** Whether everything matches. */
  public boolean allMatch() {
    return onlyInStatement.isEmpty()
        && onlyInLedger.isEmpty()
        && differs.isEmpty()
        && unreadable.isEmpty();
  }
}
