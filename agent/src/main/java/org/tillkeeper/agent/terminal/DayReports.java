package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.Identity;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Counting;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Suspects;

/** Reads day reports from the ledger. */
final class DayReports {
  private static final int CLOSED_SHOWN = 20;

  private final Ledger ledger;
  private final Counting counting;

  DayReports(Ledger ledger, Counting counting) {
    this.ledger = ledger;
    this.counting = counting;
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
        settlement.map(this::view),
        disputed(),
        ledger.batches().attention(batch.seq()),
        isOpen ? ledger.open() : new ArrayList<>(),
        closed);
  }

  private List<SettlementView> disputed() {
    List<SettlementView> disputed = new ArrayList<>();
    for (Settlement settlement : ledger.settlements().disputed()) {
      disputed.add(view(settlement));
    }
    return disputed;
  }

  private Optional<BatchTotals> totals(
      long batch, boolean isOpen, Optional<Settlement> settlement) {
    boolean held = settlement.filter(it -> it.stage().holdsPayments()).isPresent();
    return isOpen && !held
        ? Optional.of(ledger.batches().totals(batch, Identity.settledBy(ledger), counting))
        : settlement.flatMap(Settlement::request).map(Settlement.Request::told);
  }

  /** A settlement, and what stands apart from it. */
  SettlementView view(Settlement settlement) {
    return new SettlementView(
        settlement,
        ledger.batches().attention(settlement.batch()),
        Suspects.of(settlement, ledger.batches().suspects(settlement.batch())),
        ledger.batches().currency());
  }
}
