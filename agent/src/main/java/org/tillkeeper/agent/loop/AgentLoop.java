package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.ledger.Batches;
import org.tillkeeper.agent.ledger.HistoryRow;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Kind;

/**
 * The agent: recovers what a restart left open, takes payments from the till and lets the {@link
 * Conversation} bring each to its end. Everything runs on the scheduler's one thread.
 */
public final class AgentLoop implements Terminal {
  private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);

  /** Payments whose records are compared with their digests at start. */
  private static final int NEWEST = 500;

  /** Rows of the history that are followed for each payment. */
  private static final int ROWS_A_PAYMENT = 4;

  private final Scheduler scheduler;
  private final Ledger ledger;
  private final Secrets secrets;
  private final Dialog dialog;
  private final PaymentBook book;
  private final Requests requests;
  private final Intake intake;
  private final Conversation conversation;
  private final ScriptResults scriptResults;
  private final AcquirerOrders orders;
  private final SignOff signOff;
  private final Line line;
  private final Referrers referrers;
  private final CallRules rules;
  private final Feed feed;
  private final RetryWindows windows;
  private final Awaited awaited;
  private final BatchClosing batchClosing;
  private final Settling settling;
  private final SettlementClock settlementClock;
  private final Erasing erasing;
  private final DayReports reports;
  private final Condition condition;
  private final PaymentCalls paymentCalls;
  private final SettlementCalls settlementCalls;
  private final List<Route> routes;
  private boolean closing;

  /**
   * Makes an agent that stands still until {@link #start}.
   *
   * @param random for jitter and ids; secrets never come from it
   * @param ledger open, its folder locked
   * @param cipher of the ledger's secrets
   */
  public AgentLoop(
      LoopSettings settings,
      Scheduler scheduler,
      Random random,
      Ledger ledger,
      Transport transport,
      Dialect dialect,
      KeyVault vault,
      LedgerCipher cipher) {
    this.scheduler = scheduler;
    this.ledger = ledger;
    routes = settings.line().routes();
    secrets = new Secrets(cipher);
    dialog = new Dialog(dialect, vault, settings);
    Recovery recovery = new Recovery(Dialog.rules(dialect));
    book = new PaymentBook(ledger, recovery, scheduler, this::changed);
    awaited = new Awaited(scheduler);
    windows = new RetryWindows(scheduler, this::windowOver);
    referrers = new Referrers(ledger);
    rules = new CallRules(recovery, dialog::has, settings.limits(), settings.currencyNumber());
    feed = new Feed(ledger, referrers, this::statusNow);
    requests = new Requests(ledger, secrets, dialog, vault, recovery.rules(), scheduler, settings);
    conversation =
        new Conversation(
            settings,
            scheduler,
            ledger,
            book,
            dialog,
            vault,
            requests,
            windows,
            random,
            new AcquirersBatch(),
            feed::statusMayHaveChanged);
    line = new Line(transport, scheduler, random, settings.line(), dialect.window(), conversation);
    conversation.attach(line);
    intake =
        new Intake(
            settings,
            scheduler,
            random,
            ledger,
            secrets,
            dialog,
            book,
            rules,
            requests,
            conversation,
            line,
            windows,
            () -> closing);
    conversation.whenIdle(() -> lookForDamage(NEWEST));
    scriptResults =
        new ScriptResults(
            ledger, book, dialog, requests, secrets, scheduler, random, conversation::orderSignIn);
    orders =
        new AcquirerOrders(
            ledger,
            dialog,
            scheduler,
            random,
            settings.line().responseTimeout(),
            conversation::orderSignIn,
            conversation::noted);
    signOff = new SignOff(ledger, dialog, scheduler, conversation::signedOff);
    batchClosing = new BatchClosing(ledger, book);
    settling =
        new Settling(
            ledger,
            dialog,
            new UploadMessages(ledger, requests, dialog),
            batchClosing,
            scheduler,
            random,
            conversation);
    conversation.attach(
        new Conversation.Parts(
            scriptResults,
            settling,
            Errands.inTurn(orders, signOff),
            order -> conversation.durably(() -> orders.ordered(order))));
    settlementClock =
        new SettlementClock(
            settings, ledger, settling, scheduler, () -> scheduler.execute(conversation::proceed));
    erasing = new Erasing(settings.upkeep(), ledger, scheduler, this::isIdle);
    reports = new DayReports(ledger);
    condition = new Condition(settings, ledger, line, conversation, scriptResults, orders);
    paymentCalls =
        new PaymentCalls(scheduler, ledger, secrets, book, rules, scriptResults, conversation);
    settlementCalls =
        new SettlementCalls(ledger, secrets, dialog, intake, settling, reports, conversation);
  }

  private boolean isIdle() {
    return line.isQuiet()
        && !conversation.isStalled()
        && !settling.open().isPresent()
        && ledger.pending().count() == 0;
  }

  /**
   * Settles what a restart left open. Completes once new payments may come; nothing is sent before
   * {@link #connect}.
   */
  public CompletableFuture<Void> recover() {
    return call(
        () -> {
          conversation.durably(this::rememberRoutes);
          for (Payment payment : ledger.open()) {
            // The agenda need not be told what this asks for. It finds reversals, repeats and
            // inquiries in the ledger, and what has no pause yet is due at once. On a full disk the
            // agent starts all the same, and waits with everything until it can be written.
            conversation.durably(() -> book.apply(payment.id(), new Event.Restarted()));
          }
          lookForDamage(NEWEST);
          conversation.verifyKeys();
          return null;
        });
  }

  private void rememberRoutes() {
    Map<String, String> leadTo = new HashMap<>();
    for (Route route : routes) {
      leadTo.put(route.name(), route.nameAndAddress());
    }
    if (!ledger.routes().areStill(leadTo)) {
      ledger.transaction(() -> ledger.routes().areNow(leadTo, scheduler.wallClock()));
    }
  }

  /** Begins to connect. */
  public CompletableFuture<Void> connect() {
    return call(
        () -> {
          line.start();
          settlementClock.start();
          erasing.start();
          return null;
        });
  }

  /** {@link #recover}, then {@link #connect}. */
  public CompletableFuture<Void> start() {
    return recover().thenCompose(recovered -> connect());
  }

  /**
   * A record that nobody changed and that is another all the same: the disk cannot be relied on.
   */
  private void lookForDamage(int rows) {
    List<String> damaged = ledger.damageScan().damagedAmongNext(rows);
    long broken = ledger.damageScan().brokenAmongNext(rows * ROWS_A_PAYMENT);
    if ((!damaged.isEmpty() || broken != 0) && !ledger.lossWaits()) {
      conversation.durably(
          () ->
              ledger.transaction(
                  () -> {
                    ledger.facts().set("ledger-loss", "yes");
                    for (String id : damaged) {
                      ledger.journal(
                          scheduler.wallClock(),
                          "record-damaged",
                          "The record of payment " + id + " does not match its digest.");
                    }
                    if (broken != 0) {
                      ledger.damageScan().noteBroken(broken);
                      ledger.journal(
                          scheduler.wallClock(),
                          "history-damaged",
                          "Row " + broken + " of the history does not match its hash.");
                    }
                  }));
    }
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
   * The system's network has changed: what can be reached now is tried now. Safe for any thread.
   */
  public void networkChanged() {
    scheduler.execute(line::networkChanged);
  }

  /** Whether the acquirer could be reached a moment ago. Safe for any thread. */
  public boolean wasOnline() {
    return line.wasOnline();
  }

  /** The calls that a payment, as it is here, would take now. Safe for any thread. */
  public Set<NextCall> next(Payment payment) {
    return rules.next(payment, referrers.of(payment.id()));
  }

  @Override
  public CompletableFuture<Started> start(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    return call(() -> intake.start(order, idempotencyKey, canonicalRequest));
  }

  @Override
  public CompletableFuture<Optional<Payment>> started(
      String idempotencyKey, byte[] canonicalRequest) {
    return call(() -> intake.known(idempotencyKey, secrets.fingerprint(canonicalRequest)));
  }

  private final class AcquirersBatch implements SigningIn.BatchChange {
    /** Nothing of ours can settle that batch any more. */
    @Override
    public void closedByAcquirer(Batches.OpenBatch ours, String theirs, Instant at) {
      Event.BatchEnd end = settling.acquirerMovedOn();
      batchClosing.close(ours, end, theirs, at);
      if (end != Event.BatchEnd.BY_ACQUIRER) {
        return;
      }
      ledger.journal(
          at,
          "batch-closed-by-acquirer",
          "The acquirer closed batch "
              + ours.number()
              + " without our settlement and opened "
              + theirs
              + ".");
    }

    @Override
    public void published() {
      scheduler.execute(() -> conversation.durably(batchClosing::published));
    }
  }

  @Override
  public CompletableFuture<SettlementStarted> settle(
      String idempotencyKey, byte[] canonicalRequest) {
    return call(() -> settlementCalls.settle(idempotencyKey, canonicalRequest));
  }

  @Override
  public CompletableFuture<Optional<SettlementView>> settlement(String id) {
    return call(() -> settlementCalls.settlement(id));
  }

  @Override
  public CompletableFuture<List<SettlementView>> settlements(int limit) {
    return call(() -> settlementCalls.newest(limit));
  }

  @Override
  public CompletableFuture<DayReport> report(Optional<Long> batch) {
    return call(() -> reports.report(batch));
  }

  private void windowOver(String id) {
    conversation.durably(
        () -> {
          Payment payment = book.payment(id);
          if (payment.retryOpen()) {
            book.apply(payment, new Event.RetryEnded(Event.RetryEnd.WINDOW_OVER));
          }
        });
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
    return call(
        () -> {
          if (!ledger.payment(id).isPresent()) {
            return Optional.empty();
          }
          List<HistoryEvent> events = new ArrayList<>();
          for (HistoryRow row : ledger.history(id)) {
            events.add(new HistoryEvent(row.at(), row.kind(), row.attempt(), row.message()));
          }
          return Optional.of(events);
        });
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
  public CompletableFuture<Payment> resolve(String id, Resolution resolution) {
    return call(() -> paymentCalls.resolve(id, resolution));
  }

  @Override
  public CompletableFuture<Payment> cardResult(String id, boolean accepted, String emv) {
    return call(() -> paymentCalls.cardResult(id, accepted, emv));
  }

  @Override
  public CompletableFuture<Optional<String>> chipAnswer(String id) {
    return call(() -> requests.chipAnswer(id));
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
                  if (payment.state().isFinal()) {
                    end.complete(payment);
                  } else {
                    awaited.add(
                        id,
                        atMost,
                        end,
                        () -> answer(end, () -> end.complete(paymentCalls.existing(id))));
                  }
                }));
    return end;
  }

  private static Refused unavailable(LedgerUnavailable e) {
    return new Refused(Refused.Why.LEDGER_UNAVAILABLE, e.getMessage(), Optional.empty());
  }

  @Override
  public CompletableFuture<Status> status() {
    return call(this::statusNow);
  }

  private Status statusNow() {
    return condition.status();
  }

  @Override
  public CompletableFuture<List<Finding>> diagnosis() {
    return call(condition::findings);
  }

  @Override
  public CompletableFuture<List<Downloaded>> downloaded() {
    return call(orders::downloaded);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is the result's
  public CompletableFuture<Status> signOff() {
    CompletableFuture<Status> result = new CompletableFuture<>();
    scheduler.execute(
        () ->
            answer(
                result,
                () -> {
                  if (conversation.isSignedOff()) {
                    result.complete(statusNow());
                    return;
                  }
                  refuseSignOff();
                  signOff
                      .ask()
                      .whenComplete(
                          (nothing, refused) -> {
                            if (refused == null) {
                              answer(result, () -> result.complete(statusNow()));
                            } else {
                              result.completeExceptionally(refused);
                            }
                          });
                  conversation.proceed();
                }));
    return result;
  }

  private void refuseSignOff() {
    if (!dialog.has(Kind.SIGN_OFF)) {
      throw new Refused(
          Refused.Why.NOT_SUPPORTED, "The acquirer's dialect has no sign-off.", Optional.empty());
    }
    if (!line.online()) {
      throw new Refused(
          Refused.Why.NOT_ONLINE,
          "The acquirer cannot be reached; sign off when the line is back.",
          Optional.empty());
    }
    if (!ledger.open().isEmpty() || conversation.hasOpenBeforeSettlement()) {
      throw new Refused(
          Refused.Why.OPERATION_OPEN,
          "A payment or a reversal is open; sign off once everything has its end.",
          Optional.empty());
    }
  }

  @Override
  public CompletableFuture<Status> acceptLedgerLoss(String by, String evidence) {
    return call(
        () -> {
          if (!ledger.lossWaits()) {
            throw new Refused(
                Refused.Why.NO_LEDGER_LOSS,
                "The ledger lost no records that wait to be accepted; nothing is to be done.",
                Optional.empty());
          }
          ledger.transaction(
              () -> {
                ledger.facts().set("ledger-loss", "no");
                ledger.journal(
                    scheduler.wallClock(),
                    "ledger-loss-accepted",
                    "Accepted by " + by + ": " + evidence);
              });
          feed.statusMayHaveChanged();
          conversation.proceed();
          return statusNow();
        });
  }

  @Override
  public Subscription subscribe(Optional<Long> after, Subscriber subscriber) {
    scheduler.execute(() -> feed.add(after, subscriber));
    return () -> scheduler.execute(() -> feed.remove(subscriber));
  }

  /** A payment's change is durable. */
  private void changed(Payment payment) {
    if (payment.state().isFinal()) {
      windows.close(payment.id());
      awaited.ended(payment);
    }
    try {
      feed.changed();
      if (payment.state().isFinal()) {
        settlementClock.paymentEnded();
      }
    } catch (LedgerUnavailable e) {
      // The change itself is durable; who watches reads it when it comes back.
      LOG.warn("a change was not told: {}", e.getMessage());
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
