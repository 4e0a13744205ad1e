package org.tillkeeper.agent.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.ledger.WrappedKeys.WorkingKeyRow;
import org.tillkeeper.agent.messages.Dialog;
import org.tillkeeper.agent.messages.Requests;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Message;

/**
 * How each message gets on its way, and what is on its way. That it is sent, and how often it was,
 * is durable before its first byte. Where the dialect allows a window, messages of several payments
 * may be on their way at once; of one payment there is one at most, and an {@link Errand} goes
 * alone.
 */
public final class Exchanges {
  private final Station station;
  private final Patience patience;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Dialog dialog;
  private final Requests requests;
  private final WorkingKeys keys;
  private final Agenda agenda;
  private final Line line;
  private final Map<Line.Exchange, Outstanding> open = new LinkedHashMap<>();

  Exchanges(
      Station station,
      Patience patience,
      Scheduler scheduler,
      Ledger ledger,
      PaymentBook book,
      Dialog dialog,
      Requests requests,
      WorkingKeys keys,
      Agenda agenda,
      Line line) {
    this.station = station;
    this.patience = patience;
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.dialog = dialog;
    this.requests = requests;
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
    for (Outstanding request : open.values()) {
      if (request.payment().equals(Optional.of(payment))) {
        return true;
      }
    }
    return false;
  }

  /** The errand on its way, beside which nothing else is. */
  Optional<Errand> errand() {
    for (Outstanding request : open.values()) {
      if (request instanceof Outstanding.Other other) {
        return Optional.of(other.errand());
      }
    }
    return Optional.empty();
  }

  Optional<Outstanding> request(Line.Exchange exchange) {
    return Optional.ofNullable(open.get(exchange));
  }

  /** The exchange that a message answers. */
  Optional<Line.Exchange> answeredBy(Message message) {
    for (Map.Entry<Line.Exchange, Outstanding> each : open.entrySet()) {
      Outstanding request = each.getValue();
      boolean stanFits =
          request.stan().isEmpty()
              || dialog.value(message, Element.STAN).equals(Optional.of(request.stan()));
      if (stanFits
          && message.mti().equals(request.answerMti())
          && namesOrNone(message, request.terminal())) {
        return Optional.of(each.getKey());
      }
    }
    return Optional.empty();
  }

  boolean isForThisTerminal(Message message) {
    return namesOrNone(message, station.terminal());
  }

  private boolean namesOrNone(Message message, String terminal) {
    return dialog.value(message, Element.TERMINAL).map(terminal::equals).orElse(true);
  }

  /** That of the request, which may be of before this one's configuration changed. */
  private String terminal(Message request) {
    return dialog.value(request, Element.TERMINAL).orElse(station.terminal());
  }

  /** It has its end, which is durable: the line is free for another. */
  void ended(Line.Exchange exchange) {
    open.remove(exchange);
    line.answered(exchange);
  }

  private void send(Outstanding request, byte[] frame) {
    open.put(line.send(frame), request);
  }

  // ---- Getting it on its way

  void run(Errand errand) {
    Message message = ledger.transaction(errand::prepare);
    String stan = dialog.value(message, Element.STAN).orElse("");
    byte[] frame = dialog.pack(message, keys.wrapped());
    send(
        new Outstanding.Other(
            errand, dialog.answerTo(message), stan, terminal(message), keys.generation()),
        frame);
  }

  /** An attempt that is recorded as sent, and its frame. */
  public record Ready(Payment payment, Outstanding.Original original, byte[] frame) {}

  /**
   * Records a new attempt as sent, once. Part of a transaction; {@link #send(Ready)} follows once
   * it is durable.
   */
  Ready prepare(Payment payment, SensitiveData card) {
    WorkingKeyRow current = keys.current();
    String batch = ledger.batches().open().number();
    Attempt.Request request =
        requests.next(
            payment,
            ledger.stans().giveToAttempt(batch),
            batch,
            line.route().name(),
            current,
            ledger.facts().get(HostDay.FACT).orElse(""));
    Message message = dialog.request(payment, request, card);
    byte[] frame = dialog.pack(message, current.wrapped());
    Step step = book.record(payment, new Event.Sending(request));
    ledger.batches().join(payment.id());
    AttemptKey key = new AttemptKey(payment.id(), step.payment().attempts().size());
    requests.keep(key, payment, message);
    return new Ready(
        step.payment(),
        new Outstanding.Original(key, dialog.answerTo(message), request.stan(), terminal(message)),
        frame);
  }

  void send(Ready ready) {
    agenda.hostDay.sending(ready.original().attempt(), scheduler.nanoTime());
    send(ready.original(), ready.frame());
    book.published(ready.payment());
  }

  void sendWaiting(Payment payment) {
    Optional<SensitiveData> card = requests.card(payment);
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

  /** At once or not at all: it waited behind an echo, and there is no second attempt. */
  private Ready onceOnly(Ready ready) {
    Step step = book.record(ready.payment(), new Event.RetryEnded(Event.RetryEnd.NOT_ONLINE));
    return new Ready(step.payment(), ready.original(), ready.frame());
  }

  void resolve(Unresolved.Task task) {
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
      agenda.unresolved.ended(key);
      return;
    }
    WorkingKeyRow current = keys.current();
    Message message = dialog.repeated(request.get());
    byte[] frame = dialog.pack(message, current.wrapped());
    book.apply(
        payment, new Event.Repeating(attempt.number(), current.generation(), line.route().name()));
    send(
        new Outstanding.Original(
            key, dialog.answerTo(message), attempt.request().stan(), terminal(message)),
        frame);
  }

  private void inquire(Payment payment, Attempt attempt) {
    WorkingKeyRow current = keys.current();
    String batch = ledger.batches().open().number();
    String route = line.route().name();
    Step[] step = new Step[1];
    Message message =
        ledger.transaction(
            () -> {
              String stan =
                  ledger.stans().give(StanCounter.Purpose.INQUIRY, batch, scheduler.wallClock());
              step[0] = book.record(payment, new Event.Inquiring(attempt.number(), stan, route));
              return dialog.inquiry(payment, attempt.request(), stan, scheduler.wallClock());
            });
    send(
        new Outstanding.Inquiry(
            new AttemptKey(payment.id(), attempt.number()),
            dialog.answerTo(message),
            dialog.value(message, Element.STAN).orElse(""),
            terminal(message),
            scheduler.nanoTime(),
            route,
            current.generation()),
        dialog.pack(message, current.wrapped()));
    book.published(step[0].payment());
  }

  void sendReversal(AttemptKey key) {
    Payment payment = book.payment(key.payment());
    Attempt attempt = payment.attempt(key.number());
    Optional<Message> reversal = requests.reversal(key, payment, attempt);
    if (!reversal.isPresent()) {
      book.apply(payment, new Event.ReversalUnreadable(key.number()));
      agenda.reversals.ended(key);
      return;
    }
    WorkingKeyRow current = keys.current();
    Message message =
        attempt.reversal().get().sends() > 0 ? dialog.repeated(reversal.get()) : reversal.get();
    byte[] frame = dialog.pack(message, current.wrapped());
    book.apply(
        payment,
        new Event.ReversalSending(key.number(), current.generation(), line.route().name()));
    agenda.reversals.forgetTurn(key);
    send(
        new Outstanding.Undo(
            key,
            dialog.answerTo(message),
            attempt.request().stan(),
            terminal(message),
            scheduler.nanoTime(),
            line.route().name()),
        frame);
  }
}
