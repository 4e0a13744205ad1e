package org.tillkeeper.agent.management;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Batches.OpenBatch;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.Settlements;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.messages.Identity;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.UploadMessages;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event.BatchEnd;
import org.tillkeeper.agent.payment.Event.Silence;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.session.Due;
import org.tillkeeper.agent.session.OwnMessage;
import org.tillkeeper.agent.session.Pauses;
import org.tillkeeper.agent.session.Session;
import org.tillkeeper.agent.session.SettlementMessages;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Event;
import org.tillkeeper.agent.settlement.Reconciliation;
import org.tillkeeper.agent.settlement.Reply;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Step;
import org.tillkeeper.agent.settlement.Step.Todo;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.agent.settlement.UploadPlan;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.time.TimeOrderedId;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Message;

/**
 * Carries a settlement out. Each step is one commit, and the next message is found in the ledger
 * alone. A restart thus goes on after the last commit. Only pauses are in memory.
 */
public final class SettlementRun implements SettlementMessages {
  /** A customer's chip answers within seconds or, where the till lost it, never. */
  private static final Duration CHIP_WAIT = Duration.ofSeconds(30);

  private final Ledger ledger;
  private final Messages messages;
  private final UploadMessages uploads;
  private final BatchClosing closing;
  private final SettlementPatience patience;
  private final Scheduler scheduler;
  private final Random random;
  private final Pauses<String> pauses;
  private final SettlementEnds ends;
  private volatile boolean holding;
  private final OnlineTime online = new OnlineTime();
  private Optional<String> timed = Optional.empty();
  private Optional<String> began = Optional.empty();
  private long beganNanos;

  public SettlementRun(
      Ledger ledger,
      Messages messages,
      UploadMessages uploads,
      BatchClosing closing,
      SettlementPatience patience,
      Scheduler scheduler,
      Random random,
      SettlementEnds ends) {
    this.ends = ends;
    this.ledger = ledger;
    this.messages = messages;
    this.uploads = uploads;
    this.closing = closing;
    this.patience = patience;
    this.scheduler = scheduler;
    this.random = random;
    pauses = new Pauses<>(random);
    holding = holdsPayments();
  }

  /** The settlement that has not ended. */
  public Optional<Settlement> open() {
    return ledger.settlements().open();
  }

  @Override
  public boolean holdsPayments() {
    return open().filter(settlement -> settlement.stage().holdsPayments()).isPresent();
  }

  /** As {@link #holdsPayments} a moment ago. Safe for any thread. */
  public boolean holds() {
    return holding;
  }

  /**
   * Records a new settlement of the open batch. None may be open.
   *
   * @param key the till's idempotency key; empty where the agent starts it
   * @param alongside written in the same commit
   */
  public Settlement start(Trigger trigger, Optional<String> key, byte[] hmac, Runnable alongside) {
    OpenBatch batch = ledger.batches().open();
    Instant now = scheduler.wallClock();
    Settlement settlement =
        Settlement.waiting(
            TimeOrderedId.next(now, random), batch.seq(), batch.number(), trigger, now);
    ledger.transaction(
        () -> {
          alongside.run();
          ledger.settlements().insert(settlement, key, hmac);
          ledger.journal(
              now,
              "settlement",
              "Settlement of batch "
                  + batch.number()
                  + " recorded, started by "
                  + trigger.label()
                  + ".");
        });
    return settlement;
  }

  /** A person has looked at what acquirer and terminal do not agree on. */
  public Settlement acknowledge(Settlement disputed, String by, String evidence) {
    return ledger
        .transaction(
            () ->
                save(
                    Reconciliation.acknowledged(
                        disputed,
                        new Settlement.Acknowledgement(by, evidence, scheduler.wallClock()))))
        .settlement();
  }

  /** A batch that may lack payments waits for a person instead. */
  @Override
  public boolean isWaiting() {
    return open().filter(it -> it.stage() == Stage.WAITING).isPresent() && !ledger.lossWaits();
  }

  @Override
  public boolean hasBegun() {
    return began.equals(open().map(Settlement::id));
  }

  @Override
  public void begin(long nowNanos) {
    began = open().map(Settlement::id);
    beganNanos = nowNanos;
  }

  @Override
  public void lineIs(boolean isOnline, long nowNanos) {
    online.lineIs(isOnline, nowNanos);
  }

  /** A message of this settlement is sent: from now on the acquirer has its time. */
  private void timed(String settlement) {
    if (!timed.equals(Optional.of(settlement))) {
      timed = Optional.of(settlement);
      online.restart(scheduler.nanoTime());
    }
  }

  private boolean isTooLong() {
    return online.elapsed(scheduler.nanoTime()).compareTo(patience.giveUp()) >= 0;
  }

  @Override
  public Duration waitLeft(long nowNanos) {
    Duration left = Duration.ofNanos(beganNanos - nowNanos).plus(patience.waitForReversals());
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public Due<OwnMessage> next(long nowNanos) {
    Optional<Settlement> open = open();
    if (!open.isPresent()) {
      return Due.nothing();
    }
    Settlement settlement = open.get();
    if (settlement.stage() == Stage.WAITING) {
      if (!isWaiting() || !hasBegun()) {
        return Due.nothing();
      }
      Duration chip = Duration.ofNanos(beganNanos - nowNanos).plus(CHIP_WAIT);
      if (!chip.isNegative() && !chip.isZero() && ledger.batches().awaitsChip(settlement.batch())) {
        return Due.after(chip);
      }
    }
    Duration pause = pauses.left(settlement.id(), nowNanos);
    if (!pause.isZero()) {
      return Due.after(pause);
    }
    return Due.now(
        settlement.stage() == Stage.UPLOADING ? new UploadMessage() : new TotalsMessage());
  }

  /**
   * Takes it that the acquirer has another batch than ours. Part of the sign-in's transaction,
   * which closes the batch.
   *
   * @return how ours ended: the acquirer may have the other because our settlement was complete
   */
  BatchEnd acquirerMovedOn() {
    Optional<Settlement> open = open();
    if (!open.isPresent()) {
      return givenUpAfterItsEnd()
          .map(it -> end(save(Reconciliation.endedAfterAll(it)).settlement()))
          .orElse(BatchEnd.BY_ACQUIRER);
    }
    Step step = save(Reconciliation.after(open.get(), new Event.AcquirerMovedOn()));
    return step.todo().contains(Todo.CLOSE_BATCH)
        ? end(checked(step).settlement())
        : BatchEnd.BY_ACQUIRER;
  }

  /** The settlement of the open batch, if its end may have been taken and nothing came after it. */
  private Optional<Settlement> givenUpAfterItsEnd() {
    OpenBatch batch = ledger.batches().open();
    return ledger
        .settlements()
        .ofBatch(batch.seq())
        .filter(it -> it.result().equals(Optional.of(Result.REFUSED)))
        .filter(Reconciliation::mayHaveEnded)
        .filter(it -> it.request().get().told().equals(totals(it)));
  }

  private Settlement now() {
    return open().orElseThrow(() -> new IllegalStateException("no settlement is open"));
  }

  /** Part of a transaction. */
  private Step save(Step decided) {
    Instant now = scheduler.wallClock();
    Step step = new Step(decided.settlement().updated(now), decided.note(), decided.todo());
    ledger.settlements().save(step.settlement());
    ends.written(step.settlement());
    holding = step.settlement().stage().holdsPayments();
    ledger.journal(now, "settlement", step.note());
    return step;
  }

  /** An answer's step, and what must be durable with it. */
  private Step answered(Event event) {
    Step step = save(Reconciliation.after(now(), event));
    if (step.todo().contains(Todo.PLAN_UPLOAD)) {
      step = plan(step.settlement());
    }
    if (step.todo().contains(Todo.CLOSE_BATCH)) {
      step = checked(step);
      OpenBatch batch = ledger.batches().open();
      String next = messages.batches().after(batch.number());
      closing.close(batch, end(step.settlement()), next, scheduler.wallClock());
    }
    return step;
  }

  private BatchTotals totals(Settlement settlement) {
    return ledger
        .batches()
        .totals(settlement.batch(), Identity.settledBy(ledger), uploads.counting());
  }

  /** The end of a settlement, with what was reversed of its totals since they were sent. */
  private Step checked(Step ended) {
    Settlement settlement = ended.settlement();
    BatchTotals now = totals(settlement);
    int undone = settlement.request().get().told().changesTo(now);
    return undone == 0 ? ended : save(Reconciliation.undone(ended, undone));
  }

  /**
   * The next message of the upload. At its first send it is about what stands then. For example a
   * chip has refused a payment since the plan was made: its row does not go. Part of a transaction.
   */
  private Settlements.Upload nextUpload(Settlement settlement) {
    while (true) {
      Settlements.Upload upload = ledger.settlements().next(settlement.id()).get();
      List<AttemptKey> standing = StandingPayments.of(ledger, upload, settlement.batchNumber());
      if (upload.sends() > 0 || standing.equals(upload.attempts())) {
        return upload;
      }
      ledger.settlements().restate(settlement.id(), upload.number(), standing);
      if (standing.isEmpty()) {
        save(Reconciliation.after(now(), new Event.UploadDropped(upload.part())));
      }
    }
  }

  /** How a settlement that is complete ends its batch. */
  private static BatchEnd end(Settlement settlement) {
    Result result = settlement.result().get();
    boolean onlyCalledEqual = result == Result.BALANCED && settlement.isUnequal();
    return result.needsPerson() || onlyCalledEqual ? BatchEnd.NOT_AGREED : BatchEnd.AGREED;
  }

  private Step plan(Settlement settlement) {
    Predicate<Payment> ours = Identity.settledBy(ledger);
    UploadPlan plan =
        new UploadPlan(settlement.verdict().get(), settlement.batchNumber(), uploads.counting());
    ledger
        .batches()
        .forEach(
            settlement.batch(),
            payment -> {
              if (ours.test(payment)) {
                plan.add(payment, ledger.sealed().chipCertificate(payment.id()).isPresent());
              }
            });
    ledger.settlements().plan(settlement.id(), plan.messages());
    return save(Reconciliation.after(settlement, new Event.UploadPlanned(plan.messages().size())));
  }

  private void follow(Step step, Session session) {
    String id = step.settlement().id();
    if (step.todo().contains(Todo.AGAIN_LATER)) {
      pauses.dueAfterBackoff(id, scheduler.nanoTime());
    } else {
      pauses.forget(id);
      online.restart(scheduler.nanoTime());
    }
    if (step.todo().contains(Todo.SIGN_IN)) {
      session.orderSignIn();
    }
    if (step.todo().contains(Todo.CLOSE_BATCH)) {
      closing.published();
    }
  }

  /** One message of the settlement. */
  private abstract class Sent implements OwnMessage {
    @Override
    public Consumer<Session> answered(Message message, Answer answer) {
      Reply reply = Reply.of(answer.responseCode(), answer.sale(), answer.reversal());
      Step step =
          reply == Reply.LATER && isTooLong()
              ? SettlementRun.this.answered(new Event.GivenUp(answer.responseCode()))
              : commit(message, answer, reply);
      return session -> follow(step, session);
    }

    /** Part of a transaction. */
    abstract Step commit(Message message, Answer answer, Reply reply);

    @Override
    public void unanswered(Silence why) {
      Optional<Settlement> open = open();
      if (open.isPresent() && isTooLong()) {
        ledger.transaction(() -> save(Reconciliation.after(open.get(), new Event.GivenUp(""))));
        pauses.forget(open.get().id());
      } else {
        open.ifPresent(it -> pauses.dueAfterBackoff(it.id(), scheduler.nanoTime()));
      }
    }
  }

  private final class TotalsMessage extends Sent {
    @Override
    public Message prepare() {
      Settlement waiting = now();
      timed(waiting.id());
      boolean first = !waiting.request().isPresent();
      Settlement settlement =
          save(Reconciliation.after(
                  waiting, first ? firstSend(waiting) : new Event.TotalsRepeating()))
              .settlement();
      Settlement.Request request = settlement.request().get();
      Message message =
          messages.other(
              Kind.SETTLEMENT, settlement.batchNumber(), request.sentAt(), values(request));
      return first ? message : messages.repeated(message);
    }

    private Event firstSend(Settlement settlement) {
      Instant at = scheduler.wallClock();
      String stan =
          ledger.stans().give(StanCounter.Purpose.SETTLEMENT, settlement.batchNumber(), at);
      return new Event.TotalsSending(
          stan, totals(settlement), at, StandingPayments.leftOpen(ledger));
    }

    private Map<Element, String> values(Settlement.Request request) {
      Map<Element, String> values = uploads.totals(request.told());
      values.put(Element.STAN, request.stan());
      return values;
    }

    @Override
    Step commit(Message message, Answer answer, Reply reply) {
      return SettlementRun.this.answered(
          new Event.TotalsAnswered(
              messages.verdict(message, now().request().get().told()),
              messages.isVerdictInTheCode(message) ? Reply.TAKEN : reply,
              answer.responseCode(),
              messages.has(Kind.BATCH_END)));
    }
  }

  private final class UploadMessage extends Sent {
    private Optional<Settlements.Upload> sent = Optional.empty();

    @Override
    public Message prepare() {
      Settlements.Upload upload = nextUpload(now());
      Settlement before = now();
      timed(before.id());
      sent = Optional.of(upload);
      Settlement settlement =
          save(Reconciliation.after(before, new Event.UploadSending(upload.part()))).settlement();
      Instant at = upload.sends() == 0 ? scheduler.wallClock() : upload.sentAt();
      String stan =
          upload
              .stan()
              .orElseGet(() -> uploads.ownStan(upload).orElseGet(() -> newStan(settlement, at)));
      ledger.settlements().sending(settlement.id(), upload.number(), stan, at);
      return uploads.message(settlement, upload, stan, at);
    }

    private String newStan(Settlement settlement, Instant at) {
      return ledger.stans().give(StanCounter.Purpose.BATCH_UPLOAD, settlement.batchNumber(), at);
    }

    @Override
    Step commit(Message message, Answer answer, Reply reply) {
      Settlements.Upload upload = sent.get();
      Settlement before = now();
      Step step =
          SettlementRun.this.answered(
              new Event.UploadAnswered(
                  upload.part(), upload.attempts().size(), reply, answer.responseCode()));
      Settlement.Progress progress = step.settlement().progress();
      if (progress.done() > before.progress().done()) {
        boolean taken = progress.refused() == before.progress().refused();
        ledger.settlements().answered(before.id(), upload.number(), taken);
      }
      return step;
    }
  }
}
