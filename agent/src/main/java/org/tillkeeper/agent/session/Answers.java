package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tillkeeper.agent.host.Allowance;
import org.tillkeeper.agent.host.Exchange;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.Traffic;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Asked;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.Order;
import org.tillkeeper.iso8583.Received;
import org.tillkeeper.iso8583.ResponseCode;

/**
 * Finds what an answer belongs to and applies what it changes, and applies that none came.
 * Everything is durable before the line is freed. A ledger that fails thus lets it all run again.
 */
public final class Answers {
  /** Late answers and copies are a few in a bad hour. */
  private static final int STRAYS_AT_MOST = 100;

  private static final Duration STRAY_EVERY = Duration.ofSeconds(1);

  private final LineSettings routes;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Messages messages;
  private final SealedMessages sealedMessages;
  private final WorkingKeys keys;
  private final Agenda agenda;
  private final Sending sending;
  private final Line line;
  private final HostHabits habits;
  private final Session session;
  private final Consumer<Runnable> durably;
  private final Consumer<String> ordered;
  private final HostQuestions questions;
  private final Allowance strays;

  /** The MTI that an answer was expected under which came under another; empty if none was. */
  private String misfit = "";

  /**
   * @param session is told what follows from answers
   * @param durably runs a change again until the ledger can be written
   * @param ordered is told what the acquirer orders in its answers, but for a sign-in
   */
  Answers(
      LineSettings routes,
      Scheduler scheduler,
      Ledger ledger,
      PaymentBook book,
      Messages messages,
      SealedMessages sealedMessages,
      WorkingKeys keys,
      Agenda agenda,
      Sending sending,
      Line line,
      HostHabits habits,
      Session session,
      Consumer<Runnable> durably,
      Consumer<String> ordered) {
    this.routes = routes;
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.messages = messages;
    this.sealedMessages = sealedMessages;
    this.keys = keys;
    this.agenda = agenda;
    this.sending = sending;
    this.line = line;
    this.habits = habits;
    this.session = session;
    this.durably = durably;
    this.ordered = ordered;
    strays = new Allowance(STRAYS_AT_MOST, STRAY_EVERY, scheduler.nanoTime());
    questions = new HostQuestions(scheduler, messages, keys, sending, line, session);
  }

  // ---- None came

  /**
   * A request will not be answered any more.
   *
   * @param nanos when that became known, on the monotonic clock
   */
  void none(Exchange exchange, Exchange.Ending ending, long nanos) {
    Optional<InFlight> request = sending.request(exchange);
    if (request.isPresent()) {
      none(request.get(), ending, nanos);
      sending.ended(exchange);
    }
  }

  private void none(InFlight request, Exchange.Ending ending, long nanos) {
    Event.Silence silence = silence(ending);
    if (request instanceof InFlight.Original original) {
      int number = original.attempt().number();
      Event event =
          ending == Exchange.Ending.NEVER_LEFT
              ? new Event.NotHandedOver(number, silence.text())
              : new Event.Unanswered(number, silence);
      Step step = book.apply(original.attempt().payment(), event);
      agenda.reversals.originalEnded(original.attempt(), nanos);
      agenda.follow(original.attempt(), step);
    } else if (request instanceof InFlight.Undo undo) {
      Event event = new Event.ReversalUnanswered(undo.attempt().number(), silence);
      agenda.follow(undo.attempt(), book.apply(undo.attempt().payment(), event));
    } else if (request instanceof InFlight.Inquiry inquiry) {
      Event event = new Event.InquiryUnanswered(inquiry.attempt().number(), silence);
      agenda.follow(inquiry.attempt(), book.apply(inquiry.attempt().payment(), event));
    } else if (request instanceof InFlight.OfCode ofCode) {
      Event event = new Event.CodeUnanswered(ofCode.attempt().number(), ofCode.what(), silence);
      agenda.follow(ofCode.attempt(), book.apply(ofCode.attempt().payment(), event));
    } else if (request instanceof InFlight.Other other) {
      other.ownMessage().unanswered(silence);
    }
  }

  private static Event.Silence silence(Exchange.Ending ending) {
    return switch (ending) {
      case TIMED_OUT -> Event.Silence.TIMED_OUT;
      case CUT -> Event.Silence.CUT;
      case NEVER_LEFT -> Event.Silence.NEVER_LEFT;
    };
  }

  // ---- A frame came

  void received(byte[] frame) {
    try {
      Received received = messages.receive(frame);
      readPast(received.notes());
      Message message = received.message();
      Optional<Exchange> exchange = answeredBy(frame, message);
      if (exchange.isPresent()) {
        habits.forget(HostHabits.What.UNREADABLE);
        if (strays.isFull(scheduler.nanoTime())) {
          habits.forget(HostHabits.What.FLOODS);
        }
        InFlight request = sending.request(exchange.get()).get();
        asExpected(request);
        answered(exchange.get(), request, frame, message);
      } else if (isPutUpWith()) {
        habits.forget(HostHabits.What.UNREADABLE);
        if (!questions.took(frame, message)) {
          unexpected(frame, message);
        }
      }
    } catch (MalformedMessage e) {
      if (!isPutUpWith()) {
        return;
      }
      // Its length was right, so the next message begins where it should. Whether this one was an
      // answer is for the time-out of the request to decide.
      session.noted(
          "malformed", "Field " + e.field() + ", offset " + e.offset() + ": " + e.getMessage());
      habits.notice(HostHabits.What.UNREADABLE, e.getMessage());
    }
  }

  /**
   * The exchange that a message answers. One that names another terminal, under a MAC that is right
   * for this request, is meant for it: forgotten as a stray, it would leave a booking unseen.
   */
  private Optional<Exchange> answeredBy(byte[] frame, Message message) throws MalformedMessage {
    Optional<Exchange> named = sending.answeredBy(message);
    if (named.isPresent()) {
      return named;
    }
    Optional<Exchange> meant = sending.answeredButForTerminal(message);
    if (meant.isPresent()
        && sending.request(meant.get()).get() instanceof InFlight.OfAttempt request
        && answer(request, frame, message).mac() == MacVerdict.RIGHT) {
      return meant;
    }
    return Optional.empty();
  }

  /** A message as an answer to a request about an attempt. */
  private Answer answer(InFlight.OfAttempt request, byte[] frame, Message message)
      throws MalformedMessage {
    AttemptKey key = request.attempt();
    Attempt attempt = book.payment(key.payment()).attempt(key.number());
    return messages.answer(frame, message, keys.of(request.keys(attempt)), request.asked());
  }

  /**
   * Whether a frame that answers nothing is looked at. So many of them are as no acquirer sends:
   * the line is given up then, and whatever it brings, the terminal and its ledger stay free.
   */
  private boolean isPutUpWith() {
    boolean putUpWith = strays.take(scheduler.nanoTime());
    if (!putUpWith) {
      line.flooded("frames that answer nothing");
    }
    return putUpWith;
  }

  /** An answer to such a request came under the MTI that the dialect says. */
  private void asExpected(InFlight request) {
    if (request.answerMti().equals(misfit)) {
      misfit = "";
      habits.forget(HostHabits.What.OTHER_MTI);
    }
  }

  /** Notes a message that would be the answer to an open request, had it the right MTI. */
  private void misfit(byte[] frame, Message message) throws MalformedMessage {
    Optional<InFlight> meant = sending.answeredButForMti(message);
    if (meant.isPresent()) {
      misfit = meant.get().answerMti();
      habits.notice(HostHabits.What.OTHER_MTI, message.mti() + " " + misfit);
    }
    if (meant.isPresent() && meant.get() instanceof InFlight.Original original) {
      AttemptKey key = original.attempt();
      boolean news = book.payment(key.payment()).attempt(key.number()).neverAnswered();
      if (news && answer(original, frame, message).mac() == MacVerdict.RIGHT) {
        Event amiss = new Event.AnsweredAmiss(key.number(), message.mti());
        agenda.follow(key, book.apply(key.payment(), amiss));
      }
    }
  }

  /** Notes what a message says beyond the dialect. Nothing is decided by it. */
  private void readPast(List<Received.Note> notes) {
    StringBuilder text = new StringBuilder();
    for (Received.Note note : notes) {
      text.append(text.length() == 0 ? "" : "; ").append(note.text());
    }
    if (text.length() > 0) {
      session.noted("read-past", text + ".");
    }
  }

  private void answered(Exchange exchange, InFlight request, byte[] frame, Message message)
      throws MalformedMessage {
    if (request instanceof InFlight.Original original) {
      originalAnswered(exchange, original, frame, message);
    } else if (request instanceof InFlight.FollowUp followUp) {
      followUpAnswered(exchange, followUp, frame, message);
    } else if (request instanceof InFlight.Other other) {
      Answer answer = messages.answer(frame, message, keys.of(other.keys()), Asked.UNKNOWN);
      Consumer<Session> afterwards =
          ledger.transaction(
              () -> {
                keepDate(message);
                return other.ownMessage().answered(message, answer);
              });
      heard(message);
      heard(other.ownMessage().label(), answer);
      sending.ended(exchange);
      obey(message, other.ownMessage()::obeys);
      // What follows is tried by itself: the answer is kept, and is not taken a second time.
      durably.accept(() -> afterwards.accept(session));
    }
  }

  private void originalAnswered(
      Exchange exchange, InFlight.Original original, byte[] frame, Message message)
      throws MalformedMessage {
    AttemptKey key = original.attempt();
    Payment payment = book.payment(key.payment());
    Answer answer = answer(original, frame, message);
    Optional<Duration> wanted =
        payment.isByShownCode() ? sealedMessages.wantedWithin(payment) : Optional.empty();
    Step step =
        book.apply(
            payment,
            new Event.Answered(key.number(), answer),
            () -> {
              keepDate(message);
              sealedMessages.keepChipAnswer(payment, message);
            },
            after -> {
              if (after.state() == State.SHOWN && payment.state() != State.SHOWN) {
                sealedMessages.keepShownCode(payment, answer.code(), wanted);
              }
            });
    agenda.reversals.originalEnded(key, scheduler.nanoTime());
    if (!step.payment().state().isFinal() && !answer.sale().wantsSignIn()) {
      // It answers and decides nothing: asking it again at once would only add to its load.
      agenda.attempts.dueAfterBackoff(key.payment(), scheduler.nanoTime());
    }
    heard("payment", answer);
    afterAnswer(exchange, key, message, answer, step);
  }

  private void followUpAnswered(
      Exchange exchange, InFlight.FollowUp request, byte[] frame, Message message)
      throws MalformedMessage {
    AttemptKey key = request.attempt();
    Payment payment = book.payment(key.payment());
    Attempt attempt = payment.attempt(key.number());
    Answer answer = answer(request, frame, message);
    Event.Circumstances circumstances =
        circumstances(key, attempt, message, request.route(), request.sentNanos());
    Step step =
        book.apply(payment, request.answered(answer, circumstances), () -> keepDate(message));
    wantRoute(key, attempt, circumstances, request.isWithoutOriginal(answer));
    heard(request.label(), answer);
    afterAnswer(exchange, key, message, answer, step);
  }

  private Event.Circumstances circumstances(
      AttemptKey key, Attempt attempt, Message message, String route, long sentNanos) {
    Optional<String> date = messages.value(message, Element.DATE);
    boolean dated = date.isPresent();
    boolean movedOn =
        !attempt.request().batch().equals(ledger.batches().open().number())
            || mayBeClosed(ledger.batches().open().seq())
            || agenda.hostDay.movedOn(
                key,
                attempt.request().hostDate(),
                dated ? date : ledger.facts().get(HostDay.FACT),
                dated ? messages.value(message, Element.TIME) : Optional.empty(),
                scheduler.nanoTime(),
                Duration.between(attempt.request().sentAt(), scheduler.wallClock()));
    return new Event.Circumstances(
        speaker(route, attempt.request().route()),
        agenda.reversals.originalExpired(key, sentNanos),
        movedOn,
        HostWord.isDisproved(ledger));
  }

  private Event.Speaker speaker(String route, String original) {
    if (routes.sameHost(route, original)) {
      return Event.Speaker.ITS_HOST;
    }
    return routes.route(original).isPresent()
        ? Event.Speaker.ANOTHER
        : Event.Speaker.ANOTHER_FOR_GOOD;
  }

  /**
   * Whether the acquirer may have closed a batch that is open here. For example the totals were
   * sent and their answer was lost.
   */
  private boolean mayBeClosed(long batch) {
    return messages.has(Kind.BATCH_END)
        ? ledger.settlements().isEndSent(batch)
        : ledger.settlements().areTotalsSent(batch);
  }

  /**
   * Remembers whether the original's own host must be asked. Another host that never had the
   * original proves nothing.
   */
  private void wantRoute(
      AttemptKey key, Attempt attempt, Event.Circumstances circumstances, boolean noOriginal) {
    if (noOriginal && !circumstances.sameHost()) {
      agenda.routeWanted.waits(key, attempt.request().route());
    } else {
      agenda.routeWanted.ended(key);
    }
  }

  private void afterAnswer(
      Exchange exchange, AttemptKey key, Message message, Answer answer, Step step) {
    heard(message);
    sending.ended(exchange);
    learnOfKeys(answer);
    obey(message, order -> true);
    agenda.follow(key, step);
    line.prefer(agenda.routeWanted.next());
  }

  /**
   * Records an answer that nobody waits for: it is late, comes twice, or answers nothing that was
   * sent. It confirms nothing.
   */
  private void unexpected(byte[] frame, Message message) throws MalformedMessage {
    Optional<String> batch = messages.value(message, Element.BATCH);
    Optional<String> terminal = messages.value(message, Element.TERMINAL);
    Optional<AttemptKey> key =
        messages.value(message, Element.STAN).flatMap(stan -> attemptOf(stan, batch, terminal));
    Optional<Payment> payment = key.map(found -> book.payment(found.payment()));
    if (!payment.isPresent()
        || !messages.isAnswer(messages.answerTo(payment.get().terms().kind()), message)) {
      misfit(frame, message);
      String stan = messages.value(message, Element.STAN).orElse("none");
      session.noted(
          "unexpected",
          "Message " + message.mti() + " with STAN " + stan + " answers nothing that is open.");
      return;
    }
    int number = key.get().number();
    Answer answer =
        messages.answer(
            frame,
            message,
            keys.of(payment.get().attempt(number).request().keys()),
            sealedMessages.asked(key.get()));
    Attempt before = payment.get().attempt(number);
    boolean contradicts =
        (before.refused() || before.outcome() == Attempt.Outcome.DECLINED)
            && answer.mac().vouches()
            && answer.sale() == ResponseCode.Meaning.APPROVED;
    Step step =
        book.apply(
            payment.get(),
            new Event.Answered(number, answer, isBeingGivenBack(key.get())),
            () -> {
              if (contradicts) {
                HostWord.contradict(ledger, scheduler.wallClock());
              }
            });
    agenda.follow(key.get(), step);
  }

  /** Whether a refund of the attempt has no end yet, or an end that nobody knows. */
  private boolean isBeingGivenBack(AttemptKey attempt) {
    for (Payment refund : ledger.referringTo(attempt.payment())) {
      if (!refund.isDoneWith() && refund.terms().originalAttempt() == attempt.number()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The attempt with this STAN. Where messages name no batch, the answer may come after the end of
   * the attempt's batch. One that names a terminal is of that terminal's attempt, which may be the
   * one that this terminal was before its configuration changed.
   */
  private Optional<AttemptKey> attemptOf(
      String stan, Optional<String> batch, Optional<String> terminal) {
    return batch.isPresent()
        ? ledger.attemptOf(stan, batch.get(), terminal)
        : ledger.attemptOf(stan, terminal);
  }

  /**
   * Keeps the acquirer's date that an answer names. Part of the transaction that keeps what the
   * answer says; {@link #heard} follows it.
   */
  private void keepDate(Message message) {
    Optional<String> date = messages.value(message, Element.DATE);
    if (date.isPresent() && !ledger.facts().get(HostDay.FACT).equals(date)) {
      ledger.facts().set(HostDay.FACT, date.get());
    }
  }

  /** Notes when the date was heard. The time may be later than the answer, never earlier. */
  private void heard(Message message) {
    Optional<String> date = messages.value(message, Element.DATE);
    if (date.isPresent()) {
      agenda.hostDay.heard(scheduler.nanoTime());
      messages
          .value(message, Element.TIME)
          .ifPresent(time -> line.traffic().hostClock(date.get(), time));
    }
  }

  /** The engineer's record of what the acquirer answers; see {@link Traffic}. */
  private void heard(String message, Answer answer) {
    line.traffic().code(message, answer.responseCode(), answer.mac() == MacVerdict.WRONG);
  }

  /** The MAC of a payment's answer tells whether the keys are good. */
  private void learnOfKeys(Answer answer) {
    if (answer.mac() == MacVerdict.WRONG) {
      agenda.signIn.wrongMac(scheduler.nanoTime());
    }
    if (answer.mac().vouches() && !answer.sale().wantsSignIn()) {
      agenda.signIn.keysAccepted();
    }
  }

  /** Follows an order that an answer carries in its header, if it is an order of its own. */
  private void obey(Message message, Predicate<String> own) {
    Optional<String> order = messages.value(message, Element.ORDER).filter(own);
    if (order.flatMap(messages::order).equals(Optional.of(Order.SIGN_IN))) {
      agenda.signIn.ordered(scheduler.nanoTime());
    } else {
      order.ifPresent(ordered);
    }
  }
}
