package org.tillkeeper.agent.nexo;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Status;

/**
 * Waits until a till may be told how a payment ended. That is not when it has its end: where a chip
 * was read, the chip has its say after the acquirer. Safe for any thread.
 */
final class Ends {
  private final Terminal terminal;

  Ends(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Completes with the payment once waiting brings no better answer. Who cancels it waits no more.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // what follows is the end's own
  CompletableFuture<Payment> of(String payment) {
    CompletableFuture<Payment> end = new CompletableFuture<>();
    Terminal.Subscription changes =
        terminal.subscribe(
            Optional.empty(),
            new Terminal.Subscriber() {
              @Override
              public void payment(long id, Payment changed) {
                if (changed.id().equals(payment)) {
                  look(changed, end);
                }
              }

              @Override
              public void status(long id, Status status) {
                // Only the payment is of interest.
              }
            });
    // After the subscription, so that no change falls between.
    terminal
        .payment(payment)
        .whenComplete(
            (found, failed) -> {
              if (failed != null) {
                end.completeExceptionally(failed);
              } else {
                found.ifPresent(it -> look(it, end));
              }
            });
    end.whenComplete((came, failed) -> changes.cancel());
    return end;
  }

  private static void look(Payment payment, CompletableFuture<Payment> end) {
    if (!Verdict.mayChangeSoon(payment)) {
      end.complete(payment);
    }
  }
}
