package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tillkeeper.agent.host.Exchange;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.host.LineOwner;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The conversation with the acquirer. It carries out one {@link Turn} after another. {@link Turns}
 * says which comes next, {@link Sending} sends it, and {@link Answers} applies what its answer
 * changes.
 */
public final class Conversation implements LineOwner, Turn.Carrier, Session {
  private static final Log LOG = Log.of(Conversation.class);
  private static final Duration LEDGER_PAUSE = Duration.ofMillis(500);

  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Line line;
  private final TerminalMessages own;
  private final WorkingKeys keys;
  private final Agenda agenda;
  private final Sending sending;
  private final Answers answers;
  private final RetryWindows windows;
  private final CodeTimes codes;
  private final RetriedWrites durably;
  private final Turns turns;
  private final GivingWay givingWay;
  private final Journal journal;
  private final LineProof proof;
  private final LineSettings routes;
  private final HostHabits habits = new HostHabits();
  private Runnable whenStatusChanges = () -> {};
  private Runnable whenIdle = () -> {};
  private Scheduler.Timer wakeUp = () -> {};

  /**
   * @param line not started; {@link Line#start} is given this conversation
   */
  public Conversation(
      Station station,
      Patience patience,
      LineSettings routes,
      Scheduler scheduler,
      Random random,
      Ledger ledger,
      PaymentBook book,
      Messages messages,
      SealedMessages sealedMessages,
      Line line,
      TerminalMessages own) {
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.line = line;
    this.own = own;
    this.routes = routes;
    journal = new Journal(ledger, scheduler);
    proof = new LineProof(routes.keepAlive().isZero(), habits);
    keys = new WorkingKeys(ledger, sealedMessages);
    agenda = new Agenda(patience, routes, scheduler, ledger, book.rules(), random);
    sending =
        new Sending(
            station,
            patience,
            scheduler,
            ledger,
            book,
            messages,
            sealedMessages,
            keys,
            agenda,
            line);
    durably = new RetriedWrites(scheduler, this::proceed);
    answers =
        new Answers(
            routes,
            scheduler,
            ledger,
            book,
            messages,
            sealedMessages,
            keys,
            agenda,
            sending,
            line,
            habits,
            this,
            durably::run,
            this::ordered);
    windows = new RetryWindows(scheduler, this::windowOver);
    codes = new CodeTimes(scheduler, book, sealedMessages, agenda, durably::run, this::proceed);
    book.watch(this::changed);
    turns =
        new Turns(
            new WaitingNow(
                ledger, keys, agenda, sending, windows, line, own, proof, durably::isStalled));
    givingWay = new GivingWay(scheduler, sending, turns, line);
  }

  /** The batch that new messages belong to. The acquirer's answer to a sign-in sets it. */
  public String batch() {
    return ledger.batches().open().number();
  }

  public boolean isSignedIn() {
    return keys.exist() && !agenda.signIn.isDue() && !isSignedOff();
  }

  /**
   * Whether a person has signed the terminal off; it signs in again when something is to be sent.
   */
  public boolean isSignedOff() {
    return agenda.signIn.isSignedOff();
  }

  /** Why the last sign-in brought nothing; empty if it did not. */
  public Optional<Trouble> signInTrouble() {
    return agenda.signIn.trouble();
  }

  /** Whether there are working keys, and they open under the master key. */
  public boolean hasUsableKeys() {
    return keys.open();
  }

  public boolean isStalled() {
    return durably.isStalled();
  }

  /** Generation of the keys in force; 0 before the first sign-in. */
  public long keyGeneration() {
    return keys.generation();
  }

  /** What the line is used for next, or waits for. */
  Turn next() {
    return turns.next(scheduler.nanoTime());
  }

  /** Why a sale that is started now would not be sent at once; empty where it would be. */
  public Optional<Turn.Reason> holdsUpNewSale() {
    return turns.holdsUpNewSale(scheduler.nanoTime());
  }

  /** Whether a sale that is started now would be sent as soon as what is under way is answered. */
  public boolean onlyWhatIsUnderWayHoldsUpNewSale() {
    return turns.onlyWhatIsUnderWayHoldsUpNewSale(scheduler.nanoTime());
  }

  /** Whether a settlement keeps payments waiting for the next batch. */
  public boolean isSettling() {
    return own.settlement().holdsPayments();
  }

  /** Whether anything goes before a settlement: what went unanswered, and notices. */
  public boolean hasOpenBeforeSettlement() {
    return turns.hasOpenBeforeSettlement(scheduler.nanoTime());
  }

  /** How many reversals went unanswered for so long that a person has to look. */
  public long reversalsUnansweredForLong() {
    return agenda.reversals.unansweredForLong(scheduler.nanoTime());
  }

  /** What the acquirer's host does otherwise than its dialect says. */
  public List<HostHabits.Habit> hostHabits() {
    return habits.noticed(line, ledger, scheduler.wallClock());
  }

  /** Routes of the line whose connections are not over TLS, by name. */
  public List<String> plainRoutes() {
    return routes.plain();
  }

  /** Whether a refusal is believed that comes without a MAC. */
  public boolean believesBareRefusals() {
    return book.rules().macOptionalOnRefusals();
  }

  /** How many notices were put off for so long that others pass them. */
  public int noticesPassed() {
    return agenda.repeats.passed(scheduler.nanoTime());
  }

  /** Whether a notice waits for its delivery. */
  public boolean hasNotices() {
    return agenda.repeats.hasNotices();
  }

  /** Which reversals wait for which route. */
  public List<RouteWanted.Waiting> routesWanted() {
    return agenda.routeWanted.waiting();
  }

  @Override
  public void orderSignIn() {
    agenda.signIn.ordered(scheduler.nanoTime());
  }

  /**
   * Orders a sign-in if the working keys do not open under the terminal's master key. For example
   * the master key was replaced.
   */
  public void verifyKeys() {
    if (keys.exist() && !keys.open()) {
      noted("keys-unusable", "The working keys do not open under the master key: signing in.");
      orderSignIn();
    }
  }

  /** Runs a change that must survive a ledger that cannot be written for now. */
  public void durably(Runnable change) {
    durably.run(change);
  }

  /** Does what a step of this attempt asks for; 0 is a payment without one. */
  public void follow(AttemptKey key, Step step) {
    agenda.follow(key, step);
  }

  /** Makes what is open of a payment due, and lets the line connect without a pause. */
  public void hurry(Payment payment) {
    agenda.hurry(payment);
    line.tryNow();
    proceed();
  }

  /** How long the customer of a payment waits for it. */
  public void open(String payment, Duration within) {
    windows.open(payment, within);
    line.customerCame();
  }

  @Override
  public boolean mayLeave(Exchange exchange) {
    return sending.firstSend(exchange).map(payment -> !windows.isOver(payment)).orElse(true);
  }

  @Override
  public boolean customerWaits() {
    return windows.isAnyOpen() || codes.isAnyShown();
  }

  /** Runs whenever the status of the terminal may have changed. */
  public void whenStatusChanges(Runnable told) {
    whenStatusChanges = told;
  }

  /** What is done while nothing else is: it must be short. */
  public void whenIdle(Runnable work) {
    whenIdle = work;
  }

  private void changed(Payment payment) {
    if (payment.state().isFinal()) {
      windows.close(payment.id());
    }
    codes.changed(payment);
  }

  private void windowOver(String id) {
    durably.run(
        () -> {
          Payment payment = book.payment(id);
          if (payment.retryOpen()) {
            boolean settling = payment.state() == State.RECORDED && isSettling();
            book.apply(
                payment,
                new Event.RetryEnded(
                    settling ? Event.RetryEnd.SETTLING : Event.RetryEnd.WINDOW_OVER));
            // A settlement may have waited for it alone, with nothing else to wake it.
            wakeUpAfter(Duration.ZERO);
          }
        });
  }

  /**
   * Records a new attempt as sent, once. Part of a transaction; {@link #send} follows once it is
   * durable.
   */
  public Sending.Ready prepare(Payment payment, SensitiveData card) {
    return sending.prepare(payment, card);
  }

  public void send(Sending.Ready ready) {
    sending.send(ready);
  }

  /** Carries out one turn after another, as long as there is one. */
  public void proceed() {
    wakeUp.cancel();
    if (line.online()) {
      agenda.onlineBy(line.route().name());
    }
    boolean goesOn = true;
    while (goesOn) {
      Turn turn = next();
      goesOn = tryCarryingOut(turn) && !turn.rests();
    }
    givingWay.look();
  }

  @Override
  public void signIn() {
    sending.run(own.signIn());
  }

  @Override
  public void echo() {
    proof.echoSent(line.online());
    sending.run(own.echo());
  }

  @Override
  public void takeForProven() {
    line.proven();
  }

  @Override
  public void reverse(AttemptKey attempt) {
    sending.sendReversal(attempt);
  }

  @Override
  public void resolve(RepeatQueue.Task task) {
    sending.resolve(task);
  }

  @Override
  public void sell(Payment payment) {
    sending.sendWaiting(payment);
  }

  @Override
  public void askOfCode(Payment payment) {
    if (!codes.closedAsOver(payment)) {
      sending.askOfCode(payment);
    }
  }

  @Override
  public void tell(OwnMessage message) {
    sending.run(message);
  }

  @Override
  public void beginSettlement() {
    long now = scheduler.nanoTime();
    own.settlement().begin(now);
    // Those that wait for a person are tried once more before the totals.
    agenda.reversals.allDueNow(now);
  }

  @Override
  public void rest(Duration pause) {
    wakeUpAfter(pause);
  }

  private void wakeUpAfter(Duration pause) {
    wakeUp.cancel();
    wakeUp = scheduler.after(pause, this::proceed);
  }

  /**
   * Carries out a turn. A commit that fails sends nothing: what waits is still in the ledger and is
   * tried again in a while.
   */
  private boolean tryCarryingOut(Turn turn) {
    try {
      turn.carryOut(this);
      return true;
    } catch (LedgerUnavailable e) {
      LOG.error(
          "nothing is sent while the ledger cannot be written", Fact.text("why", e.getMessage()));
      wakeUpAfter(LEDGER_PAUSE);
      return false;
    }
  }

  @Override
  public void greet() {
    proceed();
  }

  @Override
  public void idle() {
    whenIdle.run();
    if (proof.mayTest()
        && !durably.isStalled()
        && line.online()
        && sending.areNone()
        && line.isFree()) {
      tryCarryingOut(new Turn.Echo(Turn.Reason.NOT_PROVEN));
    }
  }

  @Override
  public void onlineChanged() {
    own.settlement().lineIs(line.online(), scheduler.nanoTime());
    if (line.online()) {
      proceed(); // first of all: a customer may be waiting
    }
    noted("line", line.online() ? "Online by route " + line.route().name() + "." : "Offline.");
    whenStatusChanges.run();
  }

  @Override
  public void noted(String kind, String message) {
    journal.noted(kind, message);
  }

  @Override
  public void ended(Exchange exchange, Exchange.Ending ending) {
    long now = scheduler.nanoTime();
    if (ending == Exchange.Ending.TIMED_OUT) {
      proof.timedOut(sending.ownMessage(), own);
    }
    durably.run(
        () -> {
          answers.none(exchange, ending, now);
          proceed();
        });
  }

  /** What this payment wants sent stays here, where its connection is not made yet. */
  public void takeBack(String payment) {
    long now = scheduler.nanoTime();
    Optional<Exchange> kept = sending.takeBack(payment);
    kept.ifPresent(it -> durably.run(() -> answers.none(it, Exchange.Ending.NEVER_LEFT, now)));
  }

  @Override
  public void received(byte[] frame) {
    durably.run(
        () -> {
          answers.received(frame);
          proceed();
        });
  }

  @Override
  public void flooded(String what) {
    habits.notice(HostHabits.What.FLOODS, what);
    noted("line-flooded", "The host sent too many " + what + ": the connection was given up.");
  }

  @Override
  public void signedIn() {
    agenda.signIn.signedIn();
    proof.signedIn();
    endPaymentsWithOldPins();
    durably.run(book::deliverParkedNotices);
    agenda.allDueNow();
    line.proven();
    whenStatusChanges.run();
  }

  @Override
  public void signInFailed(Trouble why) {
    LOG.warn(
        "the sign-in failed",
        Fact.event("sign-in-refused"),
        Fact.of("reason", why.why()),
        Fact.text("code", why.why() == Trouble.Why.REFUSED ? why.detail() : ""),
        Fact.text("why", why.text()));
    noted("sign-in-failed", "Sign-in failed: " + why.text() + ".");
    agenda.signIn.failed(why, scheduler.nanoTime());
    whenStatusChanges.run();
    line.reset("sign-in failed");
  }

  @Override
  public void signedOff() {
    agenda.signIn.signedOff();
    whenStatusChanges.run();
  }

  @Override
  public void lineProven() {
    proof.echoAnswered();
    line.proven();
  }

  @Override
  public void echoRefused(String code) {
    noted("echo-refused", "The acquirer answered the echo with " + code + ": proven by a sign-in.");
    proof.echoRefused(code);
  }

  @Override
  public void lineRefused(String kind, String message, String why) {
    noted(kind, message);
    line.reset(why);
  }

  @Override
  public void soon(Runnable change) {
    scheduler.execute(() -> durably.run(change));
  }

  private void ordered(String order) {
    durably.run(() -> own.orders().ordered(order, this));
  }

  private void endPaymentsWithOldPins() {
    for (Payment payment : book.withPinsOfOtherKeys(keys.generation())) {
      durably.run(
          () -> book.apply(payment.id(), new Event.RetryEnded(Event.RetryEnd.KEYS_CHANGED)));
    }
  }
}
