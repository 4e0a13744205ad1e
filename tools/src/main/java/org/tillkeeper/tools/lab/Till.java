package org.tillkeeper.tools.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A till: starts payments at an agent and asks for them. Safe for any thread. */
public final class Till {
  private final Json json;

  Till(InetSocketAddress agent, String token) {
    json = new Json(agent, Map.of("Authorization", "Bearer " + token));
  }

  /** A one-time address of the cashier's page. */
  public String pageAddress() throws IOException, InterruptedException {
    return String.valueOf(json.post("/v1/page-address", Map.of()).get("address"));
  }

  /**
   * Starts a payment, and does not wait for its end.
   *
   * @param key idempotency key
   * @param amount in the minor unit
   */
  public Payment start(String key, long amount, Instrument instrument)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "sale");
    body.put("amount", amount);
    body.put("currency", "CNY");
    body.put("reference", key);
    body.putAll(instrument.json());
    return Payment.of(json.post("/v1/payments", body, Map.of("Idempotency-Key", key)));
  }

  /**
   * Calls what starts a payment, and does not wait for its end.
   *
   * @param path such as {@code /v1/payments/ID/void}
   * @param key idempotency key
   * @throws Json.Refused if the agent says no
   */
  public Payment call(String path, Map<String, ?> body, String key)
      throws IOException, InterruptedException {
    return Payment.of(json.post(path, body, Map.of("Idempotency-Key", key)));
  }

  /** What the chip said to the acquirer's approval. */
  public void cardResult(String id, Map<String, ?> body) throws IOException, InterruptedException {
    json.post("/v1/payments/" + id + "/card-result", body);
  }

  /** Settles the batch; the settlement as it is now. */
  public Map<String, Object> settle(String key) throws IOException, InterruptedException {
    return json.post("/v1/settlements", Map.of(), Map.of("Idempotency-Key", key));
  }

  /** A settlement as it is now. */
  public Map<String, Object> settlement(String id) throws IOException, InterruptedException {
    return json.object("/v1/settlements/" + id);
  }

  /** Whether a health check is fine, by its name. */
  public boolean isFine(String check) throws IOException, InterruptedException {
    for (Object one : (List<?>) json.object("/v1/diagnosis").get("checks")) {
      Map<?, ?> finding = (Map<?, ?>) one;
      if (check.equals(finding.get("check"))) {
        return Boolean.TRUE.equals(finding.get("ok"));
      }
    }
    throw new IOException("the diagnosis has no check " + check);
  }

  /** The cashier gives up on a payment. */
  public Payment cancel(String id) throws IOException, InterruptedException {
    return Payment.of(json.post("/v1/payments/" + id + "/cancel", Map.of()));
  }

  /** One payment as it is now. */
  public Payment payment(String id) throws IOException, InterruptedException {
    return Payment.of(json.object("/v1/payments/" + id));
  }

  /** Every payment, oldest first. */
  public List<Payment> payments() throws IOException, InterruptedException {
    List<Payment> all = new ArrayList<>();
    String after = "";
    while (true) {
      Map<String, Object> page = json.object("/v1/payments?limit=100" + after);
      for (Object one : (List<?>) page.get("payments")) {
        all.add(0, Payment.of((Map<?, ?>) one));
      }
      if (page.get("next") == null) {
        return all;
      }
      after = "&after=" + page.get("next");
    }
  }

  /** {@code GET /v1/status}. */
  public Map<String, Object> status() throws IOException, InterruptedException {
    return json.object("/v1/status");
  }

  /** Whether the agent is online at this moment. */
  public boolean isOnline() throws IOException, InterruptedException {
    return Boolean.TRUE.equals(status().get("online"));
  }

  /** Whether nothing is pending and no reversal is open. */
  public boolean isDrained() throws IOException, InterruptedException {
    Map<String, Object> status = status();
    Object pending = ((Map<?, ?>) status.get("pending")).get("count");
    return Integer.valueOf(0).equals(pending)
        && Integer.valueOf(0).equals(status.get("openReversals"));
  }

  Json json() {
    return json;
  }
}
