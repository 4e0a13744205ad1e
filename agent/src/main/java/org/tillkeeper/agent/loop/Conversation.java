package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.UnreadableSecret;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.Ledger.AttemptKey;
import org.tillkeeper.agent.ledger.Ledger.WorkingKeyRow;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.ReversalMeaning;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * What is sent next, and what an answer is for. One request is outstanding; the order is: a due
 * sign-in, reversals, then a waiting sale. Each send is durable, with its count, before its first
 * byte; each answer is durable before anything follows from it.
 */
final class Conversation implements Line.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final String BATCH = "batch";
  private static final String HOST_DATE = "host-date";
  private static final String SIGN_IN_ORDER = "3";
  private static final Duration LEDGER_PAUSE = Duration.ofMillis(500);

  private final LoopSettings settings;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Dialog dialog;
  private final KeyVault vault;
  private final Secrets secrets;
  private final RetryWindows windows;
  private final ReversalQueue reversals;
  private final RouteWanted routeWanted;
  private final SignInDue signIn;
  private final HostDay hostDay = new HostDay();
  private final Durably durably;
  private final Runnable statusChanged;
  private final NotedOnce noted = new NotedOnce();
  private Line line;
  private Scheduler.Timer wakeUp = () -> {};
  private Optional<Outstanding> outstanding = Optional.empty();

  Conversation(
      LoopSettings settings,
      Scheduler scheduler,
      Ledger ledger,
      PaymentBook book,
      Dialog dialog,
      KeyVault vault,
      Secrets secrets,
      RetryWindows windows,
      Random random,
      Runnable statusChanged) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.dialog = dialog;
    this.vault = vault;
    this.secrets = secrets;
    this.windows = windows;
    this.statusChanged = statusChanged;
    reversals =
        new ReversalQueue(ledger, random, settings.originalLifetime(), scheduler.nanoTime());
    routeWanted = new RouteWanted(settings.line());
    signIn = new SignInDue(random);
    durably = new Durably(scheduler, this::proceed);
  }

  void attach(Line newLine) {
    line = newLine;
  }

  /** The batch new messages belong to; the acquirer's sign-in answer sets it. */
  String batch() {
    return ledger.counter(BATCH).orElse("000001");
  }

  boolean isSignedIn() {
    return ledger.workingKeys().isPresent() && !signIn.isDue();
  }

  boolean isStalled() {
    return durably.isStalled();
  }

  /** Generation of the keys in force; 0 before the first sign-in. */
  long keyGeneration() {
    return ledger.workingKeys().map(WorkingKeyRow::generation).orElse(0L);
  }

  /** Whether a new sale would be sent at once. */
  boolean isReadyForSale() {
    return line.online() && line.isFree() && nothingGoesBeforeSale();
  }

  /**
   * Whether a new sale would be sent at once but for an echo of our own, which tests an idle line
   * or a new route: the acquirer allows one request at a time, and the line is as good as free.
   */
  boolean isBusyWithEcho() {
    boolean echo = outstanding.isPresent() && outstanding.get() instanceof Outstanding.Echo;
    return echo && (line.online() || line.isMoving()) && nothingGoesBeforeSale();
  }

  private boolean nothingGoesBeforeSale() {
    return !durably.isStalled()
        && isSignedIn()
        && !reversals.next(scheduler.nanoTime()).due().isPresent()
        && !reversals.blocksSales();
  }

  /** Runs a change that must survive a ledger that cannot be written for now. */
  void durably(Runnable change) {
    durably.run(change);
  }

  /** Sends what comes next, if the line is free: on one that is not proven yet, the greeting. */
  void proceed() {
    wakeUp.cancel();
    if (durably.isStalled() || !line.isFree()) {
      return;
    }
    if (!line.online()) {
      trySending(isSignedIn() ? this::sendEcho : this::sendSignIn);
      return;
    }
    long now = scheduler.nanoTime();
    if (signIn.isDue()) {
      Duration pause = signIn.pause(now);
      if (pause.isZero()) {
        trySending(this::sendSignIn);
      } else {
        wakeUp = scheduler.after(pause, this::proceed);
      }
      return;
    }
    for (AttemptKey key : routeWanted.online(line.route().name())) {
      reversals.dueNow(key, now);
    }
    ReversalQueue.Next next = reversals.next(now);
    if (next.due().isPresent()) {
      trySending(() -> sendReversal(next.due().get()));
      return;
    }
    next.pause().ifPresent(pause -> wakeUp = scheduler.after(pause, this::proceed));
    if (!reversals.blocksSales()) {
      waitingSale().ifPresent(sale -> trySending(() -> sendWaiting(sale)));
    }
  }

  /**
   * What waits is in the ledger: where its commit fails nothing was sent, and it is tried again in
   * a while.
   */
  private void trySending(Runnable send) {
    try {
      send.run();
    } catch (LedgerUnavailable e) {
      LOG.error("nothing is sent while the ledger cannot be written: {}", e.getMessage());
      wakeUp = scheduler.after(LEDGER_PAUSE, this::proceed);
    }
  }

  private Optional<Payment> waitingSale() {
    long keys = keyGeneration();
    for (Payment payment : ledger.open()) {
      boolean pinStillGood =
          payment.instrument().pinKeys() == 0 || payment.instrument().pinKeys() == keys;
      if (payment.maySendNow() && pinStillGood && windows.isOpen(payment.id())) {
        return Optional.of(payment);
      }
    }
    return Optional.empty();
  }

  private void sendWaiting(Payment payment) {
    Optional<SensitiveData> card = card(payment);
    if (card.isPresent()) {
      send(
          ledger.transaction(
              () -> {
                Ready ready = prepare(payment, card.get());
                return settings.retryWithin().isZero() ? onceOnly(ready) : ready;
              }));
    } else {
      book.apply(payment, new Event.RetryEnded(Event.RetryEnd.DATA_UNREADABLE));
      proceed();
    }
  }

  /** At once or not at all: it waited behind an echo, and there is no second attempt. */
  private Ready onceOnly(Ready ready) {
    Step step = book.record(ready.payment(), new Event.RetryEnded(Event.RetryEnd.NOT_ONLINE));
    return new Ready(step.payment(), ready.original(), ready.frame());
  }

  private Optional<SensitiveData> card(Payment payment) {
    try {
      return ledger.card(payment.id()).map(blob -> secrets.openCard(payment.id(), blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  /** An attempt that is recorded as sent, and its frame. */
  record Ready(Payment payment, Outstanding.Original original, byte[] frame) {}

  /**
   * Records a new attempt as sent, once. Part of a transaction; {@link #send} follows once it is
   * durable.
   */
  Ready prepare(Payment payment, SensitiveData card) {
    WorkingKeyRow keys =
        ledger
            .workingKeys()
            .orElseThrow(() -> new IllegalStateException("a sale is sent only when signed in"));
    String batch = batch();
    Attempt.Request request =
        new Attempt.Request(
            ledger.nextStan(batch),
            batch,
            settings.terminal(),
            settings.merchant(),
            line.route().name(),
            keys.generation(),
            ledger.counter(HOST_DATE).orElse(""),
            scheduler.wallClock());
    Message message = dialog.sale(payment, request, card);
    byte[] frame = dialog.pack(message, keys.wrapped());
    Step step = book.record(payment, new Event.Sending(request));
    AttemptKey key = new AttemptKey(payment.id(), step.payment().attempts().size());
    ledger.keepReversal(key, secrets.sealReversal(key, dialog.reversible(message)));
    return new Ready(
        step.payment(),
        new Outstanding.Original(key, dialog.answerTo(message), request.stan()),
        frame);
  }

  void send(Ready ready) {
    outstanding = Optional.of(ready.original());
    hostDay.sending(ready.original().attempt(), scheduler.nanoTime());
    line.send(ready.frame());
    book.published(ready.payment());
  }

  private void sendReversal(AttemptKey key) {
    Payment payment = book.payment(key.payment());
    Optional<Message> reversible = reversible(key);
    if (!reversible.isPresent()) {
      book.apply(payment, new Event.ReversalUnreadable(key.number()));
      reversals.ended(key);
      proceed();
      return;
    }
    Attempt attempt = payment.attempt(key.number());
    WorkingKeyRow keys =
        ledger
            .workingKeys()
            .orElseThrow(() -> new IllegalStateException("a reversal is sent only when signed in"));
    Reversal reversal = attempt.reversal().get();
    Message message = dialog.reversal(reversible.get(), reversal);
    byte[] frame = dialog.pack(message, keys.wrapped());
    Step step =
        book.apply(
            payment,
            new Event.ReversalSending(key.number(), keys.generation(), line.route().name()));
    reversals.forgetTurn(key);
    outstanding =
        Optional.of(
            new Outstanding.Undo(
                key,
                dialog.answerTo(message),
                attempt.request().stan(),
                scheduler.nanoTime(),
                line.route().name()));
    line.send(frame);
    LOG.debug("reversal of {} sent, {}", key, step.payment().state());
  }

  private Optional<Message> reversible(AttemptKey key) {
    try {
      return ledger.reversal(key).map(blob -> secrets.openReversal(key, blob));
    } catch (UnreadableSecret e) {
      return Optional.empty();
    }
  }

  private void sendSignIn() {
    String batch = batch();
    String stan =
        ledger.transaction(
            () -> {
              String given = ledger.nextStan(batch);
              ledger.management("sign-in", given, batch, scheduler.wallClock());
              return given;
            });
    Message message = dialog.signIn(stan, batch);
    outstanding = Optional.of(new Outstanding.SignIn(dialog.answerTo(message), stan));
    line.send(dialog.pack(message, new byte[0]));
  }

  private void sendEcho() {
    Message message = dialog.echo(batch());
    outstanding = Optional.of(new Outstanding.Echo(dialog.answerTo(message)));
    line.send(dialog.pack(message, new byte[0]));
  }

  @Override
  public void greet() {
    proceed();
  }

  @Override
  public void idle() {
    if (!durably.isStalled() && line.online() && line.isFree()) {
      sendEcho();
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
  public void ended(Line.Ending ending) {
    Optional<Outstanding> ended = outstanding;
    long now = scheduler.nanoTime();
    durably.run(
        () -> {
          if (ended.isPresent() && outstanding.equals(ended)) {
            ended(ended.get(), ending, now);
            outstanding = Optional.empty();
            proceed();
          }
        });
  }

  private void ended(Outstanding request, Line.Ending ending, long now) {
    Event.Silence silence = silence(ending);
    if (request instanceof Outstanding.Original original) {
      int number = original.attempt().number();
      Event event =
          ending == Line.Ending.NEVER_LEFT
              ? new Event.NotHandedOver(number, silence.text())
              : new Event.Unanswered(number, silence);
      Step step = book.apply(original.attempt().payment(), event);
      reversals.originalEnded(original.attempt(), now);
      follow(original.attempt(), step);
      forgetUnlessReversing(original.attempt(), step);
    } else if (request instanceof Outstanding.Undo undo) {
      Step step =
          book.apply(
              undo.attempt().payment(),
              new Event.ReversalUnanswered(undo.attempt().number(), silence));
      follow(undo.attempt(), step);
    }
  }

  private static Event.Silence silence(Line.Ending ending) {
    return switch (ending) {
      case TIMED_OUT -> Event.Silence.TIMED_OUT;
      case CUT -> Event.Silence.CUT;
      case NEVER_LEFT -> Event.Silence.NEVER_LEFT;
    };
  }

  @Override
  public void received(byte[] frame) {
    durably.run(() -> handle(frame));
  }

  private void handle(byte[] frame) {
    Message message;
    try {
      message = dialog.unpack(frame);
      Optional<Outstanding> waiting = outstanding;
      if (waiting.isPresent() && answers(message, waiting.get())) {
        answered(waiting.get(), frame, message);
      } else {
        unexpected(frame, message);
      }
    } catch (MalformedMessage e) {
      noted("malformed", "Field " + e.field() + ", offset " + e.offset() + ": " + e.getMessage());
      line.reset("a message that cannot be read");
    }
  }

  private boolean answers(Message message, Outstanding request) {
    return message.mti().equals(request.answerMti())
        && (request.stan().isEmpty()
            || dialog.value(message, Element.STAN).equals(Optional.of(request.stan())))
        && isForThisTerminal(message);
  }

  private boolean isForThisTerminal(Message message) {
    return dialog.value(message, Element.TERMINAL).map(settings.terminal()::equals).orElse(true);
  }

  /**
   * Everything here is durable before the line is freed, so that a ledger that fails lets it all
   * run again.
   */
  private void answered(Outstanding request, byte[] frame, Message message)
      throws MalformedMessage {
    if (request instanceof Outstanding.Original original) {
      originalAnswered(original, frame, message);
    } else if (request instanceof Outstanding.Undo undo) {
      reversalAnswered(undo, frame, message);
    } else if (request instanceof Outstanding.SignIn) {
      signInAnswered(message);
    } else {
      echoAnswered(message);
    }
  }

  private void exchangeEnded() {
    outstanding = Optional.empty();
    line.answered();
  }

  private void originalAnswered(Outstanding.Original original, byte[] frame, Message message)
      throws MalformedMessage {
    AttemptKey key = original.attempt();
    Payment payment = book.payment(key.payment());
    Answer answer =
        dialog.answer(frame, message, keysOf(payment.attempt(key.number()).request().keys()));
    Step step = book.apply(payment, new Event.Answered(key.number(), answer), () -> hear(message));
    reversals.originalEnded(key, scheduler.nanoTime());
    exchangeEnded();
    obey(message, answer);
    follow(key, step);
    forgetUnlessReversing(key, step);
    proceed();
  }

  private void reversalAnswered(Outstanding.Undo undo, byte[] frame, Message message)
      throws MalformedMessage {
    AttemptKey key = undo.attempt();
    Payment payment = book.payment(key.payment());
    Attempt attempt = payment.attempt(key.number());
    Answer answer = dialog.answer(frame, message, keysOf(attempt.reversal().get().keys()));
    long now = scheduler.nanoTime();
    boolean movedOn =
        !attempt.request().batch().equals(batch())
            || hostDay.movedOn(
                key,
                attempt.request().hostDate(),
                dialog.value(message, Element.DATE),
                dialog.value(message, Element.TIME),
                now,
                Duration.between(attempt.request().sentAt(), scheduler.wallClock()));
    Event.Circumstances circumstances =
        new Event.Circumstances(
            settings.line().sameHost(undo.route(), attempt.request().route()),
            reversals.originalExpired(key, undo.sentNanos()),
            movedOn);
    Step step =
        book.apply(
            payment,
            new Event.ReversalAnswered(key.number(), answer, circumstances),
            () -> hear(message));
    if (answer.reversal() == ReversalMeaning.NO_ORIGINAL && !circumstances.sameHost()) {
      routeWanted.waits(key, attempt.request().route());
    } else {
      routeWanted.ended(key);
    }
    exchangeEnded();
    obey(message, answer);
    follow(key, step);
    forgetUnlessReversing(key, step);
    line.prefer(routeWanted.next());
    proceed();
  }

  private void forgetUnlessReversing(AttemptKey key, Step step) {
    if (!step.payment().attempt(key.number()).reversalMayStillSucceed()) {
      reversals.ended(key);
      routeWanted.ended(key);
      hostDay.forget(key);
    }
  }

  /** Which reversals wait for which route. */
  List<RouteWanted.Waiting> routesWanted() {
    return routeWanted.waiting();
  }

  private void signInAnswered(Message message) {
    String code = dialog.value(message, Element.RESPONSE_CODE).orElse("");
    Optional<byte[]> keys = dialog.value(message, Element.WORKING_KEYS).map(Hex::decode);
    if (!code.equals("00") || !keys.isPresent()) {
      signInFailed("the acquirer answered " + (code.isEmpty() ? "without a code" : code));
      return;
    }
    try {
      vault.verify(keys.get());
    } catch (KeyCheckFailed e) {
      signInFailed(e.getMessage());
      return;
    }
    Instant at = scheduler.wallClock();
    ledger.transaction(
        () -> {
          ledger.addWorkingKeys(keys.get(), at);
          dialog
              .value(message, Element.BATCH)
              .filter(Conversation::isBatch)
              .filter(batch -> !batch.equals(batch()))
              .ifPresent(
                  batch -> {
                    ledger.setCounter(BATCH, batch);
                    ledger.eraseReversalsOutside(batch);
                  });
          ledger.journal(at, "signed-in", "Signed in; batch " + batch() + ".");
          hear(message);
        });
    signIn.signedIn();
    exchangeEnded();
    endPaymentsWithOldPins();
    reversals.allDueNow(scheduler.nanoTime());
    line.proven();
    statusChanged.run();
    proceed();
  }

  private void signInFailed(String why) {
    exchangeEnded();
    noted("sign-in-failed", "Sign-in failed: " + why + ".");
    signIn.ordered(scheduler.nanoTime());
    statusChanged.run();
    line.reset("sign-in failed");
  }

  private static boolean isBatch(String batch) {
    return batch.length() == 6 && !batch.equals("000000") && !batch.equals("999999");
  }

  private void endPaymentsWithOldPins() {
    long keys = keyGeneration();
    for (Payment payment : ledger.open()) {
      long pinKeys = payment.instrument().pinKeys();
      if (pinKeys != 0 && pinKeys != keys && payment.retryOpen()) {
        durably.run(
            () -> book.apply(payment.id(), new Event.RetryEnded(Event.RetryEnd.KEYS_CHANGED)));
      }
    }
  }

  private void echoAnswered(Message message) {
    String code = dialog.value(message, Element.RESPONSE_CODE).orElse("00");
    if (dialog.value(message, Element.DATE).isPresent()) {
      ledger.transaction(() -> hear(message));
    }
    exchangeEnded();
    if (code.equals("00")) {
      line.proven();
      proceed();
    } else if (dialog.ordersSignIn(code)) {
      signIn.ordered(scheduler.nanoTime());
      proceed();
    } else {
      noted("echo-refused", "The acquirer answered the echo with " + code + ".");
      line.reset("echo refused");
    }
  }

  /**
   * Answers that nobody waits for: late, twice, or for nothing we sent. They are recorded and
   * confirm nothing.
   */
  private void unexpected(byte[] frame, Message message) throws MalformedMessage {
    String batch = dialog.value(message, Element.BATCH).orElse(batch());
    Optional<AttemptKey> key =
        isForThisTerminal(message)
            ? dialog.value(message, Element.STAN).flatMap(stan -> ledger.attemptOf(stan, batch))
            : Optional.empty();
    if (!key.isPresent() || !message.mti().equals(dialog.saleAnswer())) {
      String stan = dialog.value(message, Element.STAN).orElse("none");
      noted(
          "unexpected",
          "Message " + message.mti() + " with STAN " + stan + " answers nothing that is open.");
      return;
    }
    Payment payment = book.payment(key.get().payment());
    int number = key.get().number();
    Answer answer = dialog.answer(frame, message, keysOf(payment.attempt(number).request().keys()));
    Step step = book.apply(payment, new Event.Answered(number, answer));
    follow(key.get(), step);
    proceed();
  }

  private Optional<byte[]> keysOf(long generation) {
    return ledger.workingKeys(generation).map(WorkingKeyRow::wrapped).filter(this::open);
  }

  /** Whether they still open: another master key may have been put in place. */
  private boolean open(byte[] workingKeys) {
    try {
      vault.verify(workingKeys);
      return true;
    } catch (KeyCheckFailed e) {
      return false;
    }
  }

  /** Working keys that no longer open under the terminal's master key are replaced first. */
  void verifyKeys() {
    if (ledger.workingKeys().isPresent() && !keysOf(keyGeneration()).isPresent()) {
      noted("keys-unusable", "The working keys do not open under the master key: signing in.");
      signIn.ordered(scheduler.nanoTime());
    }
  }

  /**
   * Takes the acquirer's date from an answer. Part of the transaction that keeps what the answer
   * says; the time at which it was heard only ever errs towards later.
   */
  private void hear(Message message) {
    dialog
        .value(message, Element.DATE)
        .ifPresent(
            date -> {
              if (!ledger.counter(HOST_DATE).equals(Optional.of(date))) {
                ledger.setCounter(HOST_DATE, date);
              }
              hostDay.heard(scheduler.nanoTime());
            });
  }

  /**
   * Follows what an answer to a payment orders besides, and learns from its MAC whether the keys
   * are good.
   */
  private void obey(Message message, Answer answer) {
    if (answer.mac() == MacVerdict.WRONG) {
      signIn.wrongMac(scheduler.nanoTime());
    }
    if (answer.mac() == MacVerdict.RIGHT && answer.sale() != ResponseCode.Meaning.SIGN_IN_AGAIN) {
      signIn.keysAccepted();
    }
    if (dialog.value(message, Element.ORDER).equals(Optional.of(SIGN_IN_ORDER))) {
      signIn.ordered(scheduler.nanoTime());
    }
  }

  /** Does what a step asks for. */
  void follow(AttemptKey key, Step step) {
    long now = scheduler.nanoTime();
    for (Step.Todo todo : step.todo()) {
      switch (todo) {
        case SIGN_IN -> signIn.ordered(now);
        case REVERSE -> reversals.dueNow(key, now);
        case REVERSE_AFTER_BACKOFF -> reversals.dueAfterBackoff(key, now);
        case REVERSE_AFTER_ORIGINAL_EXPIRED -> reversals.dueAfterOriginalExpired(key);
        case JUMP_STAN -> LOG.warn("the acquirer knows STANs ahead of ours; the counter jumped");
      }
    }
  }

  /** Lets the open reversals of a payment be sent at once, and the line connect at once. */
  void hurry(Payment payment) {
    for (Attempt attempt : payment.attempts()) {
      if (attempt.reversalMayStillSucceed()) {
        reversals.dueNow(new AttemptKey(payment.id(), attempt.number()), scheduler.nanoTime());
      }
    }
    line.tryNow();
    proceed();
  }
}
