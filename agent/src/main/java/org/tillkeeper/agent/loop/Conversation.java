package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.Ledger.AttemptKey;
import org.tillkeeper.agent.ledger.Ledger.WorkingKeyRow;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InquiryMeaning;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.ResponseCode;
import org.tillkeeper.iso8583.ReversalMeaning;

/**
 * What is sent next, and what an answer is for. One request is outstanding; the order is: a due
 * sign-in, notices of scripts, reversals, sales whose outcome is unknown, a waiting sale, notices,
 * settlement. Each send is durable, with its count, before its first byte; each answer is durable
 * before anything follows from it.
 */
final class Conversation implements Line.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final String HOST_DATE = "host-date";
  private static final String SIGN_IN_ORDER = "3";
  private static final Duration LEDGER_PAUSE = Duration.ofMillis(500);

  private final LoopSettings settings;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Dialog dialog;
  private final Requests requests;
  private final RetryWindows windows;
  private final ReversalQueue reversals;
  private final Unresolved unresolved;
  private final RouteWanted routeWanted;
  private final SignInDue signIn;
  private final Errand signingIn;
  private final Errand echo;
  private final HostDay hostDay = new HostDay();
  private final Durably durably;
  private final Runnable statusChanged;
  private final NotedOnce noted = new NotedOnce();
  private Parts parts = Parts.NONE;
  private Runnable whenIdle = () -> {};
  private Line line;
  private Scheduler.Timer wakeUp = () -> {};
  private Optional<Outstanding> outstanding = Optional.empty();
  private Optional<Trouble> signInTrouble = Optional.empty();
  private boolean signedOff;

  /**
   * Parts of the agent with messages of their own.
   *
   * @param scripts what chips did with issuers' scripts; before everything but a sign-in
   * @param settlement and what belongs to it
   * @param others when nothing else waits
   * @param holdsSales whether sales wait for settlement
   * @param ordered is told what the acquirer orders in the header of its answers, one digit
   */
  record Parts(
      Errands scripts,
      Errands settlement,
      Errands others,
      java.util.function.BooleanSupplier holdsSales,
      java.util.function.Consumer<String> ordered) {
    static final Parts NONE =
        new Parts(
            now -> Errands.Next.NOTHING,
            now -> Errands.Next.NOTHING,
            now -> Errands.Next.NOTHING,
            () -> false,
            order -> {});
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
    this.settings = settings;
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.dialog = dialog;
    this.requests = requests;
    this.windows = windows;
    this.statusChanged = statusChanged;
    reversals =
        new ReversalQueue(ledger, random, settings.originalLifetime(), scheduler.nanoTime());
    routeWanted = new RouteWanted(settings.line());
    unresolved = new Unresolved(ledger, book.rules(), random);
    signIn = new SignInDue(random);
    durably = new Durably(scheduler, this::proceed);
    signingIn =
        new SigningIn(
            ledger, dialog, vault, scheduler, batchChange, this::signedIn, this::signInFailed);
    echo = new Echo(ledger, dialog, this::echoAnswered);
    signedOff = SignOff.isSignedOff(ledger);
  }

  void attach(Line newLine) {
    line = newLine;
  }

  void attach(Parts newParts) {
    parts = newParts;
  }

  /** The batch new messages belong to; the acquirer's sign-in answer sets it. */
  String batch() {
    return ledger.batch().number();
  }

  boolean isSignedIn() {
    return ledger.workingKeys().isPresent() && !signIn.isDue() && !signedOff;
  }

  /**
   * Whether a person has signed the terminal off; it signs in again when something is to be sent.
   */
  boolean isSignedOff() {
    return signedOff;
  }

  /** The terminal is signed off, which is durable. */
  void signedOff() {
    signedOff = true;
    statusChanged.run();
  }

  /** Why the last sign-in failed; empty if it did not. */
  Optional<Trouble> signInTrouble() {
    return signInTrouble;
  }

  /** The health check of the working keys. */
  Terminal.Finding keysFinding() {
    return Diagnosis.finding(
        "keys",
        ledger.workingKeys().isPresent() && keysOf(keyGeneration()).isPresent(),
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
    boolean ours =
        outstanding.isPresent()
            && outstanding.get() instanceof Outstanding.Other other
            && other.errand() == echo;
    return ours && (line.online() || line.isMoving()) && nothingGoesBeforeSale();
  }

  private boolean nothingGoesBeforeSale() {
    long now = scheduler.nanoTime();
    return !durably.isStalled()
        && isSignedIn()
        && !parts.scripts().next(now).due().isPresent()
        && !reversals.next(now).due().isPresent()
        && !reversals.blocksSales()
        && !unresolved.sales(now).due().isPresent()
        && !parts.holdsSales().getAsBoolean();
  }

  /** Whether anything goes before a settlement: reversals without an answer, and notices. */
  boolean hasOpenBeforeSettlement() {
    Errands.Next script = parts.scripts().next(scheduler.nanoTime());
    return reversals.blocksSales()
        || script.due().isPresent()
        || script.pause().isPresent()
        || unresolved.hasNotices()
        || unresolved.sales(scheduler.nanoTime()).due().isPresent()
        || unresolved.sales(scheduler.nanoTime()).pause().isPresent();
  }

  /** Reversals that wait for a person are sent once more before a settlement. */
  void allReversalsDueNow() {
    reversals.allDueNow(scheduler.nanoTime());
  }

  /** The terminal has to sign in before it sends anything else. */
  void orderSignIn() {
    signIn.ordered(scheduler.nanoTime());
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
      boolean proves = isSignedIn() || (signedOff && !signIn.isDue());
      trySending(() -> run(proves ? echo : signingIn));
      return;
    }
    long now = scheduler.nanoTime();
    if (signIn.isDue()) {
      Duration pause = signIn.pause(now);
      if (pause.isZero()) {
        trySending(() -> run(signingIn));
      } else {
        wakeUp = scheduler.after(pause, this::proceed);
      }
      return;
    }
    for (AttemptKey key : routeWanted.online(line.route().name())) {
      reversals.dueNow(key, now);
      unresolved.dueNow(key, now);
    }
    Optional<Runnable> next = next(now);
    // What was signed off signs in before anything that waits.
    next.ifPresent(send -> trySending(signedOff ? () -> run(signingIn) : send));
  }

  /** What is sent next; if nothing is due, a timer for the next that will be. */
  private Optional<Runnable> next(long now) {
    Soonest soonest = new Soonest();
    Errands.Next script = soonest.of(parts.scripts().next(now));
    if (script.due().isPresent()) {
      return script.due().map(errand -> () -> run(errand));
    }
    ReversalQueue.Next reversal = reversals.next(now);
    if (reversal.due().isPresent()) {
      return reversal.due().map(key -> () -> sendReversal(key));
    }
    soonest.of(reversal.pause());
    Unresolved.Next sale = unresolved.sales(now);
    if (sale.due().isPresent()) {
      return sale.due().map(task -> () -> resolve(task));
    }
    soonest.of(sale.pause());
    if (!reversals.blocksSales() && !parts.holdsSales().getAsBoolean()) {
      Optional<Payment> waiting = waitingSale();
      if (waiting.isPresent()) {
        return waiting.map(payment -> () -> sendWaiting(payment));
      }
    }
    if (!parts.holdsSales().getAsBoolean()) {
      // A notice taken while the batch is being settled belongs to the next one too.
      Unresolved.Next notice = unresolved.notices(now);
      if (notice.due().isPresent()) {
        return notice.due().map(task -> () -> resolve(task));
      }
      soonest.of(notice.pause());
    }
    for (Errands errands : List.of(parts.settlement(), parts.others())) {
      Errands.Next errand = soonest.of(errands.next(now));
      if (errand.due().isPresent()) {
        return errand.due().map(due -> () -> run(due));
      }
    }
    soonest.pause.ifPresent(pause -> wakeUp = scheduler.after(pause, this::proceed));
    return Optional.empty();
  }

  /** The shortest of several pauses. */
  private static final class Soonest {
    private Optional<Duration> pause = Optional.empty();

    void of(Optional<Duration> other) {
      if (other.isPresent() && (!pause.isPresent() || other.get().compareTo(pause.get()) < 0)) {
        pause = other;
      }
    }

    Errands.Next of(Errands.Next next) {
      of(next.pause());
      return next;
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

  private void run(Errand errand) {
    Message message = ledger.transaction(errand::prepare);
    Optional<WorkingKeyRow> keys = ledger.workingKeys();
    String stan = dialog.value(message, Element.STAN).orElse("");
    byte[] frame = dialog.pack(message, keys.map(WorkingKeyRow::wrapped).orElse(new byte[0]));
    outstanding =
        Optional.of(new Outstanding.Other(errand, dialog.answerTo(message), stan, keyGeneration()));
    line.send(frame);
  }

  private Optional<Payment> waitingSale() {
    long keys = keyGeneration();
    for (Payment payment : ledger.open()) {
      boolean pinStillGood =
          payment.instrument().pinKeys() == 0 || payment.instrument().pinKeys() == keys;
      if (payment.state() == State.RECORDED
          && payment.maySendNow()
          && pinStillGood
          && windows.isOpen(payment.id())) {
        return Optional.of(payment);
      }
    }
    return Optional.empty();
  }

  private void sendWaiting(Payment payment) {
    Optional<SensitiveData> card = requests.card(payment);
    if (card.isPresent()) {
      boolean once = settings.retryWithin().isZero() && payment.state() == State.RECORDED;
      send(
          ledger.transaction(
              () -> {
                Ready ready = prepare(payment, card.get());
                return once ? onceOnly(ready) : ready;
              }));
    } else if (payment.state() == State.STORED) {
      book.apply(payment, new Event.RequestUnreadable(0));
      proceed();
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

  /** An attempt that is recorded as sent, and its frame. */
  record Ready(Payment payment, Outstanding.Original original, byte[] frame) {}

  /**
   * Records a new attempt as sent, once. Part of a transaction; {@link #send} follows once it is
   * durable.
   */
  Ready prepare(Payment payment, SensitiveData card) {
    WorkingKeyRow keys = keys();
    String batch = batch();
    Attempt.Request request =
        requests.next(
            payment, ledger.nextStan(batch), batch, line.route().name(), keys, hostDate());
    Message message = dialog.request(payment, request, card);
    byte[] frame = dialog.pack(message, keys.wrapped());
    Step step = book.record(payment, new Event.Sending(request));
    ledger.joinBatch(payment.id());
    AttemptKey key = new AttemptKey(payment.id(), step.payment().attempts().size());
    requests.keep(key, payment, message);
    return new Ready(
        step.payment(),
        new Outstanding.Original(key, dialog.answerTo(message), request.stan()),
        frame);
  }

  private String hostDate() {
    return ledger.counter(HOST_DATE).orElse("");
  }

  private WorkingKeyRow keys() {
    return ledger
        .workingKeys()
        .orElseThrow(() -> new IllegalStateException("a payment is sent only when signed in"));
  }

  void send(Ready ready) {
    outstanding = Optional.of(ready.original());
    hostDay.sending(ready.original().attempt(), scheduler.nanoTime());
    line.send(ready.frame());
    book.published(ready.payment());
  }

  private void resolve(Unresolved.Task task) {
    Payment payment = task.payment();
    switch (task.what()) {
      case DELIVER -> sendWaiting(payment);
      case REPEAT -> repeat(payment, payment.underWay().get());
      case INQUIRE -> inquire(payment, payment.underWay().get());
    }
  }

  private void repeat(Payment payment, Attempt attempt) {
    AttemptKey key = new AttemptKey(payment.id(), attempt.number());
    Optional<Message> request = requests.kept(key);
    if (!request.isPresent()) {
      book.apply(payment, new Event.RequestUnreadable(attempt.number()));
      unresolved.ended(key);
      proceed();
      return;
    }
    WorkingKeyRow keys = keys();
    Message message = dialog.repeated(request.get());
    byte[] frame = dialog.pack(message, keys.wrapped());
    book.apply(
        payment, new Event.Repeating(attempt.number(), keys.generation(), line.route().name()));
    outstanding =
        Optional.of(
            new Outstanding.Original(key, dialog.answerTo(message), attempt.request().stan()));
    line.send(frame);
  }

  private void inquire(Payment payment, Attempt attempt) {
    AttemptKey key = new AttemptKey(payment.id(), attempt.number());
    WorkingKeyRow keys = keys();
    String batch = batch();
    String route = line.route().name();
    Step[] step = new Step[1];
    Message message =
        ledger.transaction(
            () -> {
              String stan = ledger.nextStan(batch);
              ledger.management("inquiry", stan, batch, scheduler.wallClock());
              step[0] = book.record(payment, new Event.Inquiring(attempt.number(), stan, route));
              return dialog.inquiry(payment, attempt.request(), stan, scheduler.wallClock());
            });
    outstanding =
        Optional.of(
            new Outstanding.Inquiry(
                key,
                dialog.answerTo(message),
                dialog.value(message, Element.STAN).orElse(""),
                scheduler.nanoTime(),
                route,
                keys.generation()));
    line.send(dialog.pack(message, keys.wrapped()));
    book.published(step[0].payment());
  }

  private void sendReversal(AttemptKey key) {
    Payment payment = book.payment(key.payment());
    Attempt attempt = payment.attempt(key.number());
    Optional<Message> reversal = requests.reversal(key, payment, attempt);
    if (!reversal.isPresent()) {
      book.apply(payment, new Event.ReversalUnreadable(key.number()));
      reversals.ended(key);
      proceed();
      return;
    }
    WorkingKeyRow keys = keys();
    Message message =
        attempt.reversal().get().sends() > 0 ? dialog.repeated(reversal.get()) : reversal.get();
    byte[] frame = dialog.pack(message, keys.wrapped());
    book.apply(
        payment, new Event.ReversalSending(key.number(), keys.generation(), line.route().name()));
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
  }

  @Override
  public void greet() {
    proceed();
  }

  /** What is done while nothing else is: it must be short. */
  void whenIdle(Runnable work) {
    whenIdle = work;
  }

  @Override
  public void idle() {
    whenIdle.run();
    if (!durably.isStalled() && line.online() && line.isFree()) {
      trySending(() -> run(echo));
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
      forgetUnlessOpen(original.attempt(), step);
    } else if (request instanceof Outstanding.Undo undo) {
      Event event = new Event.ReversalUnanswered(undo.attempt().number(), silence);
      follow(undo.attempt(), book.apply(undo.attempt().payment(), event));
    } else if (request instanceof Outstanding.Inquiry inquiry) {
      Event event = new Event.InquiryUnanswered(inquiry.attempt().number(), silence);
      follow(inquiry.attempt(), book.apply(inquiry.attempt().payment(), event));
    } else if (request instanceof Outstanding.Other other) {
      other.errand().unanswered(silence);
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
    } else if (request instanceof Outstanding.Inquiry inquiry) {
      inquiryAnswered(inquiry, frame, message);
    } else if (request instanceof Outstanding.Other other) {
      Answer answer = dialog.answer(frame, message, keysOf(other.keys()));
      Runnable afterwards = other.errand().answered(message, answer);
      if (dialog.value(message, Element.DATE).isPresent()) {
        ledger.transaction(() -> hear(message));
      }
      exchangeEnded();
      obey(message, answer, false);
      afterwards.run();
      proceed();
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
    Step step =
        book.apply(
            payment,
            new Event.Answered(key.number(), answer),
            () -> {
              hear(message);
              requests.keepChipAnswer(payment, message);
            });
    reversals.originalEnded(key, scheduler.nanoTime());
    afterAnswer(key, message, answer, step);
  }

  private void reversalAnswered(Outstanding.Undo undo, byte[] frame, Message message)
      throws MalformedMessage {
    AttemptKey key = undo.attempt();
    Payment payment = book.payment(key.payment());
    Attempt attempt = payment.attempt(key.number());
    Answer answer = dialog.answer(frame, message, keysOf(attempt.reversal().get().keys()));
    Event.Circumstances circumstances =
        circumstances(key, attempt, message, undo.route(), undo.sentNanos());
    Step step =
        book.apply(
            payment,
            new Event.ReversalAnswered(key.number(), answer, circumstances),
            () -> hear(message));
    wantRoute(key, attempt, circumstances, answer.reversal() == ReversalMeaning.NO_ORIGINAL);
    afterAnswer(key, message, answer, step);
  }

  private void inquiryAnswered(Outstanding.Inquiry inquiry, byte[] frame, Message message)
      throws MalformedMessage {
    AttemptKey key = inquiry.attempt();
    Payment payment = book.payment(key.payment());
    Answer answer = dialog.answer(frame, message, keysOf(inquiry.keys()));
    Event.Circumstances circumstances =
        circumstances(
            key, payment.attempt(key.number()), message, inquiry.route(), inquiry.sentNanos());
    Step step =
        book.apply(
            payment,
            new Event.InquiryAnswered(key.number(), answer, circumstances),
            () -> hear(message));
    wantRoute(
        key,
        payment.attempt(key.number()),
        circumstances,
        answer.inquiry() == InquiryMeaning.NO_ORIGINAL);
    afterAnswer(key, message, answer, step);
  }

  private Event.Circumstances circumstances(
      AttemptKey key, Attempt attempt, Message message, String route, long sentNanos) {
    boolean movedOn =
        !attempt.request().batch().equals(batch())
            || hostDay.movedOn(
                key,
                attempt.request().hostDate(),
                dialog.value(message, Element.DATE),
                dialog.value(message, Element.TIME),
                scheduler.nanoTime(),
                Duration.between(attempt.request().sentAt(), scheduler.wallClock()));
    return new Event.Circumstances(
        settings.line().sameHost(route, attempt.request().route()),
        reversals.originalExpired(key, sentNanos),
        movedOn);
  }

  /** A host that never had the original proves nothing; its own host is to be asked. */
  private void wantRoute(
      AttemptKey key, Attempt attempt, Event.Circumstances circumstances, boolean noOriginal) {
    if (noOriginal && !circumstances.sameHost()) {
      routeWanted.waits(key, attempt.request().route());
    } else {
      routeWanted.ended(key);
    }
  }

  /** Which reversals wait for which route. */
  List<RouteWanted.Waiting> routesWanted() {
    return routeWanted.waiting();
  }

  private void afterAnswer(AttemptKey key, Message message, Answer answer, Step step) {
    exchangeEnded();
    obey(message, answer, true);
    follow(key, step);
    forgetUnlessOpen(key, step);
    line.prefer(routeWanted.next());
    proceed();
  }

  private void forgetUnlessOpen(AttemptKey key, Step step) {
    Attempt attempt = step.payment().attempt(key.number());
    boolean underWay =
        step.payment().underWay().isPresent()
            && step.payment().underWay().get().number() == key.number();
    if (!attempt.reversalMayStillSucceed() && !underWay) {
      reversals.ended(key);
      unresolved.ended(key);
      routeWanted.ended(key);
      hostDay.forget(key);
    }
  }

  private void signedIn() {
    signIn.signedIn();
    signedOff = false;
    signInTrouble = Optional.empty();
    endPaymentsWithOldPins();
    reversals.allDueNow(scheduler.nanoTime());
    unresolved.allDueNow();
    line.proven();
    statusChanged.run();
  }

  private void signInFailed(Trouble why) {
    signInTrouble = Optional.of(why);
    noted("sign-in-failed", "Sign-in failed: " + why.en() + ".");
    signIn.ordered(scheduler.nanoTime());
    statusChanged.run();
    line.reset("sign-in failed");
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

  private void echoAnswered(String code) {
    if (code.isEmpty() || dialog.isSuccess(code)) {
      line.proven();
    } else if (dialog.ordersSignIn(code)) {
      signIn.ordered(scheduler.nanoTime());
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
    Optional<Payment> payment = key.map(found -> book.payment(found.payment()));
    if (!payment.isPresent()
        || !message.mti().equals(dialog.answerTo(payment.get().terms().kind()))) {
      String stan = dialog.value(message, Element.STAN).orElse("none");
      noted(
          "unexpected",
          "Message " + message.mti() + " with STAN " + stan + " answers nothing that is open.");
      return;
    }
    int number = key.get().number();
    Answer answer =
        dialog.answer(frame, message, keysOf(payment.get().attempt(number).request().keys()));
    Step step = book.apply(payment.get(), new Event.Answered(number, answer));
    follow(key.get(), step);
    proceed();
  }

  private Optional<byte[]> keysOf(long generation) {
    return ledger.workingKeys(generation).map(WorkingKeyRow::wrapped).filter(requests::opens);
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
   * Follows what an answer orders besides, and learns from the MAC of a payment's answer whether
   * the keys are good.
   */
  private void obey(Message message, Answer answer, boolean ofPayment) {
    if (ofPayment && answer.mac() == MacVerdict.WRONG) {
      signIn.wrongMac(scheduler.nanoTime());
    }
    if (ofPayment
        && answer.mac() == MacVerdict.RIGHT
        && answer.sale() != ResponseCode.Meaning.SIGN_IN_AGAIN) {
      signIn.keysAccepted();
    }
    Optional<String> order = dialog.value(message, Element.ORDER);
    if (order.equals(Optional.of(SIGN_IN_ORDER))) {
      signIn.ordered(scheduler.nanoTime());
    } else {
      order.ifPresent(parts.ordered());
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
        case REPEAT, INQUIRE -> unresolved.dueNow(key, now);
        case REPEAT_AFTER_BACKOFF, INQUIRE_AFTER_BACKOFF -> unresolved.dueAfterBackoff(key, now);
        case INQUIRE_AFTER_ORIGINAL_EXPIRED ->
            unresolved.dueAt(key, reversals.originalExpiryNanos(key));
        case JUMP_STAN -> LOG.warn("the acquirer knows STANs ahead of ours; the counter jumped");
      }
    }
  }

  /** Lets what is open of a payment be sent at once, and the line connect at once. */
  void hurry(Payment payment) {
    for (Attempt attempt : payment.attempts()) {
      AttemptKey key = new AttemptKey(payment.id(), attempt.number());
      if (attempt.reversalMayStillSucceed()) {
        reversals.dueNow(key, scheduler.nanoTime());
      }
      unresolved.dueNow(key, scheduler.nanoTime());
    }
    line.tryNow();
    proceed();
  }
}
