package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The conversation with the acquirer: it carries out one {@link Turn} after another. Which comes
 * next is {@link Turns}' to say, how it is sent {@link Exchanges}', what its answer changes {@link
 * Answers}'.
 */
final class Conversation implements Line.Owner, Turn.Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final Duration LEDGER_PAUSE = Duration.ofMillis(500);

  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Dialog dialog;
  private final WorkingKeys keys;
  private final Agenda agenda;
  private final Exchanges exchanges;
  private final Answers answers;
  private final Errand signingIn;
  private final Errand echo;
  private final Durably durably;
  private final Runnable statusChanged;
  private final Turns turns;
  private final NotedOnce noted = new NotedOnce();
  private Parts parts = Parts.NONE;
  private Runnable whenIdle = () -> {};
  private Line line;
  private Scheduler.Timer wakeUp = () -> {};
  private Optional<Trouble> signInTrouble = Optional.empty();
  private boolean signedOff;

  /**
   * Parts of the agent with messages of their own.
   *
   * @param scripts what chips did with issuers' scripts; before everything but a sign-in
   * @param settlement and what belongs to it
   * @param others when nothing else waits
   * @param ordered is told what the acquirer orders in the header of its answers, one digit
   */
  record Parts(
      Errands scripts, SettlementErrands settlement, Errands others, Consumer<String> ordered) {
    static final Parts NONE =
        new Parts(now -> Due.nothing(), new NoSettlement(), now -> Due.nothing(), order -> {});
  }

  Conversation(
      LoopSettings settings,
      Scheduler scheduler,
      Ledger ledger,
      PaymentBook book,
      Dialog dialog,
      KeyVault vault,
      Requests requests,
      RetryWindows windows,
      Random random,
      SigningIn.BatchChange batchChange,
      Runnable statusChanged) {
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.dialog = dialog;
    this.statusChanged = statusChanged;
    keys = new WorkingKeys(ledger, requests);
    agenda = new Agenda(settings, scheduler, ledger, book.rules(), random);
    exchanges = new Exchanges(settings, scheduler, ledger, book, dialog, requests, keys, agenda);
    answers =
        new Answers(
            settings,
            scheduler,
            ledger,
            book,
            dialog,
            requests,
            keys,
            agenda,
            exchanges,
            this::noted,
            order -> parts.ordered().accept(order));
    durably = new Durably(scheduler, this::proceed);
    signingIn =
        new SigningIn(
            ledger, dialog, vault, scheduler, batchChange, this::signedIn, this::signInFailed);
    echo = new Echo(ledger, dialog, this::echoAnswered);
    signedOff = SignOff.isSignedOff(ledger);
    turns =
        new Turns(
            new WaitingNow(
                ledger,
                keys,
                agenda,
                exchanges,
                windows,
                echo,
                () -> line,
                () -> parts,
                durably::isStalled,
                () -> signedOff));
  }

  void attach(Line newLine) {
    line = newLine;
    exchanges.attach(newLine);
    answers.attach(newLine);
  }

  void attach(Parts newParts) {
    parts = newParts;
  }

  // ---- What it is asked

  /** The batch new messages belong to; the acquirer's sign-in answer sets it. */
  String batch() {
    return ledger.batches().open().number();
  }

  boolean isSignedIn() {
    return keys.exist() && !agenda.signIn.isDue() && !signedOff;
  }

  /**
   * Whether a person has signed the terminal off; it signs in again when something is to be sent.
   */
  boolean isSignedOff() {
    return signedOff;
  }

  /** Why the last sign-in failed; empty if it did not. */
  Optional<Trouble> signInTrouble() {
    return signInTrouble;
  }

  /** The health check of the working keys. */
  Terminal.Finding keysFinding() {
    return Diagnosis.finding(
        "keys",
        keys.open(),
        "工作密钥可用。",
        "The working keys can be used.",
        "没有可用的工作密钥，暂不能收款。请核对主密钥文件；联网后会自动签到获取。",
        "There are no working keys that can be used and nothing can be charged. Check the master key file; a sign-in brings new ones.");
  }

  boolean isStalled() {
    return durably.isStalled();
  }

  /** Generation of the keys in force; 0 before the first sign-in. */
  long keyGeneration() {
    return keys.generation();
  }

  /** What the line is used for next, or waits for. */
  Turn next() {
    return turns.next(scheduler.nanoTime());
  }

  /** Why a sale that is started now would not be sent at once; empty where it would be. */
  Optional<Turn.Reason> holdsUpNewSale() {
    return turns.holdsUpNewSale(scheduler.nanoTime());
  }

  /** Whether a sale that is started now would be sent at once but for our own echo. */
  boolean onlyEchoHoldsUpNewSale() {
    return turns.onlyEchoHoldsUpNewSale(scheduler.nanoTime());
  }

  /** Whether anything goes before a settlement: what went unanswered, and notices. */
  boolean hasOpenBeforeSettlement() {
    return turns.hasOpenBeforeSettlement(scheduler.nanoTime());
  }

  /** Which reversals wait for which route. */
  List<RouteWanted.Waiting> routesWanted() {
    return agenda.routeWanted.waiting();
  }

  // ---- What it is told

  /** The terminal is signed off, which is durable. */
  void signedOff() {
    signedOff = true;
    statusChanged.run();
  }

  /** Reversals that wait for a person are sent once more before a settlement. */
  void allReversalsDueNow() {
    agenda.reversals.allDueNow(scheduler.nanoTime());
  }

  /** The terminal has to sign in before it sends anything else. */
  void orderSignIn() {
    agenda.signIn.ordered(scheduler.nanoTime());
  }

  /** Working keys that no longer open under the terminal's master key are replaced first. */
  void verifyKeys() {
    if (keys.exist() && !keys.open()) {
      noted("keys-unusable", "The working keys do not open under the master key: signing in.");
      orderSignIn();
    }
  }

  /** Runs a change that must survive a ledger that cannot be written for now. */
  void durably(Runnable change) {
    durably.run(change);
  }

  /** Does what a step of this attempt asks for; 0 is a payment without one. */
  void follow(AttemptKey key, Step step) {
    agenda.follow(key, step);
  }

  /** Lets what is open of a payment be sent at once, and the line connect at once. */
  void hurry(Payment payment) {
    agenda.hurry(payment);
    line.tryNow();
    proceed();
  }

  /** What is done while nothing else is: it must be short. */
  void whenIdle(Runnable work) {
    whenIdle = work;
  }

  /**
   * Records a new attempt as sent, once. Part of a transaction; {@link #send} follows once it is
   * durable.
   */
  Exchanges.Ready prepare(Payment payment, SensitiveData card) {
    return exchanges.prepare(payment, card);
  }

  void send(Exchanges.Ready ready) {
    exchanges.send(ready);
  }

  // ---- What is sent next

  /** Carries out one turn after another, as long as there is one. */
  void proceed() {
    wakeUp.cancel();
    if (line.online()) {
      agenda.onlineBy(line.route().name());
    }
    boolean goesOn = true;
    while (goesOn) {
      Turn turn = next();
      if (turn instanceof Turn.Wait wait) {
        wakeUpAfter(wait.pause());
      }
      boolean rests = turn instanceof Turn.Wait || turn instanceof Turn.Nothing;
      goesOn = !rests && tryCarryingOut(turn);
    }
  }

  @Override
  public void signIn() {
    exchanges.run(signingIn);
  }

  @Override
  public void echo() {
    exchanges.run(echo);
  }

  @Override
  public void reverse(AttemptKey attempt) {
    exchanges.sendReversal(attempt);
  }

  @Override
  public void resolve(Unresolved.Task task) {
    exchanges.resolve(task);
  }

  @Override
  public void sell(Payment payment) {
    exchanges.sendWaiting(payment);
  }

  @Override
  public void tell(Errand message) {
    exchanges.run(message);
  }

  @Override
  public void beginSettlement() {
    parts.settlement().begin(scheduler.nanoTime());
  }

  private void wakeUpAfter(Duration pause) {
    wakeUp.cancel();
    wakeUp = scheduler.after(pause, this::proceed);
  }

  /**
   * What waits is in the ledger: where its commit fails nothing was sent, and it is tried again in
   * a while.
   */
  private boolean tryCarryingOut(Turn turn) {
    try {
      turn.carryOut(this);
      return true;
    } catch (LedgerUnavailable e) {
      LOG.error("nothing is sent while the ledger cannot be written: {}", e.getMessage());
      wakeUpAfter(LEDGER_PAUSE);
      return false;
    }
  }

  // ---- What the line says

  @Override
  public void greet() {
    proceed();
  }

  @Override
  public void idle() {
    whenIdle.run();
    if (!durably.isStalled() && line.online() && exchanges.areNone() && line.isFree()) {
      tryCarryingOut(new Turn.Echo(Turn.Reason.NOT_PROVEN));
    }
  }

  @Override
  public void onlineChanged() {
    if (line.online()) {
      proceed(); // first of all: a customer may be waiting
    }
    noted("line", line.online() ? "Online by route " + line.route().name() + "." : "Offline.");
    statusChanged.run();
  }

  @Override
  public void noted(String kind, String message) {
    try {
      if (noted.isNew(kind, message, scheduler.nanoTime())) {
        ledger.transaction(() -> ledger.journal(scheduler.wallClock(), kind, message));
      }
    } catch (LedgerUnavailable e) {
      LOG.warn("not journalled: {} {}", kind, message);
    }
  }

  @Override
  public void ended(Line.Exchange exchange, Line.Ending ending) {
    long now = scheduler.nanoTime();
    durably.run(
        () -> {
          answers.none(exchange, ending, now);
          proceed();
        });
  }

  @Override
  public void received(byte[] frame) {
    durably.run(
        () -> {
          answers.received(frame);
          proceed();
        });
  }

  // ---- What sign-ins and echoes bring

  private void signedIn() {
    agenda.signIn.signedIn();
    signedOff = false;
    signInTrouble = Optional.empty();
    endPaymentsWithOldPins();
    agenda.allDueNow();
    line.proven();
    statusChanged.run();
  }

  private void signInFailed(Trouble why) {
    signInTrouble = Optional.of(why);
    noted("sign-in-failed", "Sign-in failed: " + why.en() + ".");
    orderSignIn();
    statusChanged.run();
    line.reset("sign-in failed");
  }

  private void endPaymentsWithOldPins() {
    long generation = keys.generation();
    for (Payment payment : ledger.open()) {
      long pinKeys = payment.instrument().pinKeys();
      if (pinKeys != 0 && pinKeys != generation && payment.retryOpen()) {
        durably.run(
            () -> book.apply(payment.id(), new Event.RetryEnded(Event.RetryEnd.KEYS_CHANGED)));
      }
    }
  }

  private void echoAnswered(String code) {
    if (code.isEmpty() || dialog.isSuccess(code)) {
      line.proven();
    } else if (dialog.ordersSignIn(code)) {
      orderSignIn();
    } else {
      noted("echo-refused", "The acquirer answered the echo with " + code + ".");
      line.reset("echo refused");
    }
  }

  /** Before its parts are known. */
  private static final class NoSettlement implements SettlementErrands {
    @Override
    public boolean holdsPayments() {
      return false;
    }

    @Override
    public boolean isWaiting() {
      return false;
    }

    @Override
    public boolean hasBegun() {
      return false;
    }

    @Override
    public void begin(long nowNanos) {
      // There is none to begin.
    }

    @Override
    public Due<Errand> next(long nowNanos) {
      return Due.nothing();
    }
  }
}
