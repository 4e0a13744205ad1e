package org.tillkeeper.agent.till;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * What other programs are told when something has happened, as JSON: what and when, and the payment
 * or the settlement as the API shows it, masked as there. Safe for any thread.
 */
public final class EventBody {
  private final Terminal terminal;
  private final PaymentJson json;
  private final String currency;

  /**
   * @param currency the terminal's own, ISO 4217 letters
   */
  public EventBody(Terminal terminal, PaymentJson json, String currency) {
    this.terminal = terminal;
    this.json = json;
    this.currency = currency;
  }

  /**
   * About a payment, as it is now.
   *
   * @param type a stable word
   * @param at when it happened
   */
  public CompletableFuture<byte[]> ofPayment(String type, Instant at, String id) {
    return terminal.payment(id).thenApply(found -> body(type, at, json.payment(found.get())));
  }

  /** About a settlement, as it is now. */
  public CompletableFuture<byte[]> ofSettlement(String type, Instant at, String id) {
    return terminal
        .settlement(id)
        .thenCombine(
            terminal.status(),
            (found, status) -> {
              Map<String, Object> data = SettlementJson.settlement(found.get(), status);
              PaymentJson.putCurrency(data, currency);
              return body(type, at, data);
            });
  }

  private static byte[] body(String type, Instant at, Map<String, Object> data) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type);
    body.put("timestamp", PaymentJson.time(at));
    body.put("data", data);
    return Replies.bytes(body);
  }
}
