package org.tillkeeper.agent.terminal;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.management.SettlementEnds;
import org.tillkeeper.agent.management.SettlementRun;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Kind;

/** Begins a settlement for a till, once for each key, and shows settlements. */
final class SettlementCalls {
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final Sealing sealing;
  private final KeptKeys keys;
  private final Messages messages;
  private final PaymentStart paymentStart;
  private final SettlementRun settlementRun;
  private final SettlementEnds ends;
  private final DayReports reports;
  private final Conversation conversation;

  SettlementCalls(
      Scheduler scheduler,
      Ledger ledger,
      Sealing sealing,
      Messages messages,
      PaymentStart paymentStart,
      SettlementRun settlementRun,
      SettlementEnds ends,
      DayReports reports,
      Conversation conversation) {
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.sealing = sealing;
    keys = new KeptKeys(ledger, sealing);
    this.messages = messages;
    this.paymentStart = paymentStart;
    this.settlementRun = settlementRun;
    this.ends = ends;
    this.reports = reports;
    this.conversation = conversation;
  }

  Terminal.SettlementStarted settle(
      String idempotencyKey, byte[] canonicalRequest, Optional<String> supervisor) {
    byte[] fingerprint = sealing.fingerprint(canonicalRequest);
    Optional<Settlement> known = keys.settlement(idempotencyKey);
    if (known.isPresent()
        && MessageDigest.isEqual(ledger.settlements().requestHmac(known.get().id()), fingerprint)) {
      return new Terminal.SettlementStarted(
          view(known.get()), Terminal.SettlementStarted.How.KNOWN);
    }
    if (known.isPresent() || keys.payment(idempotencyKey).isPresent()) {
      throw new Refused(Refusal.of(Ground.KEY_TAKEN));
    }
    Optional<Settlement> open = settlementRun.open();
    if (open.isPresent()) {
      return new Terminal.SettlementStarted(
          view(open.get()), Terminal.SettlementStarted.How.ANOTHER_IS_OPEN);
    }
    paymentStart.refuseWhereNothingMayStart();
    if (!messages.has(Kind.SETTLEMENT)) {
      throw new Refused(Refusal.of(Ground.SETTLEMENT_NOT_SUPPORTED));
    }
    Settlement started =
        settlementRun.start(
            Trigger.HAND,
            Optional.of(keys.kept(idempotencyKey)),
            fingerprint,
            () -> supervisor.ifPresent(this::noteSupervisor));
    conversation.proceed();
    return new Terminal.SettlementStarted(
        view(ledger.settlements().settlement(started.id()).get()),
        Terminal.SettlementStarted.How.CREATED);
  }

  private void noteSupervisor(String session) {
    Step.Entry line = PaymentCalls.supervised(session);
    ledger.journal(scheduler.wallClock(), line.kind(), line.message());
  }

  private SettlementView view(Settlement settlement) {
    return reports.view(settlement);
  }

  /** The same word again, after a lost answer, is taken once. */
  Optional<SettlementView> acknowledge(String id, String by, String evidence) {
    Optional<Settlement> found = ledger.settlements().settlement(id);
    if (!found.isPresent()) {
      return Optional.empty();
    }
    Settlement settlement = found.get();
    if (settlement.stage() != Stage.ENDED) {
      throw new Refused(Refusal.of(Ground.SETTLEMENT_NOT_ENDED));
    }
    Optional<Settlement.Acknowledgement> said = settlement.acknowledged();
    boolean same =
        said.filter(it -> it.by().equals(by) && it.evidence().equals(evidence)).isPresent();
    if (said.isPresent() && !same) {
      throw new Refused(Refusal.of(Ground.SETTLEMENT_ACKNOWLEDGED).with(said.get().by()));
    }
    if (!said.isPresent() && !settlement.isDisputed()) {
      throw new Refused(Refusal.of(Ground.NOTHING_TO_ACKNOWLEDGE));
    }
    return Optional.of(
        view(same ? settlement : settlementRun.acknowledge(settlement, by, evidence)));
  }

  /**
   * Tells once of a settlement's end, or that the time is up.
   *
   * @param end who cancels it waits no more
   */
  void whenEnded(String id, Duration atMost, CompletableFuture<?> end, Runnable told) {
    boolean open =
        ledger.settlements().settlement(id).filter(it -> it.stage() != Stage.ENDED).isPresent();
    if (open) {
      ends.add(id, atMost, end, told);
    } else {
      told.run();
    }
  }

  Optional<SettlementView> settlement(String id) {
    return ledger.settlements().settlement(id).map(this::view);
  }

  List<SettlementView> newest(int limit) {
    List<SettlementView> views = new ArrayList<>();
    for (Settlement settlement : ledger.settlements().newest(limit)) {
      views.add(view(settlement));
    }
    return views;
  }
}
