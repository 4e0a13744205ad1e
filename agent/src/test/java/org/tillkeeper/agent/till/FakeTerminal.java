package org.tillkeeper.agent.till;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.tillkeeper.agent.bundle.ChainLine;
import org.tillkeeper.agent.diagnosis.Check;
import org.tillkeeper.agent.diagnosis.Condition;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.diagnosis.Observation;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.CodeAnswer;
import org.tillkeeper.agent.payment.CodeQuestion;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.agent.terminal.CallRules;
import org.tillkeeper.agent.terminal.DayReport;
import org.tillkeeper.agent.terminal.Downloaded;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Ground.Why;
import org.tillkeeper.agent.terminal.Limits;
import org.tillkeeper.agent.terminal.NextCall;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.SampleRefusals;
import org.tillkeeper.agent.terminal.SettlementView;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.iso8583.AnswerRule;
import org.tillkeeper.iso8583.CodeMeaning;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.iso8583.InquiryMeaning;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.PartRefund;
import org.tillkeeper.iso8583.RecoveryPolicy;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.ReversalMeaning;
import org.tillkeeper.iso8583.jbig.Bitmap;

/**
 * A terminal in memory for tests of what a till sees: payments move by the real rules, but only as
 * far as the test says. It has one thread of its own, as the agent has.
 */
public final class FakeTerminal implements Terminal, AutoCloseable {
  /** What every receipt says of chip and device. */
  volatile ReceiptFacts receiptFacts = ReceiptFacts.NONE;

  /** How wide and high every signature is that the acquirer has not got; all of it is black. */
  volatile Optional<int[]> signatureSides = Optional.empty();

  private final Recovery rules =
      new Recovery(
          new Rules(
              Map.of(Kind.SALE, RecoveryPolicy.REVERSE, Kind.REFUND, RecoveryPolicy.PERSON),
              Optional.empty(),
              Set.of(Kind.SALE),
              true,
              false,
              false,
              false,
              AnswerRule.STANDARD));
  private final CallRules calls;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread t = new Thread(task, "fake-terminal");
            t.setDaemon(true);
            return t;
          });
  private final Map<String, Payment> payments = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<String, List<HistoryEvent>> histories = new HashMap<>();
  private final Map<String, Used> keys = new HashMap<>();
  private final Map<String, Settlement> settlements = new LinkedHashMap<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Runnable> watchers = new ArrayList<>();
  private final List<CompletableFuture<Payment>> waits = new ArrayList<>();
  private Optional<Refused> refusal = Optional.empty();
  private Optional<Refused> refusalOfOrders = Optional.empty();
  private boolean online = true;
  private Instant since = Instant.parse("2026-01-31T08:00:00Z");
  private boolean ledgerLoss;
  private int stan;
  private final AtomicInteger pagesNow = new AtomicInteger();

  /** How often a payment was shown, to whomever. */
  final AtomicInteger shown = new AtomicInteger();

  /** How many pages of changes were asked for at the same time, at most. */
  final AtomicInteger pagesAtOnce = new AtomicInteger();

  /** How many payments were listed in one call, at most. */
  final AtomicInteger listedAtOnce = new AtomicInteger();

  /** A terminal for one currency, ISO 4217 letters. */
  public FakeTerminal(String currency) {
    String number = CurrencyCode.of(currency).get().number();
    Station station = new Station("00000001", "952718182217875", number, ZoneOffset.UTC, "", "");
    calls =
        new CallRules(
            rules,
            kind -> true,
            () -> false,
            Limits.NONE,
            station,
            PartRefund.SETTLED,
            payment -> false);
  }

  public FakeTerminal() {
    this("CNY");
  }

  /** As the agent's loop has it. */
  Set<NextCall> next(Payment payment) {
    shown.incrementAndGet();
    List<Payment> referring = new ArrayList<>();
    for (Payment other : List.copyOf(payments.values())) {
      if (other.terms().original().equals(Optional.of(payment.id()))) {
        referring.add(other);
      }
    }
    return calls.next(payment, referring);
  }

  /** What was asked for last. */
  public PaymentOrder lastOrder;

  /** How often somebody has waited for the end of a settlement. */
  final AtomicInteger waitsForSettlements = new AtomicInteger();

  /** In whose session a PIN was given for the last settlement or resolution. */
  Optional<String> lastSupervisor = Optional.empty();

  List<Downloaded> downloaded = new ArrayList<>();

  private record Used(String id, ByteBuffer request) {}

  /** Every call from now on is refused so. */
  public void refuse(Optional<Why> why) {
    call(() -> refusal = why.map(w -> new Refused(SampleRefusals.of(w))));
  }

  /** Every new payment from now on is refused so; what is asked about is answered. */
  public void refuseOrders(Optional<Why> why) {
    call(() -> refusalOfOrders = why.map(w -> new Refused(SampleRefusals.of(w))));
  }

  public void online(boolean now) {
    call(
        () -> {
          online = now;
          since = Instant.now();
          status(subscribers);
          return now;
        });
  }

  public void ledgerLoss() {
    call(() -> ledgerLoss = true);
  }

  /** How many payments there are. */
  public int count() {
    return call(payments::size);
  }

  /** How many calls wait for a payment's end. */
  int waiting() {
    return call(
        () -> {
          waits.removeIf(CompletableFuture::isDone);
          return waits.size();
        });
  }

  public int subscriberCount() {
    return call(subscribers::size);
  }

  /** The next attempt of a payment is handed to the network. */
  public void send(String id) {
    call(
        () ->
            happen(
                id,
                new Event.Sending(
                    Samples.request(String.format("%06d", ++stan), "000001", 1, Instant.EPOCH))));
  }

  public void approve(String id) {
    answer(id, "00", ResponseCode.Meaning.APPROVED);
  }

  public void decline(String id, String code) {
    answer(id, code, ResponseCode.Meaning.DECLINED);
  }

  void answer(String id, String code, ResponseCode.Meaning meaning) {
    event(id, new Event.Answered(lastAttempt(id), answer(code, meaning, ReversalMeaning.REFUSED)));
  }

  /** The acquirer gives the code that the payment shows. */
  void show(String id) {
    send(id);
    event(id, new Event.Answered(1, ofCode(true, CodeMeaning.NOT_PAID)));
  }

  /** What the acquirer says of a code that is shown, or being closed. */
  void sayOfCode(String id, CodeMeaning said) {
    CodeQuestion what =
        find(id).state() == State.CLOSING ? CodeQuestion.CLOSING : CodeQuestion.INQUIRY;
    event(
        id,
        new Event.CodeAnswered(
            1,
            what,
            ofCode(false, said),
            new Event.Circumstances(Event.Speaker.ITS_HOST, true, false, false)));
  }

  private static Answer ofCode(boolean issues, CodeMeaning said) {
    Answer like = answer("00", ResponseCode.Meaning.APPROVED, ReversalMeaning.REFUSED);
    return new Answer(
        like.responseCode(),
        like.sale(),
        like.reversal(),
        like.inquiry(),
        like.mac(),
        like.terminal(),
        like.merchant(),
        like.amount(),
        like.processingCode(),
        like.currency(),
        like.asked(),
        like.rrn(),
        like.authCode(),
        like.date(),
        like.time(),
        like.settlementDate(),
        like.voucher(),
        like.organisation(),
        like.balance(),
        new CodeAnswer(
            issues, said, said, Optional.of("https://pay.example/1"), OptionalLong.of(120)));
  }

  public void loseAnswer(String id) {
    event(id, new Event.Unanswered(lastAttempt(id), Event.Silence.TIMED_OUT));
  }

  public void endRetry(String id) {
    event(id, new Event.RetryEnded(Event.RetryEnd.WINDOW_OVER));
  }

  public void answerReversal(String id, String code, ReversalMeaning meaning) {
    int attempt = lastAttempt(id);
    event(id, new Event.ReversalSending(attempt, 1, "primary"));
    event(
        id,
        new Event.ReversalAnswered(
            attempt,
            answer(code, ResponseCode.Meaning.DECLINED, meaning),
            new Event.Circumstances(Event.Speaker.ITS_HOST, true, false, false)));
  }

  public void event(String id, Event event) {
    call(() -> happen(id, event));
  }

  @Override
  public CompletableFuture<Started> start(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    return on(
        () -> {
          if (refusalOfOrders.isPresent()) {
            throw refusalOfOrders.get();
          }
          lastOrder = order;
          Used used = keys.get(idempotencyKey);
          if (used != null) {
            Payment payment = payments.get(used.id());
            if (!used.request().equals(ByteBuffer.wrap(canonicalRequest))) {
              throw new Refused(Refusal.of(Ground.KEY_OF_ANOTHER_PAYMENT, payment));
            }
            return new Started(payment, false);
          }
          String id = String.format("0193-%04d", payments.size() + 1);
          Instant now = Instant.now();
          Payment payment =
              Payment.recorded(
                  id, Samples.of(order), instrument(order), Optional.of(now.plusSeconds(60)), now);
          keys.put(idempotencyKey, new Used(id, ByteBuffer.wrap(canonicalRequest.clone())));
          histories.put(id, new ArrayList<>());
          histories
              .get(id)
              .add(
                  new HistoryEvent(
                      now,
                      "recorded",
                      0,
                      "Recorded: "
                          + order.type().label()
                          + " of "
                          + order.amount()
                          + " "
                          + order.currency()
                          + "."));
          changed(payment);
          return new Started(payment, true);
        });
  }

  @Override
  public CompletableFuture<Optional<Payment>> started(
      String idempotencyKey, byte[] canonicalRequest) {
    return on(
        () -> {
          Used used = keys.get(idempotencyKey);
          if (used != null && !used.request().equals(ByteBuffer.wrap(canonicalRequest))) {
            throw new Refused(Refusal.of(Ground.KEY_OF_ANOTHER_PAYMENT, payments.get(used.id())));
          }
          return Optional.ofNullable(used).map(known -> payments.get(known.id()));
        });
  }

  /** It has changed, and nobody was there. */
  void unseen(String id) {
    call(
        () -> {
          changed(find(id).unseen(Instant.now()));
          return id;
        });
  }

  @Override
  public CompletableFuture<List<Payment>> unseen(int limit) {
    return on(
        () -> {
          List<Payment> found = new ArrayList<>(payments.values());
          found.removeIf(payment -> !payment.unseenSince().isPresent());
          Collections.reverse(found);
          return found;
        });
  }

  @Override
  public CompletableFuture<Payment> seen(String id, Optional<String> by) {
    return on(
        () -> {
          if (!find(id).unseenSince().isPresent()) {
            throw new Refused(Refusal.of(Ground.NOTHING_UNSEEN, find(id)));
          }
          changed(find(id).seen());
          return find(id);
        });
  }

  @Override
  public CompletableFuture<Optional<Payment>> mayStart(
      PaymentOrder order, String idempotencyKey, byte[] canonicalRequest) {
    return started(idempotencyKey, canonicalRequest);
  }

  /** Real time on its own thread, for what decides there. */
  public Scheduler scheduler() {
    return new Scheduler() {
      @Override
      public Instant wallClock() {
        return Instant.now();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public void execute(Runnable task) {
        thread.execute(task);
      }

      @Override
      public Timer after(Duration delay, Runnable task) {
        Future<?> future = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
      }
    };
  }

  @Override
  public CompletableFuture<Optional<Payment>> startedBy(String idempotencyKey) {
    return on(
        () -> Optional.ofNullable(keys.get(idempotencyKey)).map(known -> payments.get(known.id())));
  }

  @Override
  public CompletableFuture<Payment> cardResult(String id, boolean accepted, String emv) {
    return on(() -> happen(find(id).id(), new Event.CardAnswered(accepted)));
  }

  @Override
  public CompletableFuture<Payment> sign(String id, Drawing drawing) {
    return on(
        () -> {
          if (!find(id).state().equals(State.CONFIRMED)) {
            throw new Refused(Refusal.of(Ground.NOT_YET_SIGNABLE, find(id)));
          }
          changed(find(id).signed(Signature.KEPT));
          return find(id);
        });
  }

  @Override
  public CompletableFuture<Optional<Shown>> shownCode(String id) {
    return on(
        () ->
            find(id).state() == State.SHOWN
                ? Optional.of(new Shown("https://pay.example/1", Instant.now().plusSeconds(120)))
                : Optional.empty());
  }

  @Override
  public CompletableFuture<Optional<String>> chipAnswer(String id) {
    return on(
        () ->
            find(id).cardResult() == CardResult.AWAITED
                ? Optional.of("910A1122334455667788")
                : Optional.empty());
  }

  @Override
  public CompletableFuture<ReceiptFacts> receiptFacts(String id) {
    return CompletableFuture.completedFuture(receiptFacts);
  }

  @Override
  public CompletableFuture<Optional<Bitmap>> signature(String id) {
    return on(
        () ->
            signatureSides.map(
                sides -> {
                  Bitmap black = new Bitmap(sides[0], sides[1]);
                  for (int i = 0; i < sides[0] * sides[1]; i++) {
                    black.blacken(i % sides[0], i / sides[0]);
                  }
                  return black;
                }));
  }

  @Override
  public CompletableFuture<Payment> receiptPrinted(String id, String kind, String copy) {
    return on(
        () -> {
          histories.get(find(id).id()).add(new HistoryEvent(Instant.now(), kind, 0, copy));
          return find(id);
        });
  }

  @Override
  public CompletableFuture<Optional<Payment>> payment(String id) {
    return on(() -> Optional.ofNullable(payments.get(id)));
  }

  private static boolean isFound(Payment p, Search search) {
    boolean sent = !search.stan().isPresent();
    for (Attempt attempt : p.attempts()) {
      sent |= search.stan().equals(Optional.of(attempt.request().stan()));
    }
    return sent
        && search.since().map(it -> !p.createdAt().isBefore(it)).orElse(true)
        && search.until().map(it -> p.createdAt().isBefore(it)).orElse(true)
        && search.rrn().map(it -> p.decision().rrn().equals(Optional.of(it))).orElse(true)
        && search.reference().map(it -> p.reference().equals(Optional.of(it))).orElse(true)
        && (!search.amount().isPresent() || search.amount().getAsLong() == p.amount())
        && search.last4().map(p.instrument().masked()::endsWith).orElse(true);
  }

  @Override
  public CompletableFuture<Page> payments(Query query) {
    return on(
        () -> {
          List<Payment> newestFirst = new ArrayList<>(payments.values());
          Collections.reverse(newestFirst);
          if (query.after().isPresent()) {
            Payment after = find(query.after().get());
            newestFirst.subList(0, newestFirst.indexOf(after) + 1).clear();
          }
          newestFirst.removeIf(
              p ->
                  (query.state().isPresent() && query.state().get() != p.state())
                      || (query.display().isPresent() && query.display().get() != Display.of(p))
                      || !isFound(p, query.search()));
          listedAtOnce.accumulateAndGet(query.limit(), Math::max);
          boolean more = newestFirst.size() > query.limit();
          List<Payment> page = more ? newestFirst.subList(0, query.limit()) : newestFirst;
          return new Page(
              page, more ? Optional.of(page.get(page.size() - 1).id()) : Optional.empty());
        });
  }

  @Override
  public CompletableFuture<Optional<List<HistoryEvent>>> history(String id) {
    return on(() -> Optional.ofNullable(histories.get(id)).map(ArrayList::new));
  }

  @Override
  public CompletableFuture<Optional<Story>> story(String id) {
    return on(
        () ->
            Optional.ofNullable(payments.get(id))
                .map(it -> Story.of(it, Optional.empty(), Optional.empty(), Optional.empty())));
  }

  @Override
  public CompletableFuture<List<ChainLine>> chain(long after, Optional<String> payment, int limit) {
    return on(ArrayList::new);
  }

  @Override
  public CompletableFuture<Long> lastRowBefore(Instant time) {
    return on(() -> 0L);
  }

  @Override
  public CompletableFuture<Payment> cancel(String id) {
    return on(
        () -> {
          Payment payment = find(id);
          if (payment.state().isFinal()) {
            throw new Refused(Refusal.of(Ground.ALREADY_FINAL, payment));
          }
          if (!rules.mayBeCancelled(payment)) {
            throw new Refused(Refusal.of(Ground.NOT_CANCELLABLE, payment));
          }
          return happen(id, new Event.CancelRequested());
        });
  }

  @Override
  public CompletableFuture<Payment> retry(String id) {
    return on(
        () -> {
          Payment payment = find(id);
          if (payment.state().isFinal()) {
            throw new Refused(Refusal.of(Ground.NOTHING_OPEN, payment));
          }
          histories.get(id).add(new HistoryEvent(Instant.now(), "retry", 0, "Tried now."));
          changed(payment);
          return payment;
        });
  }

  @Override
  public CompletableFuture<Payment> resolve(
      String id, Resolution resolution, Optional<String> supervisor) {
    lastSupervisor = supervisor;
    return on(() -> happen(find(id).id(), new Event.Resolved(resolution)));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the timer reports to its own future
  public CompletableFuture<Payment> whenFinal(String id, Duration atMost) {
    CompletableFuture<Payment> future = new CompletableFuture<>();
    thread.execute(
        () -> {
          Runnable check =
              () -> {
                if (payments.get(id).state().isFinal()) {
                  future.complete(payments.get(id));
                }
              };
          watchers.add(check);
          waits.add(future);
          check.run();
        });
    thread.schedule(
        () -> future.complete(payments.get(id)), atMost.toMillis(), TimeUnit.MILLISECONDS);
    return future;
  }

  @Override
  public CompletableFuture<Status> status() {
    return on(this::now);
  }

  /** Its gateway is silent, and the names behind it follow from that. */
  static CompletableFuture<Diagnosis> examined() {
    return CompletableFuture.completedFuture(
        new Diagnosis(
            Instant.EPOCH,
            new Diagnosis.Who("00000001", "952718182217875", ZoneOffset.UTC),
            Arrays.asList(
                seen(Condition.CONFIG_FINE, Optional.empty()),
                seen(Condition.GATEWAY_SILENT, Optional.empty()),
                seen(Condition.DNS_SILENT, Optional.of(Check.GATEWAY)),
                seen(Condition.PRINTER_UNKNOWN, Optional.empty()))));
  }

  private static Observation seen(Condition condition, Optional<Check> followsFrom) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("gateway", "192.0.2.1");
    evidence.put("interface", "eth<b>0");
    return new Observation(condition, evidence, Optional.empty(), followsFrom);
  }

  @Override
  public CompletableFuture<List<Finding>> diagnosis() {
    return on(
        () -> Arrays.asList(new Finding.Connection(online), new Finding.LedgerWritable(true)));
  }

  @Override
  public CompletableFuture<List<Downloaded>> downloaded() {
    return on(() -> downloaded);
  }

  @Override
  public CompletableFuture<Status> signOff() {
    return on(this::now);
  }

  @Override
  public CompletableFuture<SettlementStarted> settle(
      String key, byte[] canonicalRequest, Optional<String> supervisor) {
    lastSupervisor = supervisor;
    return on(
        () -> {
          ByteBuffer request = ByteBuffer.wrap(canonicalRequest);
          Used used = keys.get(key);
          if (used != null && used.request().equals(request)) {
            return new SettlementStarted(
                view(settlements.get(used.id())), SettlementStarted.How.KNOWN);
          }
          if (used != null) {
            throw new Refused(Refusal.of(Ground.KEY_TAKEN));
          }
          if (!settlements.isEmpty()) {
            Settlement open = settlements.values().iterator().next();
            return new SettlementStarted(view(open), SettlementStarted.How.ANOTHER_IS_OPEN);
          }
          Settlement settlement =
              Settlement.waiting("settlement-1", 1, "000001", Trigger.HAND, Instant.EPOCH);
          settlements.put(settlement.id(), settlement);
          keys.put(key, new Used(settlement.id(), request));
          return new SettlementStarted(view(settlement), SettlementStarted.How.CREATED);
        });
  }

  @Override
  public CompletableFuture<Optional<SettlementView>> settlement(String id) {
    return on(() -> Optional.ofNullable(settlements.get(id)).map(FakeTerminal::view));
  }

  @Override
  public CompletableFuture<Optional<SettlementView>> whenSettled(String id, Duration atMost) {
    waitsForSettlements.incrementAndGet();
    return new CompletableFuture<Optional<SettlementView>>()
        .completeOnTimeout(
            Optional.ofNullable(settlements.get(id)).map(FakeTerminal::view),
            atMost.toMillis() / 10,
            TimeUnit.MILLISECONDS);
  }

  private static SettlementView view(Settlement settlement) {
    return new SettlementView(settlement, List.of(), List.of(), Optional.of("CNY"));
  }

  @Override
  public CompletableFuture<Optional<SettlementView>> acknowledge(
      String id, String by, String evidence) {
    return on(
        () -> {
          Optional<Settlement> found = Optional.ofNullable(settlements.get(id));
          if (found.isPresent()) {
            throw new Refused(Refusal.of(Ground.SETTLEMENT_NOT_ENDED));
          }
          return Optional.empty();
        });
  }

  @Override
  public CompletableFuture<List<SettlementView>> settlements(int limit) {
    return on(() -> settlements.values().stream().map(FakeTerminal::view).toList());
  }

  @Override
  public CompletableFuture<DayReport> report(Optional<Long> batch) {
    return on(
        () -> {
          if (batch.isPresent()) {
            throw new Refused(Refusal.of(Ground.NO_SUCH_BATCH).with(1));
          }
          return new DayReport(
              new DayReport.Batch(
                  1, "000001", "open", Optional.of(Instant.EPOCH), Optional.empty()),
              List.of(new DayReport.Line(PaymentType.SALE, State.CONFIRMED, 2, 1200)),
              Optional.of(BatchTotals.ofDomestic(new Totals(2, 1200, 0, 0))),
              Optional.empty(),
              List.of(),
              List.of(),
              List.copyOf(payments.values()),
              List.of(
                  new DayReport.Batch(
                      0,
                      "000009",
                      "closed-by-acquirer",
                      Optional.of(Instant.EPOCH),
                      Optional.of(Instant.EPOCH))));
        });
  }

  @Override
  public CompletableFuture<Status> acceptNoOriginal(String by, String evidence) {
    return on(
        () -> {
          throw new Refused(Refusal.of(Ground.NO_ORIGINAL_NOT_DISPROVED));
        });
  }

  @Override
  public CompletableFuture<Status> acceptLedgerLoss(String by, String evidence) {
    return on(
        () -> {
          if (!ledgerLoss) {
            throw new Refused(Refusal.of(Ground.NO_LEDGER_LOSS));
          }
          ledgerLoss = false;
          return now();
        });
  }

  @Override
  public Subscription subscribe(Optional<Long> after, Subscriber subscriber) {
    thread.execute(
        () -> {
          long seen = after.orElse((long) changes.size());
          for (Change change : changes) {
            if (change.id() > seen) {
              subscriber.payment(change.id(), change.payment());
            }
          }
          subscribers.add(subscriber);
          status(Collections.singletonList(subscriber));
        });
    return () -> thread.execute(() -> subscribers.remove(subscriber));
  }

  @Override
  public CompletableFuture<Changes> changes(Optional<Long> after, int limit) {
    int asked = pagesNow.incrementAndGet();
    pagesAtOnce.accumulateAndGet(asked, Math::max);
    return on(
        () -> {
          long upTo = changes.size();
          int from = (int) Math.min(upTo, after.orElse(upTo));
          List<Change> page =
              new ArrayList<>(changes.subList(from, (int) Math.min(upTo, (long) from + limit)));
          pagesNow.decrementAndGet();
          boolean more = page.size() == limit;
          return new Changes(page, more, more ? page.get(limit - 1).id() : upTo);
        });
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private Payment find(String id) {
    Payment payment = payments.get(id);
    if (payment == null) {
      throw new Refused(Refusal.of(Ground.NO_SUCH_PAYMENT));
    }
    return payment;
  }

  private int lastAttempt(String id) {
    return call(() -> payments.get(id).attempts().size());
  }

  private Payment happen(String id, Event event) {
    Step step = rules.after(payments.get(id), event);
    for (Step.Entry entry : step.history()) {
      histories
          .get(id)
          .add(new HistoryEvent(Instant.now(), entry.kind(), entry.attempt(), entry.message()));
    }
    Payment payment = step.payment().updated(Instant.now());
    changed(payment);
    return payment;
  }

  private void changed(Payment payment) {
    payments.put(payment.id(), payment);
    Change change = new Change(changes.size() + 1L, payment);
    changes.add(change);
    for (Subscriber subscriber : subscribers) {
      subscriber.payment(change.id(), payment);
    }
    status(subscribers);
    new ArrayList<>(watchers).forEach(Runnable::run);
  }

  private void status(List<Subscriber> to) {
    for (Subscriber subscriber : to) {
      subscriber.status(changes.size(), now());
    }
  }

  private Status now() {
    long count = 0;
    long amount = 0;
    long attention = 0;
    for (Payment payment : payments.values()) {
      if (!payment.state().isFinal()) {
        count++;
        amount += payment.amount();
      }
      if (Display.of(payment) == Display.ATTENTION) {
        attention++;
      }
    }
    return new Status(
        online,
        since,
        Optional.of("primary"),
        true,
        "000001",
        count,
        amount,
        attention,
        0,
        ledgerLoss,
        "0.1.0");
  }

  private static Answer answer(
      String code, ResponseCode.Meaning meaning, ReversalMeaning reversal) {
    return new Answer(
        code,
        meaning,
        reversal,
        InquiryMeaning.TRY_AGAIN,
        MacVerdict.RIGHT,
        Optional.of("00000001"),
        Optional.of("952718182217875"),
        OptionalLong.of(1234),
        Optional.empty(),
        Optional.empty(),
        Asked.UNKNOWN,
        Optional.of("123456789012"),
        Optional.of("654321"),
        Optional.of("0304"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        CodeAnswer.NONE);
  }

  private static Instrument instrument(PaymentOrder order) {
    Entry entry = order.entry().orElse(Entry.MANUAL);
    if (entry == Entry.SHOWN) {
      return new Instrument(entry, "*", 0);
    }
    return new Instrument(entry, entry == Entry.QR ? "**************4567" : "622500******0006", 0);
  }

  private <T> CompletableFuture<T> on(Supplier<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (refusal.isPresent()) {
            throw refusal.get();
          }
          return call.get();
        },
        thread);
  }

  private <T> T call(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, thread).join();
  }
}
