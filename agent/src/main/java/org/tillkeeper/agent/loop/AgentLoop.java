package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.Ledger.AttemptKey;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InvalidField;

/**
 * The agent: recovers what a restart left open, takes payments from the till and lets the {@link
 * Conversation} bring each to its end. Everything runs on the scheduler's one thread.
 */
public final class AgentLoop implements Terminal {
  private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);
  private static final String CHECKING_STAN = "000001";
  private static final Duration BEHIND_ECHO_MOST = Duration.ofSeconds(2);

  private final LoopSettings settings;
  private final Scheduler scheduler;
  private final Random random;
  private final Ledger ledger;
  private final Secrets secrets;
  private final Dialog dialog;
  private final PaymentBook book;
  private final Conversation conversation;
  private final Line line;
  private final Feed feed;
  private final RetryWindows windows;
  private final Awaited awaited;
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
    this.settings = settings;
    this.scheduler = scheduler;
    this.random = random;
    this.ledger = ledger;
    secrets = new Secrets(cipher);
    dialog = new Dialog(dialect, vault, settings);
    Recovery recovery = new Recovery(dialect.macOptionalOnRefusals());
    book = new PaymentBook(ledger, recovery, scheduler, this::changed);
    awaited = new Awaited(scheduler);
    windows = new RetryWindows(scheduler, this::windowOver);
    feed = new Feed(ledger, this::statusNow);
    conversation =
        new Conversation(
            settings,
            scheduler,
            ledger,
            book,
            dialog,
            vault,
            secrets,
            windows,
            random,
            feed::statusMayHaveChanged);
    line = new Line(transport, scheduler, random, settings.line(), conversation);
    conversation.attach(line);
  }

  /**
   * Settles what a restart left open and begins to connect. Completes once new payments may come.
   */
  public CompletableFuture<Void> start() {
    return call(
        () -> {
          for (Payment payment : ledger.open()) {
            // Reversals this records are due at once without being told. On a full disk the agent
            // starts all the same, and waits with everything until it can be written.
            conversation.durably(() -> book.apply(payment.id(), new Event.Restarted()));
          }
          conversation.verifyKeys();
          line.start();
          return null;
        });
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

  @Override
  public CompletableFuture<Started> start(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    return call(() -> startNow(order, idempotencyKey, canonicalRequest));
  }

  private Started startNow(PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    byte[] fingerprint = secrets.fingerprint(canonicalRequest);
    Optional<Payment> known = ledger.paymentByKey(idempotencyKey);
    if (known.isPresent()) {
      if (java.security.MessageDigest.isEqual(ledger.requestHmac(known.get().id()), fingerprint)) {
        return new Started(known.get(), false);
      }
      throw new Refused(
          Refused.Why.IDEMPOTENCY_CONFLICT,
          "This Idempotency-Key was used with another request; a new payment needs a new key.",
          known);
    }
    refuseWhereNothingMayStart();
    Instrument instrument = instrument(order);
    Instant now = scheduler.wallClock();
    Optional<Instant> retryUntil =
        settings.retryWithin().isZero()
            ? Optional.empty()
            : Optional.of(now.plus(settings.retryWithin()));
    Payment payment =
        Payment.recorded(TimeOrderedId.next(now, random), order, instrument, retryUntil, now);
    refuseWhatCannotBeSaid(payment, order);
    Payment started = recordAndSend(payment, order, idempotencyKey, fingerprint);
    if (started.state().isFinal()) {
      return new Started(started, true);
    }
    windows.open(
        started.id(), settings.retryWithin().isZero() ? behindEcho() : settings.retryWithin());
    // Nothing else may happen on an idle line for long: what waits behind another payment that may
    // not be sent goes now.
    conversation.proceed();
    return new Started(book.payment(started.id()), true);
  }

  private void refuseWhereNothingMayStart() {
    if (closing) {
      throw new Refused(
          Refused.Why.SHUTTING_DOWN, "The agent is shutting down; try again.", Optional.empty());
    }
    if (ledger.lossWaits()) {
      throw new Refused(
          Refused.Why.LEDGER_LOSS,
          "The ledger lost committed records. Compare the last payments with the acquirer, then accept the loss.",
          Optional.empty());
    }
    if (conversation.isStalled()) {
      throw new Refused(
          Refused.Why.LEDGER_UNAVAILABLE,
          "The ledger cannot be written; free disk space.",
          Optional.empty());
    }
  }

  private Instrument instrument(PaymentOrder order) {
    boolean hasPin = order.data().values().containsKey(Element.PIN_BLOCK);
    long keys = conversation.keyGeneration();
    if (hasPin && keys == 0) {
      throw new Refused(
          Refused.Why.NOT_SIGNED_IN,
          "A PIN block needs the PIN key of a sign-in, and this terminal has not signed in yet.",
          Optional.empty());
    }
    return new Instrument(
        order.entry(), Secrets.masked(order.entry(), order.data()), hasPin ? keys : 0);
  }

  /** A value that does not fit the acquirer's message is refused before anything is recorded. */
  private void refuseWhatCannotBeSaid(Payment payment, PaymentOrder order) {
    Attempt.Request request =
        new Attempt.Request(
            CHECKING_STAN,
            conversation.batch(),
            settings.terminal(),
            settings.merchant(),
            "",
            0,
            "",
            payment.createdAt());
    try {
      dialog.sale(payment, request, order.data());
    } catch (InvalidField e) {
      throw new Refused(Refused.Why.INVALID, e.getMessage(), Optional.empty());
    }
  }

  private Payment recordAndSend(
      Payment payment, PaymentOrder order, String idempotencyKey, byte[] fingerprint) {
    boolean ready = conversation.isReadyForSale() && !anotherWaits();
    boolean onceOnly = settings.retryWithin().isZero();
    boolean behindEcho = onceOnly && !ready && conversation.isBusyWithEcho() && !anotherWaits();
    Optional<Conversation.Ready> prepared =
        ledger.transaction(
            () -> {
              ledger.insert(payment, idempotencyKey, fingerprint);
              ledger.keepCard(
                  payment.id(),
                  secrets.sealCard(payment.id(), order.data()),
                  secrets.sealAccount(payment.id(), order.entry(), order.data()));
              Optional<Conversation.Ready> sending = Optional.empty();
              if (ready) {
                sending = Optional.of(conversation.prepare(payment, order.data()));
              }
              if (onceOnly && !behindEcho) {
                Payment so = ready ? sending.get().payment() : payment;
                book.record(so, new Event.RetryEnded(Event.RetryEnd.NOT_ONLINE));
              }
              return sending;
            });
    Payment recorded = book.payment(payment.id());
    if (prepared.isPresent()) {
      Conversation.Ready ready1 = prepared.get();
      conversation.send(new Conversation.Ready(recorded, ready1.original(), ready1.frame()));
    } else {
      book.published(recorded);
    }
    return recorded;
  }

  /** Where a sale goes at once or not at all: how long the line's own echo may hold it up. */
  private Duration behindEcho() {
    Duration answer = settings.line().responseTimeout();
    return answer.compareTo(BEHIND_ECHO_MOST) < 0 ? answer : BEHIND_ECHO_MOST;
  }

  private boolean anotherWaits() {
    for (Payment payment : ledger.open()) {
      if (payment.state() == State.RECORDED) {
        return true;
      }
    }
    return false;
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
          for (Ledger.HistoryRow row : ledger.history(id)) {
            events.add(new HistoryEvent(row.at(), row.kind(), row.attempt(), row.message()));
          }
          return Optional.of(events);
        });
  }

  @Override
  public CompletableFuture<Payment> cancel(String id) {
    return call(
        () -> {
          Payment payment = existing(id);
          if (payment.state().isFinal()) {
            throw new Refused(
                Refused.Why.ALREADY_FINAL,
                "The payment has its end already: " + payment.state().label() + ".",
                Optional.of(payment));
          }
          Step step = book.apply(payment, new Event.CancelRequested());
          conversation.follow(new AttemptKey(id, payment.attempts().size()), step);
          conversation.proceed();
          return book.payment(id);
        });
  }

  @Override
  public CompletableFuture<Payment> retry(String id) {
    return call(
        () -> {
          Payment payment = existing(id);
          if (payment.state().isFinal() && !payment.reversalMayStillSucceed()) {
            throw new Refused(
                Refused.Why.NOTHING_OPEN, "Nothing of this payment is open.", Optional.of(payment));
          }
          conversation.hurry(payment);
          return book.payment(id);
        });
  }

  @Override
  public CompletableFuture<Payment> resolve(String id, Resolution resolution) {
    return call(
        () -> {
          Payment payment = existing(id);
          if (payment.state() != State.ATTENTION) {
            throw new Refused(
                Refused.Why.NOT_IN_ATTENTION,
                "Only a payment in attention is settled by evidence; this one is "
                    + payment.state().label()
                    + ".",
                Optional.of(payment));
          }
          if (resolution.outcome() == Resolution.Outcome.CONFIRMED
              && payment.reversalMayStillSucceed()) {
            throw new Refused(
                Refused.Why.REVERSAL_OPEN,
                "A reversal of this payment may still succeed, so it may not be confirmed.",
                Optional.of(payment));
          }
          return book.apply(payment, new Event.Resolved(resolution)).payment();
        });
  }

  private Payment existing(String id) {
    return ledger
        .payment(id)
        .orElseThrow(
            () ->
                new Refused(
                    Refused.Why.NOT_FOUND, "There is no payment with this id.", Optional.empty()));
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
                  Payment payment = existing(id);
                  if (payment.state().isFinal()) {
                    end.complete(payment);
                  } else {
                    awaited.add(
                        id, atMost, end, () -> answer(end, () -> end.complete(existing(id))));
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
    Ledger.Pending pending = ledger.pending();
    long open = 0;
    for (Payment payment : ledger.withOpenReversals()) {
      for (Attempt attempt : payment.attempts()) {
        open += attempt.reversalMayStillSucceed() ? 1 : 0;
      }
    }
    return new Status(
        line.online(),
        line.since(),
        Optional.of(line.route().name()),
        conversation.isSignedIn(),
        conversation.batch(),
        pending.count(),
        pending.amount(),
        ledger.attention(),
        open,
        ledger.lossWaits(),
        settings.version());
  }

  @Override
  public CompletableFuture<List<Finding>> diagnosis() {
    return call(
        () ->
            Diagnosis.of(
                statusNow(),
                conversation.isStalled(),
                ledger.opening(),
                conversation.routesWanted()));
  }

  @Override
  public CompletableFuture<Status> acceptLedgerLoss(String by, String evidence) {
    return call(
        () -> {
          ledger.transaction(
              () -> {
                ledger.setCounter("ledger-loss", "no");
                ledger.journal(
                    scheduler.wallClock(),
                    "ledger-loss-accepted",
                    "Accepted by " + by + ": " + evidence);
              });
          feed.statusMayHaveChanged();
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
      feed.changed(payment);
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
