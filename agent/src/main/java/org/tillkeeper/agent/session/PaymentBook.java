package org.tillkeeper.agent.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.LateChange;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.payment.Todo;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Lets the core decide and makes its decision durable: one event, one commit. Watchers are told
 * after the commit.
 */
public final class PaymentBook {
  private final Ledger ledger;
  private final Recovery recovery;
  private final Scheduler scheduler;
  private final KnownStan knownStan;
  private final Predicate<String> attended;
  private final List<Consumer<Payment>> watching = new ArrayList<>();

  /**
   * @param attended whether somebody stands at the till for a payment, or waits for its end
   */
  public PaymentBook(
      Ledger ledger, Recovery recovery, Scheduler scheduler, Predicate<String> attended) {
    this.attended = attended;
    this.ledger = ledger;
    this.recovery = recovery;
    this.scheduler = scheduler;
    knownStan = new KnownStan(ledger);
  }

  /**
   * Adds a watcher. It is told of each payment whose change is durable, after the watchers that
   * were added before it.
   */
  public void watch(Consumer<Payment> watcher) {
    watching.add(watcher);
  }

  /** The rules it decides by. */
  public Rules rules() {
    return recovery.rules();
  }

  /** The payment, which is known to be there. */
  public Payment payment(String id) {
    return ledger
        .payment(id)
        .orElseThrow(
            () -> new IllegalStateException("payment " + id + " is open and not in the ledger"));
  }

  public Step apply(String payment, Event event) {
    return apply(payment(payment), event);
  }

  public Step apply(Payment payment, Event event) {
    return apply(payment, event, () -> {});
  }

  /**
   * Applies an event.
   *
   * @param alongside written in the same commit
   */
  public Step apply(Payment payment, Event event, Runnable alongside) {
    return apply(payment, event, alongside, after -> {});
  }

  /**
   * Applies an event.
   *
   * @param alongside written in the same commit
   * @param afterwards the same, once the payment as it is then is written
   */
  Step apply(Payment payment, Event event, Runnable alongside, Consumer<Payment> afterwards) {
    Step step =
        ledger.transaction(
            () -> {
              alongside.run();
              Step recorded = record(payment, event);
              afterwards.accept(recorded.payment());
              return recorded;
            });
    published(step.payment());
    return step;
  }

  /** Part of a transaction of the caller, who calls {@link #published} after it. */
  public Step record(Payment payment, Event event) {
    Step decided = recovery.after(payment, event);
    Payment changed = decided.payment().updated(scheduler.wallClock());
    Step step = new Step(noticed(payment, event, changed), decided.history(), decided.todo());
    ledger.save(step);
    tellOriginal(payment, step.payment());
    if (step.todo().contains(new Todo.JumpStan())) {
      ledger.stans().jump(STAN_JUMP);
      Optional<Step.Entry> line = knownStan.heard(step.payment(), scheduler.wallClock());
      if (line.isPresent()) {
        Payment noted = note(step.payment(), line.get());
        return new Step(noted, step.history(), step.todo());
      }
    }
    if (step.todo().contains(new Todo.DisproveNoOriginal())) {
      HostWord.disproveNoOriginal(ledger, scheduler.wallClock());
    }
    return step;
  }

  /** With what a person has to be told, or has seen by now. */
  private Payment noticed(Payment before, Event event, Payment after) {
    if (LateChange.isSeenBy(event)) {
      return after.seen();
    }
    return LateChange.calls(before, event, after, attended.test(after.id()))
        ? after.unseen(after.updatedAt())
        : after;
  }

  /**
   * Changes the original of a payment that was confirmed, or whose confirmation was undone. A
   * voided completion also gives its pre-authorisation back.
   */
  private void tellOriginal(Payment before, Payment after) {
    boolean was = before.state() == State.CONFIRMED;
    boolean is = after.state() == State.CONFIRMED;
    if (was == is || !after.terms().original().isPresent()) {
      return;
    }
    Payment original = payment(after.terms().original().get());
    tell(original, after, is);
    if (after.type() == PaymentType.COMPLETION_VOID && original.terms().original().isPresent()) {
      tell(payment(original.terms().original().get()), original, !is);
    }
  }

  /**
   * Nobody follows this step's todo, for it is always empty. A reference changes only what is
   * written of the original: it sends nothing, and takes back nothing that is due.
   */
  private void tell(Payment original, Payment by, boolean confirmed) {
    Event event =
        confirmed
            ? new Event.ReferredTo(by.type(), by.id(), by.amount(), by.terms().originalAttempt())
            : new Event.NoLongerReferredTo(
                by.type(), by.id(), by.amount(), by.terms().originalAttempt());
    Step step = recovery.after(original, event);
    ledger.save(
        new Step(step.payment().updated(scheduler.wallClock()), step.history(), step.todo()));
  }

  /**
   * Adds a line to a payment's history; nothing else of it changes. Part of a transaction of the
   * caller, who calls {@link #published} after it.
   */
  public Payment note(Payment payment, Step.Entry line) {
    Payment noted = payment.updated(scheduler.wallClock());
    ledger.save(new Step(noted, Collections.singletonList(line), Collections.emptySet()));
    return noted;
  }

  /**
   * Tells the watchers of a payment whose change is durable, and of everything that changed with
   * it.
   */
  public void published(Payment payment) {
    for (Consumer<Payment> watcher : watching) {
      watcher.accept(payment);
    }
  }

  /**
   * How far the STAN jumps when the acquirer knows numbers ahead of ours: more than a day's
   * payments of a busy till.
   */
  private static final int STAN_JUMP = 1000;

  /** Of those that need a person, so many are looked through at a sign-in. */
  private static final int PARKED_MOST = 200;

  /** A notice that gets nowhere is sent no more often than this. */
  private static final Duration PARKED_PAUSE = Duration.ofMinutes(10);

  /** Payments that wait with a PIN block of other keys than these, which no host can open now. */
  List<Payment> withPinsOfOtherKeys(long generation) {
    List<Payment> found = new ArrayList<>();
    for (Payment payment : ledger.open()) {
      long pinKeys = payment.instrument().pinKeys();
      if (pinKeys != 0 && pinKeys != generation && payment.retryOpen()) {
        found.add(payment);
      }
    }
    return found;
  }

  /** Lets notices that got nowhere be delivered again, where they were not sent for a while. */
  void deliverParkedNotices() {
    Instant notSince = scheduler.wallClock().minus(PARKED_PAUSE);
    for (Payment payment :
        ledger.page(EnumSet.of(State.ATTENTION), Optional.empty(), Optional.empty(), PARKED_MOST)) {
      boolean rested = payment.updatedAt().compareTo(notSince) <= 0;
      if (rested && payment.isParkedNotice() && payment.mayBeDeliveredAgain()) {
        apply(payment, new Event.DeliveredAgain());
      }
    }
  }
}
