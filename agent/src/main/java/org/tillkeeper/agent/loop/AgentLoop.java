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
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;

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
  private final Requests requests;
  private final Referring referring;
  private final Guards guards;
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
    Recovery recovery = new Recovery(Dialog.rules(dialect));
    book = new PaymentBook(ledger, recovery, scheduler, this::changed);
    awaited = new Awaited(scheduler);
    windows = new RetryWindows(scheduler, this::windowOver);
    feed = new Feed(ledger, this::statusNow);
    requests = new Requests(ledger, secrets, dialog, vault, recovery.rules(), scheduler, settings);
    referring = new Referring(ledger, requests, dialog, settings.limits());
    guards = new Guards(ledger, settings.limits());
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
            this::closedByAcquirer,
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
    Instant now = scheduler.wallClock();
    Asked asked = order.original().isPresent() ? referring(order) : alone(order, now);
    if (!dialog.has(asked.terms().kind())) {
      throw new Refused(
          Refused.Why.NOT_SUPPORTED,
          "The acquirer's dialect has no " + asked.terms().type().label() + ".",
          Optional.empty());
    }
    Duration within = within(order);
    Optional<Instant> retryUntil =
        within.isZero() || asked.offline() ? Optional.empty() : Optional.of(now.plus(within));
    Payment payment =
        Payment.recorded(
            TimeOrderedId.next(now, random), asked.terms(), asked.instrument(), retryUntil, now);
    refuseWhatCannotBeSaid(payment, asked.data());
    Payment started = recordAndSend(payment, asked, idempotencyKey, fingerprint);
    if (started.state().isFinal()) {
      return new Started(started, true);
    }
    if (!asked.offline()) {
      windows.open(started.id(), within.isZero() ? behindEcho() : within);
    }
    // Nothing else may happen on an idle line for long: what waits behind another payment that may
    // not be sent goes now.
    conversation.proceed();
    return new Started(book.payment(started.id()), true);
  }

  /**
   * A payment that may be recorded.
   *
   * @param offline accepted before the acquirer was asked
   */
  private record Asked(
      Terms terms,
      Instrument instrument,
      SensitiveData data,
      Optional<byte[]> hash,
      boolean offline) {}

  private Asked referring(PaymentOrder order) {
    Terms terms = referring.terms(order);
    return new Asked(
        terms, referring.instrument(terms), referring.data(terms), Optional.empty(), false);
  }

  private Asked alone(PaymentOrder order, Instant now) {
    byte[] hash = secrets.instrumentHash(order.entry().get(), order.data());
    guards.refuseMistakes(order, hash, now);
    boolean byChip = order.manner().chipApprovedOffline();
    Optional<Kind> offline =
        line.online() && !byChip ? Optional.empty() : guards.offline(order, now);
    if (byChip && !offline.isPresent()) {
      throw new Refused(
          Refused.Why.OFFLINE_REFUSED,
          "The chip's approval may not be accepted offline: "
              + guards.refusesOffline(order, now).orElse("only a sale without PIN can be")
              + ".",
          Optional.empty());
    }
    Terms terms =
        new Terms(
            order.type(),
            offline.orElse(kind(order.type())),
            order.amount(),
            order.currency(),
            order.reference(),
            Optional.empty());
    return new Asked(
        terms,
        instrument(order),
        order.data(),
        Optional.of(hash),
        offline.isPresent() && !(byChip && conversation.isReadyForSale()));
  }

  private static Kind kind(PaymentType type) {
    return switch (type) {
      case SALE -> Kind.SALE;
      case PREAUTH -> Kind.PRE_AUTH;
      case BALANCE -> Kind.BALANCE;
      case REFUND -> Kind.REFUND;
      case VOID, PREAUTH_VOID, COMPLETION, COMPLETION_VOID, TIP ->
          throw new Refused(
              Refused.Why.INVALID,
              "original: a " + type.label() + " must name the payment it refers to.",
              Optional.empty());
    };
  }

  /** How long it may be tried: a payment code is not good for ever. */
  private Duration within(PaymentOrder order) {
    Duration within = settings.retryWithin();
    Duration validity = settings.limits().qrValidity();
    boolean isCode = order.entry().equals(Optional.of(Entry.QR));
    return isCode && validity.compareTo(within) < 0 ? validity : within;
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
    Entry entry = order.entry().get();
    return new Instrument(entry, Secrets.masked(entry, order.data()), hasPin ? keys : 0);
  }

  /** A value that does not fit the acquirer's message is refused before anything is recorded. */
  private void refuseWhatCannotBeSaid(Payment payment, SensitiveData data) {
    Attempt.Request request =
        new Attempt.Request(
            CHECKING_STAN,
            conversation.batch(),
            settings.terminal(),
            settings.merchant(),
            requests.messageAmount(payment),
            "",
            0,
            "",
            payment.createdAt());
    try {
      dialog.request(payment, request, data);
    } catch (IllegalArgumentException e) {
      // A value that does not fit its field, or an entry that the message has no form for.
      throw new Refused(Refused.Why.INVALID, e.getMessage(), Optional.empty());
    }
  }

  private Payment recordAndSend(
      Payment payment, Asked asked, String idempotencyKey, byte[] fingerprint) {
    boolean ready = !asked.offline() && conversation.isReadyForSale() && !anotherWaits();
    boolean onceOnly = settings.retryWithin().isZero() && !asked.offline();
    boolean behindEcho = onceOnly && !ready && conversation.isBusyWithEcho() && !anotherWaits();
    Optional<Conversation.Ready> prepared =
        ledger.transaction(
            () -> {
              ledger.insert(payment, idempotencyKey, fingerprint);
              keep(payment, asked);
              Optional<Conversation.Ready> sending = Optional.empty();
              if (asked.offline()) {
                book.record(payment, new Event.AcceptedOffline());
              }
              if (ready) {
                sending = Optional.of(conversation.prepare(payment, asked.data()));
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

  private void keep(Payment payment, Asked asked) {
    boolean referring = payment.terms().original().isPresent();
    ledger.keepCard(
        payment.id(),
        secrets.sealCard(payment.id(), asked.data()),
        referring
            ? new byte[0]
            : secrets.sealAccount(payment.id(), payment.instrument().entry(), asked.data()));
    asked.hash().ifPresent(hash -> ledger.keepInstrumentHash(payment.id(), hash));
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

  /** Nothing of ours can settle that batch any more. Part of the sign-in's transaction. */
  private void closedByAcquirer(Ledger.BatchRow ours, String theirs, Instant at) {
    for (Payment payment : ledger.ofBatch(ours.seq())) {
      book.record(payment, new Event.BatchClosed(false));
      // Who watches is told once this is durable.
      scheduler.execute(() -> book.published(book.payment(payment.id())));
    }
    ledger.nextBatch(Ledger.BatchState.CLOSED_BY_ACQUIRER, theirs, at);
    ledger.journal(
        at,
        "batch-closed-by-acquirer",
        "The acquirer closed batch "
            + ours.number()
            + " without our settlement and opened "
            + theirs
            + ".");
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
          if (!book.mayBeCancelled(payment)) {
            throw new Refused(
                Refused.Why.NOT_CANCELLABLE,
                "What was sent of it cannot be undone by a cancel; wait for its end, then void or refund it.",
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

  @Override
  public CompletableFuture<Payment> cardResult(String id, boolean accepted, String emv) {
    return call(
        () -> {
          Payment payment = existing(id);
          CardResult said = accepted ? CardResult.ACCEPTED : CardResult.REFUSED;
          if (payment.cardResult() == said) {
            return payment;
          }
          if (payment.cardResult() != CardResult.AWAITED) {
            throw new Refused(
                Refused.Why.CARD_NOT_AWAITED,
                "The chip of this payment is not waited for: it has said "
                    + payment.cardResult().label()
                    + ", and the payment is "
                    + payment.state().label()
                    + ".",
                Optional.of(payment));
          }
          Step step =
              book.apply(
                  payment,
                  new Event.CardAnswered(accepted),
                  () -> ledger.keepChipCertificate(id, secrets.sealChip(id, emv)));
          conversation.follow(new AttemptKey(id, payment.attempts().size()), step);
          conversation.proceed();
          return book.payment(id);
        });
  }

  @Override
  public CompletableFuture<Optional<String>> chipAnswer(String id) {
    return call(() -> requests.chipAnswer(id));
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
