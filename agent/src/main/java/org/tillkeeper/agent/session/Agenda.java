package org.tillkeeper.agent.session;

import java.util.List;
import java.util.Random;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Rules;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.payment.Todo;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The agenda says what is due and when: the sign-in, each open reversal, each request that is
 * repeated or asked about, each code that is shown, and the next attempt of a sale. What there is
 * to do stands in the ledger. The agenda keeps only the times, which a restart may forget.
 */
final class Agenda {
  private static final Log LOG = Log.of(Agenda.class);

  private final Scheduler scheduler;
  final SignInState signIn;
  final ReversalQueue reversals;
  final RepeatQueue repeats;
  final ShownCodes codes;
  final RouteWanted routeWanted;

  /**
   * The pause before the next attempt of a sale whose answer decided nothing, by the id of its
   * payment.
   */
  final Pauses<String> attempts;

  final HostDay hostDay = new HostDay();

  Agenda(
      Patience patience,
      LineSettings line,
      Scheduler scheduler,
      Ledger ledger,
      Rules rules,
      Random random) {
    this.scheduler = scheduler;
    signIn = new SignInState(random, SignInState.isSignedOff(ledger));
    reversals =
        new ReversalQueue(ledger, random, patience.originalLifetime(), scheduler.nanoTime());
    repeats = new RepeatQueue(ledger, rules, random);
    codes = new ShownCodes(ledger, random);
    routeWanted = new RouteWanted(line);
    attempts = new Pauses<>(random);
  }

  /** The line is online by this route: what waited for its host is due. */
  void onlineBy(String route) {
    List<AttemptKey> waited = routeWanted.online(route);
    for (AttemptKey key : waited) {
      reversals.dueNow(key, scheduler.nanoTime());
      repeats.dueNow(key, scheduler.nanoTime());
      codes.dueNow(key, scheduler.nanoTime());
    }
  }

  /** Signed in: everything that is open is due. */
  void allDueNow() {
    reversals.allDueNow(scheduler.nanoTime());
    repeats.allDueNow();
    codes.allDueNow();
  }

  /** What is open of this payment is due. */
  void hurry(Payment payment) {
    for (Attempt attempt : payment.attempts()) {
      AttemptKey key = new AttemptKey(payment.id(), attempt.number());
      if (attempt.reversalMayStillSucceed()) {
        reversals.dueNow(key, scheduler.nanoTime());
      }
      repeats.dueNow(key, scheduler.nanoTime());
      codes.dueNow(key, scheduler.nanoTime());
    }
    attempts.takeTurn(payment.id());
  }

  /**
   * Makes due what a step asks for, and forgets the turns of what it ended.
   *
   * @param key the attempt that the event was about
   */
  void follow(AttemptKey key, Step step) {
    long now = scheduler.nanoTime();
    for (Todo todo : step.todo()) {
      todo.accept(new Following(now, step.payment()));
    }
    forgetWhatEnded(key, step.payment());
  }

  /** What each thing to do makes due. */
  private final class Following implements Todo.Cases {
    private final long now;
    private final Payment payment;

    Following(long now, Payment payment) {
      this.now = now;
      this.payment = payment;
    }

    @Override
    public void on(Todo.SignIn order) {
      signIn.ordered(now);
    }

    @Override
    public void on(Todo.JumpStan jump) {
      LOG.warn("the acquirer knows STANs ahead of ours; the counter jumped");
    }

    @Override
    public void on(Todo.DisproveNoOriginal disproved) {
      LOG.warn("the acquirer approved what it had no original of; its word proves nothing now");
    }

    @Override
    public void on(Todo.Reverse reverse) {
      AttemptKey key = reverse.attempt();
      switch (reverse.when()) {
        case NOW -> reversals.dueNow(key, now);
        case AFTER_BACKOFF -> reversals.dueAfterBackoff(key, now);
        case AFTER_ORIGINAL_EXPIRED -> reversals.dueAfterOriginalExpired(key);
      }
    }

    @Override
    public void on(Todo.Repeat repeat) {
      unresolvedDue(repeat.attempt(), repeat.when());
    }

    @Override
    public void on(Todo.Inquire inquire) {
      unresolvedDue(inquire.attempt(), inquire.when());
    }

    @Override
    public void on(Todo.AskOfCode ask) {
      AttemptKey key = ask.attempt();
      switch (ask.when()) {
        case NOW -> codes.dueNow(key, now);
        case AFTER_BACKOFF -> codes.dueAfterPause(key, payment, now);
        case AFTER_ORIGINAL_EXPIRED -> codes.dueAt(key, reversals.originalExpiryNanos(key));
      }
    }

    private void unresolvedDue(AttemptKey key, Todo.When when) {
      switch (when) {
        case NOW -> repeats.dueNow(key, now);
        case AFTER_BACKOFF -> repeats.dueAfterBackoff(key, now);
        case AFTER_ORIGINAL_EXPIRED -> repeats.dueAt(key, reversals.originalExpiryNanos(key));
      }
    }
  }

  private void forgetWhatEnded(AttemptKey key, Payment payment) {
    if (payment.state().isFinal()) {
      attempts.forget(payment.id());
    }
    boolean underWay =
        payment.underWay().isPresent() && payment.underWay().get().number() == key.number();
    if (key.number() > 0 && !payment.attempt(key.number()).isReversalSentAgain() && !underWay) {
      reversals.ended(key);
      repeats.ended(key);
      codes.ended(key);
      routeWanted.ended(key);
      hostDay.forget(key);
    }
  }
}
