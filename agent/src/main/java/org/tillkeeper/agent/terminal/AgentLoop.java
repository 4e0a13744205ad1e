package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.tillkeeper.agent.bundle.ChainLine;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.host.Traffic;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.management.AcquirerOrders;
import org.tillkeeper.agent.management.BatchClosing;
import org.tillkeeper.agent.management.Echo;
import org.tillkeeper.agent.management.IdentityChange;
import org.tillkeeper.agent.management.ScriptResults;
import org.tillkeeper.agent.management.SettlementEnds;
import org.tillkeeper.agent.management.SettlementRun;
import org.tillkeeper.agent.management.SignIn;
import org.tillkeeper.agent.management.SignOff;
import org.tillkeeper.agent.management.Signatures;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.messages.SignatureMessages;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.messages.UploadMessages;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.session.OwnMessages;
import org.tillkeeper.agent.session.PaymentBook;
import org.tillkeeper.agent.session.TerminalMessages;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.upkeep.DamageWatch;
import org.tillkeeper.agent.upkeep.Erasing;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Forgetting;
import org.tillkeeper.agent.upkeep.Health;
import org.tillkeeper.agent.upkeep.HealthChecks;
import org.tillkeeper.agent.upkeep.Inside;
import org.tillkeeper.agent.upkeep.Measures;
import org.tillkeeper.agent.upkeep.SettlementClock;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * The agent. It recovers what a restart left open, takes payments from the till and lets the {@link
 * Conversation} bring each to its end. Everything runs on the scheduler's one thread.
 */
public final class AgentLoop implements Terminal {
  private static final Log LOG = Log.of(AgentLoop.class);

  private final Scheduler scheduler;
  private final Ledger ledger;
  private final Sealing sealing;
  private final SealedMessages sealedMessages;
  private final PaymentBook book;
  private final Line line;
  private final SettlementRun settlementRun;
  private final Conversation conversation;
  private final PaymentStart paymentStart;
  private final CallRules rules;
  private final PaymentCalls paymentCalls;
  private final Stories stories;
  private final SigningCall signingCall;
  private final SettlementCalls settlementCalls;
  private final ManagementCalls managementCalls;
  private final DayReports reports;
  private final Health health;
  private final HealthChecks healthChecks;
  private final Referrers referrers;
  private final Feed feed;
  private final WaitingTills waitingTills;
  private final SettlementClock settlementClock;
  private final Erasing erasing;
  private final RestartRecovery restartRecovery;
  private Forgetting forgetting = Forgetting.NONE;
  private boolean closing;

  /**
   * Makes an agent that stands still until {@link #start}.
   *
   * @param random for jitter and ids; secrets never come from it
   * @param ledger open, its folder locked
   * @param cipher of the ledger's secrets
   */
  public AgentLoop(
      TerminalSettings settings,
      Scheduler scheduler,
      Random random,
      Ledger ledger,
      Transport transport,
      Dialect dialect,
      KeyVault vault,
      LedgerCipher cipher) {
    this.scheduler = scheduler;
    this.ledger = ledger;
    stories = new Stories(ledger, dialect);
    // What becomes of a payment, and what is said of it on the wire.
    Recovery recovery = new Recovery(Messages.rules(dialect));
    Station station = settings.station();
    sealing = new Sealing(cipher);
    Messages messages = new Messages(dialect, vault, station, ledger);
    waitingTills = new WaitingTills(scheduler);
    Presence presence =
        new Presence(
            scheduler,
            settings.patience().retryWithin(),
            settings.line().responseTimeout(),
            waitingTills::isWaitedFor);
    book = new PaymentBook(ledger, recovery, scheduler, presence);
    sealedMessages =
        new SealedMessages(ledger, sealing, messages, vault, recovery.rules(), scheduler, station);

    // The messages of the terminal's own.
    BatchClosing closingBatch = new BatchClosing(ledger, book);
    UploadMessages uploads = new UploadMessages(ledger, sealedMessages, messages);
    SettlementEnds ends = new SettlementEnds(scheduler);
    settlementRun =
        new SettlementRun(
            ledger, messages, uploads, closingBatch, settings.settling(), scheduler, random, ends);
    Signatures signatures = new Signatures(ledger, book, messages, sealing, scheduler, random);
    IdentityChange identity =
        new IdentityChange(
            station, dialect, ledger, scheduler, book, settlementRun, closingBatch, signatures);
    ScriptResults scripts =
        new ScriptResults(ledger, book, messages, sealedMessages, sealing, scheduler, random);
    AcquirerOrders orders =
        new AcquirerOrders(ledger, messages, scheduler, random, settings.line().responseTimeout());
    SignOff signOff = new SignOff(ledger, messages, scheduler);
    TerminalMessages own =
        new TerminalMessages(
            new SignIn(ledger, messages, vault, scheduler, settlementRun, closingBatch),
            new Echo(ledger, messages),
            scripts,
            settlementRun,
            OwnMessages.inTurn(orders, signatures, signOff),
            orders);

    // The session with the acquirer.
    line = new Line(transport, scheduler, random, settings.line(), dialect.window());
    conversation =
        new Conversation(
            station,
            settings.patience(),
            settings.line(),
            scheduler,
            random,
            ledger,
            book,
            messages,
            sealedMessages,
            line,
            own);

    // What it does by itself.
    settlementClock =
        new SettlementClock(
            settings.upkeep(),
            station.timeZone(),
            ledger,
            settlementRun,
            scheduler,
            () -> scheduler.execute(conversation::proceed));
    health = new Health(settings.version(), ledger, line, conversation);
    erasing = new Erasing(settings.upkeep(), ledger, scheduler, health::isIdle);
    DamageWatch damageWatch = new DamageWatch(ledger, conversation, scheduler);
    healthChecks =
        new HealthChecks(health, ledger, conversation, line, scheduler, messages.usesMacs());
    restartRecovery =
        new RestartRecovery(
            identity, settings.line().routes(), scheduler, ledger, book, conversation, damageWatch);

    // What a till may ask.
    rules =
        new CallRules(
            recovery,
            messages::has,
            settlementRun::holds,
            settings.limits(),
            station,
            dialect.partRefund(),
            identity::isOfAnother);
    paymentStart =
        new PaymentStart(
            settings,
            scheduler,
            random,
            ledger,
            sealing,
            messages,
            book,
            rules,
            sealedMessages,
            conversation,
            line,
            presence,
            () -> closing);
    reports = new DayReports(ledger, uploads.counting());
    signingCall =
        new SigningCall(
            ledger,
            rules.signing(),
            signatures,
            new SignatureMessages(messages, sealedMessages, settings.merchantName()),
            dialect,
            conversation);
    paymentCalls =
        new PaymentCalls(
            ledger, sealing, sealedMessages, book, rules, scripts, conversation, presence);
    settlementCalls =
        new SettlementCalls(
            scheduler,
            ledger,
            sealing,
            messages,
            paymentStart,
            settlementRun,
            ends,
            reports,
            conversation);
    managementCalls = new ManagementCalls(scheduler, ledger, messages, line, signOff, conversation);
    referrers = new Referrers(ledger);
    feed = new Feed(ledger, referrers, health::status);

    book.watch(this::changed);
    conversation.whenStatusChanges(feed::statusMayHaveChanged);
    conversation.whenIdle(damageWatch::look);
  }

  // ---- Its life

  /**
   * Settles what a restart left open. Completes once new payments may come; nothing is sent before
   * {@link #connect}.
   */
  public CompletableFuture<Void> recover() {
    return call(
        () -> {
          restartRecovery.run();
          return null;
        });
  }

  /** Begins to connect. */
  public CompletableFuture<Void> connect() {
    return call(
        () -> {
          line.start(conversation);
          settlementClock.start();
          erasing.start();
          return null;
        });
  }

  /** {@link #recover}, then {@link #connect}. */
  public CompletableFuture<Void> start() {
    return recover().thenCompose(recovered -> connect());
  }

  /** Ends the line. What is open stays in the ledger as it is. */
  public CompletableFuture<Void> stop() {
    return call(
        () -> {
          closing = true;
          line.stop();
          return null;
        });
  }

  /**
   * Takes it that the system's network has changed: what can be reached now is tried now. Safe for
   * any thread.
   */
  public void networkChanged() {
    scheduler.execute(line::networkChanged);
  }

  /** Whether the acquirer could be reached a moment ago. Safe for any thread. */
  public boolean wasOnline() {
    return line.wasOnline();
  }

  /**
   * Has memory collected when cards' texts lie in it that nobody refers to. To be said before
   * {@link #recover}.
   *
   * @param collect collects it
   */
  public void forgetBy(Runnable collect) {
    forgetting = new Forgetting(scheduler, collect);
  }

  /** The calls that a payment, as it is here, would take now. Safe for any thread. */
  public Set<NextCall> next(Payment payment) {
    return rules.next(payment, referrers.of(payment.id()));
  }

  @Override
  public CompletableFuture<Started> start(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    return call(
        () -> {
          forgetting.cardSeen();
          return paymentStart.start(order, idempotencyKey, canonicalRequest);
        });
  }

  @Override
  public CompletableFuture<Optional<Payment>> started(
      String idempotencyKey, byte[] canonicalRequest) {
    return call(
        () -> {
          forgetting.cardSeen();
          return paymentStart.known(idempotencyKey, sealing.fingerprint(canonicalRequest));
        });
  }

  @Override
  public CompletableFuture<Optional<Payment>> mayStart(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    return call(() -> paymentStart.beforeCard(order, idempotencyKey, canonicalRequest));
  }

  @Override
  public CompletableFuture<Optional<Payment>> startedBy(String idempotencyKey) {
    return call(() -> paymentStart.startedBy(idempotencyKey));
  }

  @Override
  public CompletableFuture<SettlementStarted> settle(
      String idempotencyKey, byte[] canonicalRequest, Optional<String> supervisor) {
    return call(() -> settlementCalls.settle(idempotencyKey, canonicalRequest, supervisor));
  }

  @Override
  public CompletableFuture<Optional<SettlementView>> settlement(String id) {
    return call(() -> settlementCalls.settlement(id));
  }

  @Override
  public CompletableFuture<Optional<SettlementView>> whenSettled(String id, Duration atMost) {
    CompletableFuture<Optional<SettlementView>> end = new CompletableFuture<>();
    Runnable told = () -> answer(end, () -> end.complete(settlementCalls.settlement(id)));
    scheduler.execute(() -> answer(end, () -> settlementCalls.whenEnded(id, atMost, end, told)));
    return end;
  }

  @Override
  public CompletableFuture<Optional<SettlementView>> acknowledge(
      String id, String by, String evidence) {
    return call(
        () -> {
          Optional<SettlementView> said = settlementCalls.acknowledge(id, by, evidence);
          feed.statusMayHaveChanged();
          return said;
        });
  }

  @Override
  public CompletableFuture<List<SettlementView>> settlements(int limit) {
    return call(() -> settlementCalls.newest(limit));
  }

  @Override
  public CompletableFuture<DayReport> report(Optional<Long> batch) {
    return call(() -> reports.report(batch));
  }

  @Override
  public CompletableFuture<Optional<Payment>> payment(String id) {
    return call(() -> ledger.payment(id));
  }

  @Override
  public CompletableFuture<Page> payments(Query query) {
    return call(() -> new PaymentPages(ledger).page(query));
  }

  @Override
  public CompletableFuture<Optional<List<HistoryEvent>>> history(String id) {
    return call(() -> paymentCalls.history(id));
  }

  @Override
  public CompletableFuture<Optional<Story>> story(String id) {
    return call(() -> stories.of(id));
  }

  @Override
  public CompletableFuture<List<ChainLine>> chain(long after, Optional<String> payment, int limit) {
    return call(() -> paymentCalls.chain(after, payment, limit));
  }

  @Override
  public CompletableFuture<Long> lastRowBefore(Instant time) {
    return call(() -> ledger.chain().lastBefore(time));
  }

  @Override
  public CompletableFuture<Payment> cancel(String id) {
    return call(() -> paymentCalls.cancel(id));
  }

  @Override
  public CompletableFuture<Payment> retry(String id) {
    return call(() -> paymentCalls.retry(id));
  }

  @Override
  public CompletableFuture<Payment> resolve(
      String id, Resolution resolution, Optional<String> supervisor) {
    return call(() -> paymentCalls.resolve(id, resolution, supervisor));
  }

  @Override
  public CompletableFuture<List<Payment>> unseen(int limit) {
    return call(() -> ledger.unseen(limit));
  }

  @Override
  public CompletableFuture<Payment> seen(String id, Optional<String> by) {
    return call(() -> paymentCalls.seen(id, by));
  }

  @Override
  public CompletableFuture<Payment> cardResult(String id, boolean accepted, String emv) {
    return call(() -> paymentCalls.cardResult(id, accepted, emv));
  }

  @Override
  public CompletableFuture<Payment> sign(String id, Drawing drawing) {
    return call(() -> signingCall.sign(id, drawing));
  }

  @Override
  public CompletableFuture<Optional<String>> chipAnswer(String id) {
    return call(() -> sealedMessages.chipAnswer(id));
  }

  @Override
  public CompletableFuture<Optional<Shown>> shownCode(String id) {
    return call(
        () ->
            sealedMessages
                .shownCode(paymentCalls.existing(id))
                .map(code -> new Shown(code.code(), code.expiresAt())));
  }

  @Override
  public CompletableFuture<ReceiptFacts> receiptFacts(String id) {
    return call(() -> sealedMessages.receiptFacts(id));
  }

  @Override
  public CompletableFuture<Optional<Bitmap>> signature(String id) {
    return call(() -> signingCall.drawn(id));
  }

  @Override
  public CompletableFuture<Payment> receiptPrinted(String id, String kind, String copy) {
    return call(() -> paymentCalls.receiptPrinted(id, kind, copy));
  }

  @Override
  public CompletableFuture<Payment> whenFinal(String id, Duration atMost) {
    CompletableFuture<Payment> end = new CompletableFuture<>();
    // All of it on the agent's thread: what is chained to a call may run on the caller's.
    scheduler.execute(
        () ->
            answer(
                end,
                () -> {
                  Payment payment = paymentCalls.existing(id);
                  if (payment.state().isFinal() || payment.isJustShown()) {
                    end.complete(payment);
                  } else {
                    waitingTills.add(
                        id,
                        atMost,
                        end,
                        () -> answer(end, () -> end.complete(paymentCalls.existing(id))));
                  }
                }));
    return end;
  }

  private static Refused unavailable(LedgerUnavailable e) {
    return new Refused(Refusal.of(Ground.LEDGER_FAILED).with(String.valueOf(e.getMessage())));
  }

  @Override
  public CompletableFuture<Status> status() {
    return call(health::status);
  }

  /** The status, told only by an agent whose loop turns and whose ledger can be written. */
  public CompletableFuture<Status> working() {
    return call(
        () -> {
          ledger.verifyWritable();
          if (conversation.isStalled()) {
            throw new LedgerUnavailable("a write waits for the ledger", null);
          }
          return health.status();
        });
  }

  @Override
  public CompletableFuture<List<Finding>> diagnosis() {
    return call(healthChecks::findings);
  }

  /** What only this agent knows of how it stands. Safe for any thread. */
  public CompletableFuture<Inside> inside() {
    return call(healthChecks::inside);
  }

  /** How it stands, in figures. Safe for any thread. */
  public CompletableFuture<Measures> measures() {
    return call(() -> health.measures(scheduler.wallClock()));
  }

  /** What the line has carried. Safe for any thread. */
  public Traffic traffic() {
    return line.traffic();
  }

  @Override
  public CompletableFuture<List<Downloaded>> downloaded() {
    return call(managementCalls::downloaded);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the result's
  public CompletableFuture<Status> signOff() {
    CompletableFuture<Status> result = new CompletableFuture<>();
    scheduler.execute(
        () ->
            answer(
                result,
                () ->
                    managementCalls
                        .signOff()
                        .whenComplete(
                            (nothing, failed) -> {
                              if (failed == null) {
                                answer(result, () -> result.complete(health.status()));
                              } else {
                                boolean wrapped = failed instanceof CompletionException;
                                result.completeExceptionally(wrapped ? failed.getCause() : failed);
                              }
                            })));
    return result;
  }

  @Override
  public CompletableFuture<Status> acceptLedgerLoss(String by, String evidence) {
    return call(() -> statusAfter(() -> managementCalls.acceptLedgerLoss(by, evidence)));
  }

  @Override
  public CompletableFuture<Status> acceptNoOriginal(String by, String evidence) {
    return call(() -> statusAfter(() -> managementCalls.acceptNoOriginal(by, evidence)));
  }

  private Status statusAfter(Runnable change) {
    change.run();
    feed.statusMayHaveChanged();
    conversation.proceed();
    return health.status();
  }

  @Override
  public Subscription subscribe(Optional<Long> after, Subscriber subscriber) {
    scheduler.execute(() -> feed.add(after, subscriber));
    return () -> scheduler.execute(() -> feed.remove(subscriber));
  }

  @Override
  public CompletableFuture<Changes> changes(Optional<Long> after, int limit) {
    return call(() -> feed.changes(after, limit));
  }

  /** A payment's change is durable. */
  private void changed(Payment payment) {
    forgetting.cardSeen();
    if (payment.state().isFinal() || payment.isJustShown()) {
      waitingTills.ended(payment);
    }
    try {
      feed.changed();
      if (payment.state().isFinal()) {
        settlementClock.paymentEnded();
      }
    } catch (LedgerUnavailable e) {
      // The change itself is durable; who watches reads it when it comes back.
      LOG.warn("a change was not told", Fact.text("why", e.getMessage()));
    }
  }

  private <T> CompletableFuture<T> call(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    scheduler.execute(() -> answer(result, () -> result.complete(work.get())));
    return result;
  }

  private static void answer(CompletableFuture<?> result, Runnable work) {
    try {
      work.run();
    } catch (LedgerUnavailable e) {
      result.completeExceptionally(unavailable(e));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }
}
