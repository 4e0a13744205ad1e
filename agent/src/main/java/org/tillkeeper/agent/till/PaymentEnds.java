package org.tillkeeper.agent.till;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.Terminal;

/** How long an answer waits for a payment's end, and what it shows of it. Safe for any thread. */
final class PaymentEnds {
  private final Terminal terminal;
  private final PaymentJson json;

  PaymentEnds(Terminal terminal, PaymentJson json) {
    this.terminal = terminal;
    this.json = json;
  }

  /**
   * The payment at its end, or as it is when the time or the waiting is over. Never fails: the
   * payment is recorded whatever becomes of the waiting, and who asked must learn its id.
   */
  CompletableFuture<Payment> await(Payment payment, Duration wait, Waits.Waiting waiting) {
    if (wait.isZero() || payment.state().isFinal() || payment.isJustShown()) {
      return CompletableFuture.completedFuture(payment);
    }
    CompletableFuture<Payment> end = terminal.whenFinal(payment.id(), wait);
    waiting.until(payment.id(), end);
    return end.thenApply(Optional::of)
        .exceptionally(failure -> Optional.empty())
        .thenCompose(
            now ->
                now.isPresent() ? CompletableFuture.completedFuture(now.get()) : asItIs(payment));
  }

  private CompletableFuture<Payment> asItIs(Payment before) {
    return terminal
        .payment(before.id())
        .thenApply(now -> now.orElse(before))
        .exceptionally(failure -> before);
  }

  /**
   * With what the acquirer said to the chip, as long as the chip is waited for, or the code that is
   * shown.
   */
  CompletableFuture<Map<String, Object>> withChip(Payment payment) {
    if (payment.state() == State.SHOWN) {
      return terminal.shownCode(payment.id()).thenApply(code -> json.showing(payment, code));
    }
    return payment.cardResult() == CardResult.AWAITED
        ? terminal.chipAnswer(payment.id()).thenApply(said -> json.payment(payment, said))
        : CompletableFuture.completedFuture(json.payment(payment));
  }

  /** As {@link #withChip}, or without where that cannot be read now. */
  CompletableFuture<Map<String, Object>> shown(Payment payment) {
    return withChip(payment).exceptionally(failure -> json.payment(payment));
  }
}
