package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.host.Exchange;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.time.Scheduler;

/**
 * How long each code is still shown, and how long a question about one may keep a payment waiting.
 * The times are kept in memory: the ledger says, sealed, until when a code is shown, so that a
 * restart shows it for what is left. Belongs to the agent's thread.
 */
final class CodeTimes {
  /** So long an unanswered question about a code may keep a payment waiting. */
  private static final Duration GIVES_WAY = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private final PaymentBook book;
  private final SealedMessages sealedMessages;
  private final Agenda agenda;
  private final Sending sending;
  private final Line line;
  private final Consumer<Runnable> durably;
  private final RetryWindows shown;
  private Scheduler.Timer givingWay = () -> {};
  private Optional<Exchange> yielding = Optional.empty();

  /**
   * @param durably runs a change that must survive a ledger that cannot be written for now
   * @param proceed is run once a code was closed because its time is over
   */
  CodeTimes(
      Scheduler scheduler,
      PaymentBook book,
      SealedMessages sealedMessages,
      Agenda agenda,
      Sending sending,
      Line line,
      Consumer<Runnable> durably,
      Runnable proceed) {
    this.scheduler = scheduler;
    this.book = book;
    this.sealedMessages = sealedMessages;
    this.agenda = agenda;
    this.sending = sending;
    this.line = line;
    this.durably = durably;
    shown =
        new RetryWindows(
            scheduler,
            id ->
                durably.accept(
                    () -> {
                      close(id);
                      proceed.run();
                    }));
  }

  /** Whether any code is shown: its customer is still there. */
  boolean isAnyShown() {
    return shown.isAnyOpen();
  }

  /** A payment is now so, and that is durable. */
  void changed(Payment payment) {
    if (payment.state() != State.SHOWN) {
      shown.close(payment.id());
    } else if (!shown.has(payment.id())) {
      // One that cannot be read any more is shown to nobody.
      Duration left =
          sealedMessages
              .shownCode(payment)
              .map(code -> code.left(scheduler.wallClock()))
              .orElse(Duration.ZERO);
      shown.open(payment.id(), left);
    }
  }

  /** Closes a code whose time is over by either clock, in place of asking about it once more. */
  boolean closedAsOver(Payment payment) {
    boolean over = payment.state() == State.SHOWN && !shown.isOpen(payment.id());
    if (over) {
      durably.accept(() -> close(payment.id()));
    }
    return over;
  }

  private void close(String id) {
    Payment payment = book.payment(id);
    if (payment.state() == State.SHOWN) {
      AttemptKey key = new AttemptKey(id, payment.attempts().size());
      agenda.follow(key, book.apply(payment, new Event.CodeExpired()));
    }
  }

  /**
   * A question about a code that is not answered is asked again later, rather than let a payment
   * wait for its time-out.
   */
  void giveWay(Turns turns) {
    Optional<Exchange> question = sending.ofCode();
    boolean waits = question.isPresent() && turns.isKeptWaitingByCode(scheduler.nanoTime());
    if (!waits) {
      givingWay.cancel();
      yielding = Optional.empty();
    } else if (!yielding.equals(question)) {
      givingWay.cancel();
      yielding = question;
      givingWay = scheduler.after(GIVES_WAY, () -> giveUp(question.get()));
    }
  }

  private void giveUp(Exchange question) {
    yielding = Optional.empty();
    if (sending.ofCode().equals(Optional.of(question))) {
      line.reset("a question about a code gives way to a payment");
    }
  }
}
