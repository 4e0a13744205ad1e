package org.tillkeeper.agent.nexo;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentType;

/** Has a customer present a card or a code. Safe for any thread. */
public interface Presented {
  /**
   * Asks for one. The future completes with the member {@code card} or {@code qr} as {@code POST
   * /v1/payments} takes it, in a map of its own. It fails with {@link NotPresented}. Who cancels it
   * asks no more, and what the customer presents after that is not used.
   */
  CompletableFuture<Map<String, Object>> collect(Wanted wanted);

  /**
   * What is asked for.
   *
   * @param type what the payment is
   * @param amount in the minor unit
   * @param currency ISO 4217 letters
   * @param entries how it may be presented
   * @param within after this it is not asked for any more
   */
  record Wanted(
      PaymentType type, long amount, String currency, Set<Entry> entries, Duration within) {}

  /** Where there is nothing that could read a card. */
  static Presented nowhere() {
    return wanted -> {
      CompletableFuture<Map<String, Object>> none = new CompletableFuture<>();
      none.completeExceptionally(new NotPresented(NotPresented.Why.NO_READER));
      return none;
    };
  }
}
