package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;

/** Reads day reports from the ledger. */
final class DayReports {
  private static final int CLOSED_SHOWN = 20;

  private final Ledger ledger;

  DayReports(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * The report of a batch.
   *
   * @param seq which; empty for the open one
   * @throws Refused if there is none
   */
  DayReport report(Optional<Long> seq) {
    long current = ledger.batches().open().seq();
    Batches.Batch batch =
        ledger
            .batches()
            .batch(seq.orElse(current))
            .orElseThrow(() -> new Refused(Refusal.of(Ground.NO_SUCH_BATCH).with(current)));
    boolean isOpen = batch.seq() == current;
    Optional<Settlement> settlement = ledger.settlements().ofBatch(batch.seq());
    List<DayReport.Line> lines = new ArrayList<>();
    for (Batches.Sum sum : ledger.batches().sums(batch.seq())) {
      lines.add(new DayReport.Line(sum.type(), sum.state(), sum.count(), sum.amount()));
    }
    List<DayReport.Batch> closed = new ArrayList<>();
    for (Batches.Batch one : ledger.batches().closedByAcquirer(CLOSED_SHOWN)) {
      closed.add(DayReport.Batch.of(one));
    }
    return new DayReport(
        DayReport.Batch.of(batch),
        lines,
        totals(batch.seq(), isOpen, settlement),
        settlement,
        ledger.batches().attention(batch.seq()),
        isOpen ? ledger.open() : new ArrayList<>(),
        closed);
  }

  private Optional<Totals> totals(long batch, boolean isOpen, Optional<Settlement> settlement) {
    boolean held = settlement.filter(it -> it.stage().holdsPayments()).isPresent();
    return isOpen && !held
        ? Optional.of(ledger.batches().totals(batch))
        : settlement.flatMap(Settlement::request).map(Settlement.Request::totals);
  }

  /** Payments of a settlement's batch that need a person: they did not hold it. */
  List<Payment> apart(Settlement settlement) {
    return ledger.batches().attention(settlement.batch());
  }
}
