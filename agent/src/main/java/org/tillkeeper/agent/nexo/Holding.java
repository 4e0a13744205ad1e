package org.tillkeeper.agent.nexo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.MessagePort;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.words.PaymentText;

/**
 * Holds a till's request until its end is known, and no longer than a till waits. Safe for any
 * thread.
 */
final class Holding {
  private static final Log LOG = Log.of(Holding.class);

  /** Below the 60 s after which clients give a request up. */
  static final Duration AT_MOST = Duration.ofSeconds(55);

  private final Terminal terminal;
  private final Scheduler scheduler;
  private final PaymentText text;
  private final Ends ends;

  Holding(Terminal terminal, Scheduler scheduler, PaymentText text) {
    this.terminal = terminal;
    this.scheduler = scheduler;
    this.text = text;
    ends = new Ends(terminal);
  }

  /**
   * What is said once the end is known, or when waiting is over.
   *
   * @param taken shared with who else waits for it, and not ended by this
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what follows completes what is returned
  CompletableFuture<Told> until(Pair pair, CompletableFuture<Taken> taken, MessagePort.Held held) {
    CompletableFuture<Told> told = new CompletableFuture<>();
    CompletableFuture<Void> over = new CompletableFuture<>();
    Scheduler.Timer timer = scheduler.after(AT_MOST, () -> over.complete(null));
    held.until(pair.key(), over);
    taken.whenComplete(
        (known, failed) -> {
          if (known instanceof Taken.Recorded recorded) {
            CompletableFuture<Payment> end = ends.of(recorded.payment());
            end.whenComplete((payment, notFound) -> over.complete(null));
            over.whenComplete((nothing, cancelled) -> end.cancel(false));
          } else {
            over.complete(null);
          }
        });
    over.whenComplete(
        (nothing, cancelled) -> {
          timer.cancel();
          now(taken)
              .whenComplete((it, failed) -> told.complete(failed == null ? it : unknown(failed)));
        });
    return told;
  }

  /** A payment that cannot be looked at may have any end. */
  private static Told unknown(Throwable failed) {
    LOG.warn(
        "a payment cannot be told to its till",
        Fact.event("nexo-failed"),
        Fact.text("why", failed.toString()));
    return Told.notKnownYet(false);
  }

  /** What is said of a request now. */
  CompletableFuture<Told> now(CompletableFuture<Taken> taken) {
    if (!taken.isDone() || taken.isCompletedExceptionally()) {
      return CompletableFuture.completedFuture(Told.notKnownYet(true));
    }
    Taken known = taken.join();
    if (known instanceof Taken.Recorded recorded) {
      return terminal
          .payment(recorded.payment())
          .thenCompose(
              found ->
                  found.isPresent()
                      ? of(found.get())
                      : CompletableFuture.completedFuture(Told.notKnownYet(false)));
    }
    return CompletableFuture.completedFuture(
        known instanceof Taken.Nothing nothing
            ? Told.of(nothing)
            : known instanceof Taken.OfAnother ? Told.ofAnother() : Told.notKnownYet(false));
  }

  /** What is said of a payment as it is. */
  CompletableFuture<Told> of(Payment payment) {
    Optional<String> original = payment.terms().original();
    CompletableFuture<Optional<Payment>> before =
        original.isPresent()
            ? terminal.payment(original.get())
            : CompletableFuture.completedFuture(Optional.empty());
    return before.thenCombine(
        terminal.receiptFacts(payment.id()),
        (found, facts) -> Told.of(payment, found, facts, text));
  }
}
