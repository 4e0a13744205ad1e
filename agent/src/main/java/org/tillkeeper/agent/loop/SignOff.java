package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.StanCounter;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Message;

/**
 * The sign-off: asked for by a person, sent when nothing else waits. That the terminal is signed
 * off is durable; it signs in again before the next message that needs it.
 */
final class SignOff implements Errands {
  private static final String FACT = "signed-off";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ledger ledger;
  private final Dialog dialog;
  private final Scheduler scheduler;
  private final Runnable done;
  private Optional<CompletableFuture<Void>> asked = Optional.empty();
  private Scheduler.Timer patience = () -> {};

  /**
   * @param done runs once the terminal is signed off and the line is free
   */
  SignOff(Ledger ledger, Dialog dialog, Scheduler scheduler, Runnable done) {
    this.ledger = ledger;
    this.dialog = dialog;
    this.scheduler = scheduler;
    this.done = done;
  }

  /** Whether the terminal is signed off. */
  static boolean isSignedOff(Ledger ledger) {
    return ledger.facts().get(FACT).equals(Optional.of("yes"));
  }

  /** The terminal has signed in. Part of a transaction. */
  static void over(Ledger ledger) {
    if (isSignedOff(ledger)) {
      ledger.facts().set(FACT, "no");
    }
  }

  /** A person asks for it; who asks meanwhile is told the same. */
  CompletableFuture<Void> ask() {
    if (!asked.isPresent()) {
      asked = Optional.of(new CompletableFuture<>());
      patience =
          scheduler.after(
              PATIENCE,
              () ->
                  fail(
                      Refused.Why.NOT_ANSWERED,
                      "The terminal could not sign off within "
                          + PATIENCE.toMillis() / 1000
                          + " s: something else was being sent, or the line was lost. Try again."));
    }
    return asked.get();
  }

  @Override
  public Due<Errand> next(long nowNanos) {
    return asked.isPresent() ? Due.now(new Sending()) : Due.nothing();
  }

  private final class Sending implements Errand {
    @Override
    public Message prepare() {
      String batch = ledger.batches().open().number();
      String stan = ledger.stans().give(StanCounter.Purpose.SIGN_OFF, batch, scheduler.wallClock());
      return dialog.other(
          Kind.SIGN_OFF,
          batch,
          scheduler.wallClock(),
          Collections.singletonMap(Element.STAN, stan));
    }

    @Override
    public Runnable answered(Message message, Answer answer) {
      String code = answer.responseCode();
      // An acquirer that wants a sign-in first has no sign-in of ours to end.
      if (answer.hasCode() && !dialog.isSuccess(code) && !dialog.ordersSignIn(code)) {
        return () ->
            fail(
                Refused.Why.ACQUIRER_REFUSED,
                "The acquirer answered the sign-off with "
                    + code
                    + "; the terminal stays signed in.");
      }
      ledger.facts().set(FACT, "yes");
      ledger.journal(scheduler.wallClock(), "signed-off", "Signed off.");
      return () -> {
        done.run();
        ended().ifPresent(end -> end.complete(null));
      };
    }

    @Override
    public void unanswered(Event.Silence why) {
      fail(
          Refused.Why.NOT_ANSWERED,
          "The sign-off was not answered (" + why.text() + "); try again when the line is back.");
    }
  }

  private void fail(Refused.Why why, String text) {
    ended().ifPresent(end -> end.completeExceptionally(new Refused(why, text, Optional.empty())));
  }

  private Optional<CompletableFuture<Void>> ended() {
    Optional<CompletableFuture<Void>> ended = asked;
    asked = Optional.empty();
    patience.cancel();
    return ended;
  }
}
