package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.function.Consumer;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.time.Scheduler;

/**
 * How long each code is still shown. The times are kept in memory: the ledger says, sealed, until
 * when a code is shown, so that a restart shows it for what is left. Belongs to the agent's thread.
 */
final class CodeTimes {
  private final Scheduler scheduler;
  private final PaymentBook book;
  private final SealedMessages sealedMessages;
  private final Agenda agenda;
  private final Consumer<Runnable> durably;
  private final RetryWindows shown;

  /**
   * @param durably runs a change that must survive a ledger that cannot be written for now
   * @param proceed is run once a code was closed because its time is over
   */
  CodeTimes(
      Scheduler scheduler,
      PaymentBook book,
      SealedMessages sealedMessages,
      Agenda agenda,
      Consumer<Runnable> durably,
      Runnable proceed) {
    this.scheduler = scheduler;
    this.book = book;
    this.sealedMessages = sealedMessages;
    this.agenda = agenda;
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
}
