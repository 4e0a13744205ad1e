package org.tillkeeper.agent.terminal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.BatchTotals;

/**
 * A batch for the people who close the day.
 *
 * @param batch which
 * @param lines per type and state
 * @param totals what counts of it, ours: as they are now while it is open, as they were sent once
 *     it is settled; empty for one that the acquirer closed
 * @param settlement its last one, with the acquirer's verdict; empty if there was none
 * @param disputed settlements of any batch that a person has to look at, newest first
 * @param attention payments of it that need a person
 * @param open payments of it that have no end yet, and what was accepted offline and not delivered
 * @param closedByAcquirer batches the acquirer closed without settlement, newest first: a person
 *     compares them
 */
public record DayReport(
    Batch batch,
    List<Line> lines,
    Optional<BatchTotals> totals,
    Optional<SettlementView> settlement,
    List<SettlementView> disputed,
    List<Payment> attention,
    List<Payment> open,
    List<Batch> closedByAcquirer) {

  /**
   * A batch.
   *
   * @param seq never reused
   * @param number the acquirer's, 6 digits; may come again
   * @param state open, settled or closed-by-acquirer
   * @param openedAt by the wall clock; empty where the ledger does not say and recorded nothing yet
   * @param closedAt empty while it is open
   */
  public record Batch(
      long seq,
      String number,
      String state,
      Optional<Instant> openedAt,
      Optional<Instant> closedAt) {
    static Batch of(Batches.Batch batch) {
      return new Batch(
          batch.seq(), batch.number(), batch.state(), batch.openedAt(), batch.closedAt());
    }
  }

  /** How many payments of a type are in a state, and their sum in the minor unit. */
  public record Line(PaymentType type, State state, long count, long amount) {}
}
