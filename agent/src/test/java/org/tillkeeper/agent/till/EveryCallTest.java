package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.AgentProcess;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.contract.RawExchanges;

/**
 * Every parameter, header and body member of every call, each with every value that once troubled
 * somebody, against a whole agent with a ledger: none is answered with 500, and none hangs.
 */
@Timeout(300)
class EveryCallTest {
  private static final String MASTER_KEY = "CA5D92598DCA48CE8A4C76361A9269E9";

  private static final List<String> PARAMETERS =
      List.of(
          "wait",
          "state",
          "display",
          "since",
          "limit",
          "after",
          "batch",
          "copy",
          "lang",
          "columns",
          "format",
          "reprint",
          "until",
          "stan",
          "rrn",
          "reference",
          "amount",
          "last4",
          "payment",
          "level",
          "seen",
          "other");

  private static final List<String> HEADERS =
      List.of(
          "Authorization",
          "Host",
          "Idempotency-Key",
          "Last-Event-ID",
          "Content-Type",
          "Content-Length",
          "Transfer-Encoding",
          "Expect",
          "Connection",
          "Accept",
          "Cookie",
          "Origin",
          "Upgrade");

  /** As they stand in an address, in a header, and in a JSON text. */
  private static final List<String> TEXTS =
      List.of(
          "",
          "0",
          "-1",
          "1",
          "00000000000000000001",
          "999999999",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1e400",
          "0x10",
          "NaN",
          "null",
          "true",
          "[]",
          "{}",
          "..",
          "../../etc/passwd",
          "%00",
          "%0d%0a",
          "%FF%FE",
          "%zz",
          "%E2%80%AE",
          "-999999999-01-01T00:00:00Z",
          "%2B999999999-12-31T23:59:59Z",
          "-292275055-05-16T16:47:04Z",
          "0000-01-01T00:00:00%2B18:00",
          "9999-12-31T23:59:59Z",
          "2026-02-30T00:00:00Z",
          "confirmed",
          "attention",
          "6225000000000006",
          "a&a=b",
          "x".repeat(65),
          "y".repeat(300));

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1",
          "0.5",
          "-0.0",
          "1e9",
          "1e400",
          "999999999999",
          "9223372036854775807",
          "9223372036854775808",
          "[]",
          "[[[[[[]]]]]]",
          "{}",
          "{\"a\":1}",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\u202e\"",
          "\"\\ud83d\\ude00\"");

  private static final Map<String, List<String>> BODIES =
      Map.ofEntries(
          Map.entry("POST /v1/payments/ID/acknowledge", List.of("{\"by\":\"A\"}")),
          Map.entry("POST /v1/session/supervisor", List.of("{\"pin\":\"271828\"}")),
          Map.entry("PUT /v1/pin", List.of("{\"pin\":\"271828\"}")),
          Map.entry(
              "POST /v1/payments",
              List.of(
                  TillFixture.SWIPE,
                  """
              {"type":"sale","amount":1,"currency":"CNY","allowDuplicate":true,"card":{"entry":"chip",
               "pan":"6225000000000006","expiry":"3012","sequence":"001","pinBlock":"9FD70511ED75347D",
               "emv":"9F26080102030405060708","offline":"Y1"}}""",
                  """
              {"type":"sale","amount":2,"currency":"CNY","qr":{"code":"6212345678901234567"}}""",
                  """
              {"type":"refund","amount":5,"currency":"CNY","originalSlip":{"rrn":"123456789012",
               "date":"0102","batch":"000001","stan":"000002"},
               "card":{"entry":"swipe","track2":"6225000000000006=3012520"}}""",
                  """
              {"type":"completion","amount":5,"original":"p-1","advice":true,"reference":"x"}""",
                  """
              {"type":"sale","amount":5,"currency":"CNY","collect":{"within":"100ms",
               "entries":["chip","qr"]}}""")),
          Map.entry(
              "POST /v1/payments/ID/refund",
              List.of("{\"amount\":5,\"reference\":\"x\",\"attempt\":1,\"allowDuplicate\":true}")),
          Map.entry(
              "POST /v1/payments/ID/void",
              List.of("{\"reference\":\"x\",\"allowDuplicate\":true}")),
          Map.entry(
              "POST /v1/payments/ID/card-result",
              List.of("{\"accepted\":false,\"emv\":\"9F1001AA\"}")),
          Map.entry(
              "PUT /v1/payments/ID/signature",
              List.of("{\"width\":240,\"height\":100,\"strokes\":[[[1,2],[30,40]]]}")),
          Map.entry(
              "POST /v1/payments/ID/resolve",
              List.of("{\"outcome\":\"confirmed\",\"by\":\"A\",\"evidence\":\"slip\"}")),
          Map.entry("POST /v1/payments/ID/receipt", List.of("{\"copy\":\"merchant\"}")),
          Map.entry(
              "POST /v1/settlements/ID/acknowledge",
              List.of("{\"by\":\"A\",\"evidence\":\"slip\"}")),
          Map.entry("POST /v1/ledger-loss/accept", List.of("{\"by\":\"A\",\"evidence\":\"slip\"}")),
          Map.entry("POST /v1/no-original/accept", List.of("{\"by\":\"A\",\"evidence\":\"slip\"}")),
          Map.entry(
              "PUT /v1/log-level",
              List.of("{\"level\":\"info\",\"logger\":\"host\",\"for\":\"1s\"}")),
          Map.entry(
              "POST /v1/reader/requests/ID",
              List.of(
                  "{\"card\":{\"entry\":\"manual\",\"pan\":\"6225000000000006\",\"expiry\":\"3012\"}}",
                  "{\"qr\":{\"code\":\"6212345678901234567\"}}",
                  "{\"refused\":\"removed\"}")));

  @TempDir Path folder;
  private AgentProcess agent;
  private String token;
  private String payment;
  private final Map<Integer, Integer> answers = new LinkedHashMap<>();
  private final Defects defects = new Defects();
  private int keys;

  @BeforeEach
  void start() throws Exception {
    Logger.getLogger("").addHandler(defects);
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, MASTER_KEY + "\n");
    Path yaml = folder.resolve("agent.yaml");
    // Nobody listens where the acquirer should be: each sale ends at once, and nothing is awaited.
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host:
          dialect: unionpay-pos
          routes: [{name: primary, address: "127.0.0.1:1", tls: false}]
          retry: {within: 0s}
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        device: {reader: api}
        """);
    agent = AgentProcess.start(AgentConfig.read(yaml.toFile()), "test");
    token = Files.readString(folder.resolve("data/api-token")).trim();
    String answer = said(call("POST /v1/payments", "", "", TillFixture.SWIPE));
    payment = answer.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    assertTrue(payment.length() < 65, answer);
  }

  @AfterEach
  void stop() {
    agent.close();
    Logger.getLogger("").removeHandler(defects);
    assertEquals(Set.of(), defects.said, "nobody who calls makes the agent log a defect");
  }

  /** What the log says of the agent's own faults. */
  private static final class Defects extends Handler {
    private final Set<String> said = new ConcurrentSkipListSet<>();

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
        said.add(line.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void no_parameter_of_any_call_is_answered_with_500_or_hangs() throws Exception {
    for (String call : calls()) {
      for (String name : PARAMETERS) {
        if (!check(call, "?" + name + "=0", "", body(call)).contains("is not a parameter")) {
          for (String text : TEXTS) {
            check(call, "?" + name + "=" + text, "", body(call));
          }
        }
      }
      check(call, "?", "", body(call));
      check(call, "?&&=&=", "", body(call));
    }
    assertTrue(answers.getOrDefault(200, 0) > 100, answers.toString());
    assertTrue(answers.getOrDefault(400, 0) > 100, answers.toString());
  }

  @Test
  void no_header_of_any_call_is_answered_with_500_or_hangs() throws Exception {
    int turn = 0;
    for (String call : calls()) {
      for (String name : HEADERS) {
        // Each call has each header, and each header every value, but not each call every value.
        for (int i = turn++ % 5; i < TEXTS.size(); i += 5) {
          check(call, "", name + ": " + TEXTS.get(i) + "\r\n", body(call));
        }
        check(call, "", name + ": \u00e9\t\u0001\r\n", body(call));
      }
    }
  }

  @Test
  void no_body_member_of_any_call_is_answered_with_500_or_hangs() throws Exception {
    List<String> values = new ArrayList<>(VALUES);
    for (String text : TEXTS) {
      values.add("\"" + text + "\"");
    }
    for (String call : calls()) {
      // What samples have in common, and what is left out whatever the value, is asked once.
      Set<String> bodies = new LinkedHashSet<>();
      for (String sample : BODIES.getOrDefault(call, List.of("{}"))) {
        for (String value : values) {
          bodies.add(value);
          bodies.add("{\"other\":" + value + "}");
          bodies.addAll(changed(JSON.std.mapFrom(sample), value));
        }
      }
      for (String body : bodies) {
        check(call, "", "", body);
      }
    }
  }

  /** The sample with each of its members in turn, however deep, as another value, or left out. */
  private static List<String> changed(Map<String, Object> sample, String value) throws IOException {
    List<String> all = new ArrayList<>();
    for (String member : sample.keySet()) {
      String text = member + "-is-changed";
      Map<String, Object> other = new LinkedHashMap<>(sample);
      other.put(member, text);
      all.add(JSON.std.asString(other).replace("\"" + text + "\"", value));
      other.remove(member);
      all.add(JSON.std.asString(other));
      if (sample.get(member) instanceof Map<?, ?> inner) {
        for (String deeper : changed(JSON.std.mapFrom(JSON.std.asString(inner)), value)) {
          other.put(member, text);
          all.add(JSON.std.asString(other).replace("\"" + text + "\"", deeper));
        }
      }
    }
    return all;
  }

  /** A wrong code is answered after a pause that grows: {@link PageAccessTest} plays those. */
  private static final String DELAYED = "GET /open/ID";

  /** All there are, as the router knows them. */
  private Set<String> calls() throws Exception {
    try (FakeTerminal terminal = new FakeTerminal()) {
      Replies replies = new Replies(null);
      Router router = TillFixture.router(terminal, folder.resolve("data").toFile(), replies);
      new FieldApi(terminal, replies, null, "CNY").addTo(router);
      Set<String> calls = new TreeSet<>(router.calls());
      assertTrue(calls.remove(DELAYED));
      return calls;
    }
  }

  private static String body(String call) {
    return !call.startsWith("GET") ? BODIES.getOrDefault(call, List.of("")).get(0) : "";
  }

  private String check(String call, String query, String headers, String body) throws IOException {
    String request = call(call, query, headers, body);
    String answer;
    try {
      answer = said(request);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer and no end: " + request, e);
    }
    int status = answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    answers.merge(status, 1, Integer::sum);
    if (status == 500) {
      fail(answer + " to " + request);
    }
    return answer;
  }

  private String call(String call, String query, String headers, String body) {
    String address = call.replace("ID", payment == null ? "" : payment) + query;
    StringBuilder request = new StringBuilder(address + " HTTP/1.1\r\n" + headers);
    add(request, headers, "Host", "localhost");
    add(request, headers, "Authorization", "Bearer " + token);
    add(request, headers, "Idempotency-Key", "key-" + ++keys);
    add(request, headers, "Connection", "close");
    add(
        request,
        headers.contains("Transfer-Encoding") ? "Content-Length" : headers,
        "Content-Length",
        String.valueOf(body.getBytes(StandardCharsets.UTF_8).length));
    return request + "\r\n" + body;
  }

  private static void add(StringBuilder request, String given, String name, String value) {
    if (!given.startsWith(name)) {
      request.append(name).append(": ").append(value).append("\r\n");
    }
  }

  /** The answer to its end; of a stream its begin. What is not whole is ended by this side. */
  private String said(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
      RawExchanges exchanges = new RawExchanges();
      exchanges.sent(
          new String(request.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
      exchanges.answeredAndEnded(answer.toString());
      return answer.toString();
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return ""; // It has refused, and what followed met a closed connection.
    }
  }

  /** What a call without a sample is posted with: the empty object, or nothing. */
  private static final Set<String> WITHOUT_MEMBERS =
      Set.of(
          "POST /v1/collections/cancel",
          "POST /v1/page-address",
          "POST /v1/payments/ID/cancel",
          "POST /v1/payments/ID/retry",
          "POST /v1/session",
          "POST /v1/session/cashier",
          "POST /v1/session/end",
          "POST /v1/sessions/end-all",
          "POST /v1/settlements",
          "POST /v1/sign-off");

  @Test
  void every_call_that_takes_a_body_has_a_sample_here() throws Exception {
    Set<String> posts = calls();
    posts.removeIf(call -> call.startsWith("GET"));
    posts.removeAll(WITHOUT_MEMBERS);
    assertEquals(posts, BODIES.keySet());
  }
}
