package org.tillkeeper.agent.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tillkeeper.agent.host.Exchange;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.ledger.WrappedKeys.WorkingKeyRow;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.CodeQuestion;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Message;

/**
 * Sends each message, and knows what is on its way. That a message is sent, and how often it was,
 * is durable before its first byte. Where the dialect allows a window, messages of several payments
 * may be on their way at once. Of one payment there is one at most, and an {@link OwnMessage} goes
 * alone.
 */
public final class Sending {
  private final Station station;
  private final Patience patience;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Messages messages;
  private final SealedMessages sealedMessages;
  private final WorkingKeys keys;
  private final Agenda agenda;
  private final Line line;
  private final Map<Exchange, InFlight> open = new LinkedHashMap<>();

  Sending(
      Station station,
      Patience patience,
      Scheduler scheduler,
      Ledger ledger,
      PaymentBook book,
      Messages messages,
      SealedMessages sealedMessages,
      WorkingKeys keys,
      Agenda agenda,
      Line line) {
    this.station = station;
    this.patience = patience;
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.messages = messages;
    this.sealedMessages = sealedMessages;
    this.keys = keys;
    this.agenda = agenda;
    this.line = line;
  }

  // ---- What is on its way

  boolean areNone() {
    return open.isEmpty();
  }

  /** Whether a message of this payment is on its way. */
  boolean isBusy(String payment) {
    return find(request -> request.payment().equals(Optional.of(payment))).isPresent();
  }

  /** The message of the terminal's own that is on its way; nothing else is beside it. */
  Optional<OwnMessage> ownMessage() {
    return find(InFlight.Other.class::isInstance)
        .map(exchange -> ((InFlight.Other) open.get(exchange)).ownMessage());
  }

  /** What is on its way and gives way to a payment, where there is such a request. */
  Optional<Exchange> givesWay() {
    return find(request -> request.givesWay().isPresent());
  }

  Optional<InFlight> request(Exchange exchange) {
    return Optional.ofNullable(open.get(exchange));
  }

  /** The exchange that a message answers. */
  Optional<Exchange> answeredBy(Message message) {
    return find(
        request ->
            (request.stan().isEmpty() || hasStanOf(message, request))
                && messages.isAnswer(request.answerMti(), message)
                && namesOrNone(message, request.terminal()));
  }

  /**
   * The request about an attempt that a message would answer if it did not name another terminal.
   */
  Optional<Exchange> answeredButForTerminal(Message message) {
    return find(
        request ->
            request instanceof InFlight.OfAttempt
                && hasStanOf(message, request)
                && messages.isAnswer(request.answerMti(), message)
                && !namesOrNone(message, request.terminal()));
  }

  /** Whether these bytes are those of a request that waits for its answer. */
  boolean isOnItsWay(byte[] frame) {
    for (Exchange exchange : open.keySet()) {
      if (exchange.isOf(frame)) {
        return true;
      }
    }
    return false;
  }

  /** The request that a message would answer if its MTI were another; one with a STAN alone. */
  Optional<InFlight> answeredButForMti(Message message) {
    return find(request ->
            !request.stan().isEmpty()
                && hasStanOf(message, request)
                && namesOrNone(message, request.terminal()))
        .flatMap(this::request);
  }

  private Optional<Exchange> find(Predicate<InFlight> fits) {
    for (Map.Entry<Exchange, InFlight> each : open.entrySet()) {
      if (fits.test(each.getValue())) {
        return Optional.of(each.getKey());
      }
    }
    return Optional.empty();
  }

  private boolean hasStanOf(Message message, InFlight request) {
    return messages.value(message, Element.STAN).equals(Optional.of(request.stan()));
  }

  boolean isForThisTerminal(Message message) {
    return namesOrNone(message, station.terminal());
  }

  private boolean namesOrNone(Message message, String terminal) {
    return messages.value(message, Element.TERMINAL).map(terminal::equals).orElse(true);
  }

  /**
   * The terminal that a request names. A request of before a change of the configuration may name
   * another than the present one.
   */
  private String terminal(Message request) {
    return messages.value(request, Element.TERMINAL).orElse(station.terminal());
  }

  /** It has its end, which is durable: the line is free for another. */
  void ended(Exchange exchange) {
    open.remove(exchange);
    line.answered(exchange);
  }

  /**
   * Takes back what a payment wants sent, where it waits for its connection.
   *
   * @return the exchange that has ended by it; empty where a message of it may have left, or none
   *     is on its way
   */
  Optional<Exchange> takeBack(String payment) {
    for (Map.Entry<Exchange, InFlight> each : open.entrySet()) {
      if (each.getValue().payment().equals(Optional.of(payment)) && line.takeBack(each.getKey())) {
        return Optional.of(each.getKey());
      }
    }
    return Optional.empty();
  }

  /** The payment of which this is the first send of an attempt; empty for all else. */
  Optional<String> firstSend(Exchange exchange) {
    if (!(open.get(exchange) instanceof InFlight.Original original)) {
      return Optional.empty();
    }
    AttemptKey key = original.attempt();
    boolean first = book.payment(key.payment()).attempt(key.number()).sends() == 1;
    return first ? Optional.of(key.payment()) : Optional.empty();
  }

  private void send(InFlight request, byte[] frame) {
    open.put(line.send(frame), request);
  }

  // ---- Getting it on its way

  void run(OwnMessage ownMessage) {
    Message message = ledger.transaction(ownMessage::prepare);
    String stan = messages.value(message, Element.STAN).orElse("");
    byte[] frame = messages.pack(message, keys.wrapped());
    send(
        new InFlight.Other(
            ownMessage, messages.answerTo(message), stan, terminal(message), keys.generation()),
        frame);
  }

  /** An attempt that is recorded as sent, and its frame. */
  public record Ready(Payment payment, InFlight.Original original, byte[] frame) {}

  /**
   * Records a new attempt as sent, once. Part of a transaction; {@link #send(Ready)} follows once
   * it is durable.
   */
  Ready prepare(Payment payment, SensitiveData card) {
    WorkingKeyRow current = keys.current();
    String batch = ledger.batches().open().number();
    Attempt.Request request =
        sealedMessages.next(
            payment,
            ledger.stans().giveToAttempt(batch),
            batch,
            line.route().name(),
            current,
            ledger.facts().get(HostDay.FACT).orElse(""));
    Message message = messages.request(payment, request, card);
    byte[] frame = messages.pack(message, current.wrapped());
    Step step = book.record(payment, new Event.Sending(request));
    ledger.batches().join(payment.id());
    AttemptKey key = new AttemptKey(payment.id(), step.payment().attempts().size());
    sealedMessages.keep(key, payment, message);
    return new Ready(
        step.payment(),
        new InFlight.Original(
            key,
            messages.answerTo(message),
            request.stan(),
            terminal(message),
            messages.asked(message)),
        frame);
  }

  void send(Ready ready) {
    agenda.hostDay.sending(ready.original().attempt(), scheduler.nanoTime());
    send(ready.original(), ready.frame());
    book.published(ready.payment());
  }

  void sendWaiting(Payment payment) {
    Optional<SensitiveData> card = sealedMessages.card(payment);
    if (card.isPresent()) {
      boolean once = patience.isOnceOnly() && payment.state() == State.RECORDED;
      send(
          ledger.transaction(
              () -> {
                Ready ready = prepare(payment, card.get());
                return once ? onceOnly(ready) : ready;
              }));
    } else if (payment.state() == State.STORED) {
      book.apply(payment, new Event.RequestUnreadable(0));
    } else {
      book.apply(payment, new Event.RetryEnded(Event.RetryEnd.DATA_UNREADABLE));
    }
  }

  /**
   * Ends the retries of a sale that goes at once or not at all. It waited behind what was under
   * way, and there is no second attempt.
   */
  private Ready onceOnly(Ready ready) {
    Step step = book.record(ready.payment(), new Event.RetryEnded(Event.RetryEnd.NOT_ONLINE));
    return new Ready(step.payment(), ready.original(), ready.frame());
  }

  void resolve(RepeatQueue.Task task) {
    Payment payment = task.payment();
    switch (task.what()) {
      case DELIVER -> sendWaiting(payment);
      case REPEAT -> repeat(payment, payment.underWay().get());
      case INQUIRE -> inquire(payment, payment.underWay().get());
    }
  }

  private void repeat(Payment payment, Attempt attempt) {
    AttemptKey key = new AttemptKey(payment.id(), attempt.number());
    Optional<Message> request = sealedMessages.kept(key);
    if (!request.isPresent()) {
      book.apply(payment, new Event.RequestUnreadable(attempt.number()));
      agenda.repeats.ended(key);
      return;
    }
    WorkingKeyRow current = keys.current();
    Message message = messages.repeated(request.get());
    byte[] frame = messages.pack(message, current.wrapped());
    book.apply(
        payment, new Event.Repeating(attempt.number(), current.generation(), line.route().name()));
    send(
        new InFlight.Original(
            key,
            messages.answerTo(message),
            attempt.request().stan(),
            terminal(message),
            messages.asked(message)),
        frame);
  }

  private void inquire(Payment payment, Attempt attempt) {
    AttemptKey key = new AttemptKey(payment.id(), attempt.number());
    String route = line.route().name();
    ask(
        payment,
        StanCounter.Purpose.INQUIRY,
        stan -> new Event.Inquiring(attempt.number(), stan, route),
        stan -> messages.inquiry(payment, attempt.request(), stan, scheduler.wallClock()),
        (message, generation) ->
            new InFlight.Inquiry(
                key,
                messages.answerTo(message),
                messages.value(message, Element.STAN).orElse(""),
                terminal(message),
                messages.asked(message).about(sealedMessages.asked(key)),
                scheduler.nanoTime(),
                route,
                generation));
  }

  /** Asks about the code that a payment shows, or closes it. */
  void askOfCode(Payment payment) {
    Attempt attempt = payment.underWay().get();
    CodeQuestion what =
        payment.state() == State.CLOSING ? CodeQuestion.CLOSING : CodeQuestion.INQUIRY;
    String route = line.route().name();
    long under = keys.current().generation();
    ask(
        payment,
        StanCounter.Purpose.SHOWN_CODE,
        stan -> new Event.AskingOfCode(attempt.number(), what, stan, under, route),
        stan -> messages.ofCode(what, payment, attempt.request(), stan, scheduler.wallClock()),
        (message, generation) ->
            new InFlight.OfCode(
                new AttemptKey(payment.id(), attempt.number()),
                what,
                messages.answerTo(message),
                messages.value(message, Element.STAN).orElse(""),
                terminal(message),
                messages.askedOfCode(message, payment),
                scheduler.nanoTime(),
                route,
                generation));
  }

  /**
   * Asks the acquirer about a payment. That it is asked, and under which number, is durable before
   * the first byte.
   *
   * @param event that is recorded, by the question's STAN
   * @param question by its STAN
   * @param inFlight what waits for its answer, by the question and its working keys
   */
  private void ask(
      Payment payment,
      StanCounter.Purpose purpose,
      Function<String, Event> event,
      Function<String, Message> question,
      BiFunction<Message, Long, InFlight> inFlight) {
    WorkingKeyRow current = keys.current();
    String batch = ledger.batches().open().number();
    Step[] step = new Step[1];
    Message message =
        ledger.transaction(
            () -> {
              String stan = ledger.stans().give(purpose, batch, scheduler.wallClock());
              step[0] = book.record(payment, event.apply(stan));
              return question.apply(stan);
            });
    send(inFlight.apply(message, current.generation()), messages.pack(message, current.wrapped()));
    book.published(step[0].payment());
  }

  void sendReversal(AttemptKey key) {
    Payment payment = book.payment(key.payment());
    Attempt attempt = payment.attempt(key.number());
    Optional<Message> reversal = sealedMessages.reversal(key, payment, attempt);
    if (!reversal.isPresent()) {
      book.apply(payment, new Event.ReversalUnreadable(key.number()));
      agenda.reversals.ended(key);
      return;
    }
    WorkingKeyRow current = keys.current();
    Message message =
        attempt.reversal().get().sends() > 0 ? messages.repeated(reversal.get()) : reversal.get();
    byte[] frame = messages.pack(message, current.wrapped());
    book.apply(
        payment,
        new Event.ReversalSending(key.number(), current.generation(), line.route().name()));
    agenda.reversals.sent(key, scheduler.nanoTime());
    send(
        new InFlight.Undo(
            key,
            messages.answerTo(message),
            attempt.request().stan(),
            terminal(message),
            messages.asked(message),
            scheduler.nanoTime(),
            line.route().name()),
        frame);
  }
}
