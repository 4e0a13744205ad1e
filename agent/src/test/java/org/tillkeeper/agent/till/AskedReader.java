package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.till.TillFixture.Answered;

/** A till that asks for a card, and the payment application that presents it, over HTTP. */
@Timeout(60)
abstract class AskedReader {
  static final String REQUESTS = "/v1/reader/requests";

  static final String SWIPED =
      "{\"card\":{\"entry\":\"swipe\",\"track2\":\"6225000000000006=30125200000000000000\"}}";

  static final String CODE = "{\"qr\":{\"code\":\"6212345678901234567\"}}";

  @TempDir Path data;

  TillFixture till;

  final List<Wire> wires = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    till = TillFixture.withReader(data.toFile(), Limits.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    for (Wire wire : wires) {
      wire.socket.close();
    }
    till.close();
  }

  static String collect(String type, String members) {
    return "{\"type\":\"" + type + "\",\"currency\":\"CNY\"," + members + "}";
  }

  static String sale(String collect) {
    return collect("sale", "\"amount\":1234,\"collect\":" + collect);
  }

  static final String SALE = sale("{\"within\":\"30s\"}");

  Wire asks(String key, String body) throws Exception {
    return asks(key, body, "");
  }

  /** A till asks for a card; its answer is not read yet. */
  Wire asks(String key, String body, String query) throws Exception {
    Wire wire = till.connect();
    wires.add(wire);
    wire.send(till.postOf("/v1/payments" + query, key, body));
    return wire;
  }

  Answered poll() throws Exception {
    return till.get(REQUESTS);
  }

  /** The only request there is. */
  Map<?, ?> request() throws Exception {
    List<?> requests = (List<?>) till.get(REQUESTS + "?wait=20").json().get("requests");
    assertEquals(1, requests.size());
    return (Map<?, ?>) requests.get(0);
  }

  /** A till asks, and the reader has the request. */
  String asked(String key) throws Exception {
    poll();
    asks(key, SALE);
    return String.valueOf(request().get("id"));
  }

  Answered present(String id, String body) throws Exception {
    return till.post(REQUESTS + "/" + id, body);
  }

  static Map<String, Object> json(Wire.Answer answer) throws Exception {
    return TillFixture.json(answer.body());
  }

  static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < giveUp, "it never came true");
      Thread.onSpinWait();
    }
  }

  boolean stands(String standing) {
    try {
      return till.get("/v1/reader").text("reader").equals(standing);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static void assertProblem(int status, String type, Answered answer) {
    assertEquals(status, answer.status(), answer.raw().body());
    assertEquals(type, answer.text("type"));
    Map<?, ?> message = (Map<?, ?>) answer.json().get("message");
    assertFalse(String.valueOf(message.get("zh")).isEmpty());
    assertFalse(String.valueOf(message.get("en")).isEmpty());
  }

  static void assertProblem(int status, String type, Wire.Answer answer) throws Exception {
    assertEquals(status, answer.status(), answer.body());
    assertEquals(type, json(answer).get("type"));
  }
}
