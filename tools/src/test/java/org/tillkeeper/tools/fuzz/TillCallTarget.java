package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.till.TillOnBench;
import org.tillkeeper.iso8583.Element;

/**
 * A call of the till API: its path, its query and its body. An input is a line {@code METHOD URI}
 * and the body behind it.
 */
final class TillCallTarget implements Target {
  private static final String TOKEN = "fuzz-fuzz-fuzz-fuzz-fuzz-fuzz-fuzz";
  private static final Map<String, String> HEADERS =
      Map.of("Idempotency-Key", "fuzz-1", "Host", "127.0.0.1", "Authorization", "Bearer " + TOKEN);

  private final List<PaymentOrder> orders = new ArrayList<>();
  private final OwnFolder folder = new OwnFolder();
  private final TillOnBench till;

  TillCallTarget() throws IOException, InvalidConfig {
    folder.file("api-token", TOKEN.getBytes(ISO_8859_1));
    till = new TillOnBench(orders::add, folder.path().toFile());
  }

  @Override
  public String name() {
    return "till-call";
  }

  @Override
  public void check(byte[] input) throws IOException {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    String line = new String(input, 0, end, ISO_8859_1);
    int blank = line.indexOf(' ');
    String method = blank < 0 ? "POST" : line.substring(0, blank);
    String uri = line.substring(blank + 1);
    byte[] body = Arrays.copyOfRange(input, Math.min(input.length, end + 1), input.length);
    orders.clear();
    Optional<TillOnBench.Answer> answered = till.answer(method, uri, HEADERS, body);
    orders.forEach(TillCallTarget::order);
    if (answered.isEmpty()) {
      return; // a stream of events
    }
    TillOnBench.Answer answer = answered.get();
    assertTrue(answer.status() >= 200 && answer.status() < 500, () -> "status " + answer.status());
    if (answer.contentType().contains("json")) {
      String text = new String(answer.body(), UTF_8);
      Map<String, Object> json = JSON.std.mapFrom(text);
      if (answer.status() >= 400) {
        assertEquals("application/problem+json", answer.contentType());
        assertEquals(answer.status(), json.get("status"));
        Said.onOneLine((String) json.get("detail"));
        Said.noCard(text.replace("999999999999", ""));
      }
    }
  }

  /** What a body that was accepted asks for is within what the terminal takes. */
  private static void order(PaymentOrder order) {
    assertTrue(order.amount() >= 0 && order.amount() <= 999_999_999_999L, order::toString);
    assertEquals("CNY", order.currency());
    String said = order.toString();
    Map<Element, String> data = order.data().values();
    for (Element secret :
        List.of(Element.PAN, Element.TRACK2, Element.PIN_BLOCK, Element.QR_CODE)) {
      String value = data.getOrDefault(secret, "");
      String reference = order.reference().orElse("") + order.original().orElse("");
      assertFalse(value.length() > 4 && said.contains(value) && !reference.contains(value));
    }
    assertTrue(data.getOrDefault(Element.PAN, "000000000000").matches("[0-9]{12,19}"));
    assertTrue(data.getOrDefault(Element.EMV, "").matches("([0-9A-F]{2}){0,255}"));
    assertTrue(data.getOrDefault(Element.TRACK2, "").length() <= 37);
    order.reference().ifPresent(Said::harmless);
  }

  @Override
  public List<byte[]> seeds() {
    String swipe =
        "{\"type\":\"sale\",\"amount\":1234,\"currency\":\"CNY\",\"reference\":\"ORDER-1\","
            + "\"card\":{\"entry\":\"swipe\",\"track2\":\"6225000000000006=30125200000000000000\","
            + "\"pinBlock\":\"9FD70511ED75347D\"}}";
    String chip =
        "{\"type\":\"preauth\",\"amount\":1,\"currency\":\"CNY\",\"allowDuplicate\":true,\"card\":{"
            + "\"entry\":\"chip\",\"pan\":\"6225000000000006\",\"expiry\":\"3012\",\"sequence\":\"001\","
            + "\"emv\":\"9F26080102030405060708\",\"track2\":\"6225000000000006D3012520\"}}";
    List<String> calls =
        List.of(
            "POST /v1/payments\n" + swipe,
            "POST /v1/payments?wait=5\n" + chip,
            "POST /v1/payments\n"
                + chip.replace("preauth", "sale").replace("\"emv\"", "\"offline\":\"Y1\",\"emv\""),
            "POST /v1/payments\n{\"type\":\"sale\",\"amount\":1,\"currency\":\"CNY\",\"card\":{"
                + "\"entry\":\"manual\",\"pan\":\"6225000000000006\",\"expiry\":\"3012\"}}",
            "POST /v1/payments\n{\"type\":\"sale\",\"amount\":1,\"currency\":\"CNY\","
                + "\"qr\":{\"code\":\"6212345678901234567\"}}",
            "POST /v1/payments\n{\"type\":\"completion\",\"amount\":5,\"original\":\"p-1\",\"advice\":true}",
            "POST /v1/payments\n{\"type\":\"refund\",\"amount\":5,\"currency\":\"CNY\",\"originalSlip\":{"
                + "\"rrn\":\"123456789012\",\"date\":\"0102\",\"batch\":\"000001\",\"stan\":\"000002\"},"
                + "\"card\":{\"entry\":\"swipe\",\"track2\":\"6225000000000006=3012520\"}}",
            "POST /v1/payments/p-1/void\n",
            "POST /v1/payments/p-1/refund?wait=0\n{\"amount\":5,\"reference\":\"x\"}",
            "POST /v1/payments/p-1/refund\n{\"amount\":5,\"allowDuplicate\":true}",
            "POST /v1/payments/p-1/cancel\n{}",
            "POST /v1/payments/p-1/retry\n",
            "POST /v1/payments/p-1/resolve\n{\"outcome\":\"confirmed\",\"by\":\"A\",\"evidence\":\"slip\"}",
            "POST /v1/payments/p-1/card-result\n{\"accepted\":false,\"emv\":\"9F1001AA\"}",
            "POST /v1/payments/p-1/receipt?copy=merchant\n",
            "GET /v1/payments/p-1/receipt?format=text&columns=32&language=zh\n",
            "GET /v1/payments?state=attention&limit=5&after=p-1&since=2026-01-31T08:00:00%2B08:00\n",
            "GET /v1/payments?display=pending\n",
            "GET /v1/payments/p-1/history\n",
            "GET /v1/payments/p-1/why\n",
            "GET /v1/payments?until=2026-01-31T08:00:00Z&stan=000101&rrn=123456789012&reference=x&amount=1&last4=0006\n",
            "GET /v1/status\n",
            "GET /v1/diagnosis\n",
            "GET /v1/emv-parameters\n",
            "GET /v1/events\n",
            "GET /\n",
            "POST /v1/page-address\n",
            "GET /open/0123456789abcdef0123456789abcdef\n",
            "POST /v1/session\n",
            "POST /v1/session/end\n",
            "POST /v1/sessions/end-all\n{}",
            "GET /v1/report?batch=1\n",
            "GET /v1/settlements?limit=3\n",
            "GET /v1/settlements/s-1\n",
            "POST /v1/settlements\n{}",
            "POST /v1/sign-off\n",
            "POST /v1/ledger-loss/accept\n{\"by\":\"A\",\"evidence\":\"all slips\"}");
    List<byte[]> seeds = new ArrayList<>();
    calls.forEach(call -> seeds.add(call.getBytes(UTF_8)));
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"type\":",
        "\"sale\"",
        "\"tip\"",
        "\"balance\"",
        "\"card\":{",
        "\"qr\":{",
        "\"original\":\"p\",",
        "null",
        "true",
        "1e9",
        "-0",
        "1.0",
        "[",
        "]",
        "{",
        "}",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\\u0022",
        "\uFEFF",
        "%00",
        "%",
        "%2B",
        "?wait=",
        "&",
        "?",
        "//",
        "/..",
        ";",
        "HEAD ",
        "OPTIONS ",
        "\"amount\":");
  }

  @Override
  public int mutations() {
    return 5_000;
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
