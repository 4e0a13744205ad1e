package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands that take money and follow it. */
@Timeout(60)
class SellingCommandsTest {
  private static final String PAYMENT =
      "{\"id\":\"0193\",\"type\":\"sale\",\"state\":\"confirmed\",\"display\":\"confirmed\",\"amount\":1234,"
          + "\"currency\":\"CNY\",\"card\":{\"entry\":\"swipe\",\"pan\":\"622500******0006\"},"
          + "\"reference\":\"A-1\",\"updatedAt\":\"2026-01-01T00:00:00Z\","
          + "\"message\":{\"zh\":\"已收款\",\"en\":\"paid\"}}";
  private static final String REQUEST =
      "{\"requests\":[{\"id\":\"r1\",\"type\":\"sale\",\"amount\":1234,\"currency\":\"CNY\",\"minorUnits\":2,"
          + "\"entries\":[\"chip\",\"swipe\",\"qr\"],\"expiresAt\":\"2026-01-01T00:00:00Z\"}]}";
  private static final String NONE = "{\"requests\":[]}";
  private static final String TRACK = "6225000000000006=30125200000000000000";

  @TempDir Path folder;
  @RegisterExtension final CommandRun command = new CommandRun();
  private final List<String> asked = new ArrayList<>();
  private HttpServer agent;

  @BeforeEach
  void listen() throws Exception {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.start();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/api-token"), "secret\n");
    currency("CNY");
  }

  private void currency(String currency) throws IOException {
    Files.writeString(
        folder.resolve("agent.yaml"),
        "api: {listen: \"127.0.0.1:"
            + agent.getAddress().getPort()
            + "\"}\nterminal: {timeZone: Asia/Shanghai, currency: "
            + currency
            + "}\ndata: ./data\nhost: {}\n");
  }

  @AfterEach
  void restore() {
    agent.stop(0);
  }

  private String run(int expected, String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("--config", folder.resolve("agent.yaml").toString()));
    return command.ends(expected, line);
  }

  /** An answer: its status and body; without a body the connection is closed instead. */
  private record Told(int status, String body) {}

  /** One answer after the other, the last for ever. */
  private void tells(String path, Told... answers) {
    Deque<Told> left = new ArrayDeque<>(List.of(answers));
    agent.createContext(
        path,
        exchange -> {
          if (!exchange.getRequestURI().getPath().equals(path)) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
          }
          note(exchange);
          Told told = left.size() > 1 ? left.removeFirst() : left.getFirst();
          if (told.body().isEmpty()) {
            exchange.close();
            return;
          }
          byte[] body = told.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(told.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private void note(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Idempotency-Key")
            + " "
            + exchange.getRequestHeaders().getFirst("Last-Event-ID")
            + " "
            + (body.isEmpty() ? "" : sorted(AgentApi.parsed(body))));
  }

  /** An object of JSON says the same in any order, so it is shown in one. */
  private static Object sorted(Object value) {
    if (value instanceof Map<?, ?> object) {
      Map<String, Object> sorted = new TreeMap<>();
      object.forEach((name, inner) -> sorted.put(String.valueOf(name), sorted(inner)));
      return sorted;
    }
    return value;
  }

  private static Told problem(int status, String type) {
    return new Told(
        status,
        "{\"type\":\""
            + type
            + "\",\"detail\":\"no\",\"message\":{\"zh\":\"不\",\"en\":\"it is "
            + type
            + "\"}}");
  }

  // ---- settle

  private static String settlement(String state, String result) {
    return "{\"id\":\"s1\",\"batch\":\"000001\",\"state\":\"" + state + "\"" + result + "}";
  }

  @Test
  void settle_waits_at_the_agent_until_the_settlement_has_ended() throws Exception {
    tells("/v1/settlements", new Told(202, settlement("waiting", "")));
    tells(
        "/v1/settlements/s1",
        new Told(200, settlement("waiting", "")),
        new Told(200, settlement("ended", ",\"result\":\"balanced\"")));
    assertTrue(run(0, "settle", "--wait", "90").contains("000001"));
    assertEquals(3, asked.size(), asked.toString());
    assertTrue(asked.get(1).contains("/v1/settlements/s1?wait=60"), asked.toString());
  }

  @Test
  void settle_without_a_wait_asks_once_and_says_where_it_stands() throws Exception {
    tells("/v1/settlements", new Told(202, settlement("waiting", "")));
    assertTrue(run(1, "settle", "--wait", "0").contains("000001"));
    assertEquals(1, asked.size(), asked.toString());
  }

  // ---- pay

  @Test
  void a_sale_is_paid_at_the_reader_and_is_0_once_the_money_has_arrived() {
    tells("/v1/payments", new Told(201, PAYMENT));
    String text = run(0, "pay", "12.34", "--reference", "A-1", "--key", "mine", "--within", "30");
    assertEquals(
        "POST /v1/payments?wait=60 mine null {amount=1234, collect={within=30s}, currency=CNY,"
            + " reference=A-1, type=sale}",
        asked.get(0));
    assertTrue(text.contains("--key mine"), text);
    assertTrue(text.contains("12.34 CNY") && text.contains("within 30 s"), text);
    assertTrue(text.contains("paid"), text);
  }

  @Test
  void a_sale_is_paid_by_a_code_in_the_terminals_currency() throws Exception {
    currency("JPY");
    tells("/v1/payments", new Told(201, PAYMENT));
    String text = run(0, "pay", "1,234", "--qr", "6212345678901234567", "--wait", "0");
    assertTrue(asked.get(0).startsWith("POST /v1/payments?wait=0 cli-"), asked.get(0));
    assertTrue(
        asked
            .get(0)
            .endsWith("{amount=1234, currency=JPY, qr={code=6212345678901234567}, type=sale}"),
        asked.get(0));
    assertFalse(text.contains("present the card"), text);
    assertTrue(run(2, "pay", "12.34").contains("JPY"));
  }

  private static Told shown(String state, String code) {
    String show = "\"show\":{\"code\":" + code + ",\"expiresAt\":\"2026-01-01T00:02:00Z\"},";
    return new Told(
        200,
        PAYMENT
            .replace("\"state\":\"confirmed\"", show + "\"state\":" + quoted(state))
            .replace("\"display\":\"confirmed\"", "\"display\":\"pending\""));
  }

  @Test
  void a_code_is_shown_once_and_waited_for_until_it_is_paid() {
    Told code = shown("shown", quoted("https://pay.example/7Q2F"));
    tells("/v1/payments", code, code, shown("closing", "null"), new Told(200, PAYMENT));
    String text = run(0, "pay", "12.34", "--show", "--key", "mine", "--within", "180");
    assertEquals(
        "POST /v1/payments?wait=60 mine null {amount=1234, currency=CNY, show={within=180s}, type=sale}",
        asked.get(0));
    assertEquals(4, asked.size(), "also until its closing was answered");
    assertEquals(1, text.split("https://pay.example/7Q2F", -1).length - 1, text);
    assertTrue(text.contains("08:02") && text.contains("cancel 0193"), text);
    assertTrue(text.contains("paid"), text);
  }

  @Test
  void a_code_that_nobody_knows_the_end_of_is_1_and_comes_to_an_end() {
    tells("/v1/payments", shown("closing", "null"));
    assertTrue(run(1, "pay", "12.34", "--show").contains("do not charge again"));
    assertEquals(2, asked.size(), asked.toString());
    agentForgets("/v1/payments");
    tells("/v1/payments", shown("shown", quoted("X")));
    run(1, "pay", "12.34", "--show", "--within", "10", "--wait", "5");
    assertEquals(6, asked.size(), "and not for ever");
  }

  @Test
  void every_end_but_confirmed_is_1_and_a_pending_one_says_not_to_charge_again() {
    for (String display : List.of("declined", "cancelled", "not-sent", "attention", "cancelling")) {
      agentForgets("/v1/payments");
      tells("/v1/payments", new Told(201, PAYMENT.replace("\"confirmed\"", quoted(display))));
      run(1, "pay", "12.34");
    }
    agentForgets("/v1/payments");
    tells("/v1/payments", new Told(201, PAYMENT.replace("\"confirmed\"", quoted("pending"))));
    String text = run(1, "pay", "12.34");
    assertTrue(text.contains("do not charge again") && text.contains("show 0193"), text);
  }

  private static String quoted(String word) {
    return "\"" + word + "\"";
  }

  private void agentForgets(String path) {
    try {
      agent.removeContext(path);
    } catch (IllegalArgumentException none) {
      // There was none yet.
    }
  }

  @Test
  void what_the_reader_refuses_is_1_in_words() {
    for (String type : List.of("no-reader", "reader-busy", "card-removed")) {
      agentForgets("/v1/payments");
      tells("/v1/payments", problem(409, type));
      assertTrue(run(1, "pay", "12.34").contains("it is " + type));
    }
    agentForgets("/v1/payments");
    tells("/v1/payments", problem(408, "not-presented"));
    assertTrue(run(1, "pay", "12.34").contains("it is not-presented"));
  }

  @Test
  void a_call_that_had_to_give_up_its_place_is_asked_again_under_its_key() {
    tells("/v1/payments", problem(409, "collecting"), new Told(201, PAYMENT));
    run(0, "pay", "12.34", "--key", "mine");
    assertEquals(2, asked.size());
    assertEquals(asked.get(0), asked.get(1));
    agentForgets("/v1/payments");
    tells("/v1/payments", problem(409, "collecting"));
    run(1, "pay", "12.34");
    assertEquals(7, asked.size(), "and not for ever");
  }

  @Test
  void an_agent_that_goes_away_leaves_the_key_to_ask_again_with() {
    tells("/v1/payments", new Told(0, ""));
    assertTrue(run(1, "pay", "12.34", "--key", "mine").contains("the same key: --key mine"));
  }

  @Test
  void a_program_gets_the_payment_alone_on_the_output() {
    tells("/v1/payments", new Told(201, PAYMENT));
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    System.setOut(new PrintStream(answers, true, StandardCharsets.UTF_8));
    run(0, "pay", "12.34", "--json");
    assertEquals(PAYMENT, answers.toString(StandardCharsets.UTF_8).trim());
  }

  @Test
  void a_sale_that_cannot_be_is_wrong_usage() {
    assertTrue(run(2, "pay").contains("AMOUNT"));
    assertTrue(run(2, "pay", "12.345").contains("AMOUNT is \"12.345\""));
    assertTrue(run(2, "pay", "0").contains("more than nothing"));
    assertTrue(run(2, "pay", "-5").contains("-5"));
    assertTrue(run(2, "pay", "five").contains("such as 44.44"));
    assertTrue(run(2, "pay", "1", "--wait", "61").contains("--wait is 61: allowed is 0 to 60"));
    assertTrue(
        run(2, "pay", "1", "--within", "301").contains("--within is 301: allowed is 1 to 300"));
    assertTrue(
        run(2, "pay", "1", "--show", "--within", "9")
            .contains("--within is 9: allowed is 10 to 600"));
    assertTrue(
        run(2, "pay", "1", "--show", "--qr", "621234567890123456")
            .contains("allowed is one of them"));
    assertEquals(List.of(), asked);
  }

  // ---- watch

  private static String event(String name, String id, String data) {
    return "event: " + name + "\nid: " + id + "\ndata: " + data + "\n\n";
  }

  private static final String ONLINE =
      "{\"online\":true,\"since\":\"2026-01-01T00:00:00Z\",\"attention\":0}";

  @Test
  void changes_are_a_line_each_and_who_comes_back_says_what_it_saw() {
    String first =
        ": heartbeat\n\n"
            + event("status", "6", ONLINE)
            + event("payment", "7", PAYMENT)
            + event("status", "7", ONLINE)
            + "event: payment\nid: 8\ndata: {\"cut";
    String second =
        event("payment", "8", PAYMENT.replace("0193", "0194"))
            + event("status", "8", ONLINE.replace("true", "false").replace(":0}", ":2}"));
    tells(
        "/v1/events",
        new Told(200, first),
        problem(503, "too-many-listeners"),
        new Told(200, second),
        problem(401, "unauthorized"));
    // Where this machine is in another zone than the shop, times have their offset.
    String text = run(1, "watch").replace(" +08:00", "");
    List<String> lines = text.lines().toList();
    assertEquals("online since 2026-01-01 08:00:00", lines.get(0));
    assertEquals(
        "2026-01-01 08:00:00  sale  12.34 CNY  confirmed  A-1  622500******0006 swipe  0193",
        lines.get(1));
    assertTrue(lines.get(2).contains("gone"), text);
    assertTrue(lines.get(3).endsWith("  0194"), text);
    assertEquals("OFFLINE since 2026-01-01 08:00:00  needs a person: 2", lines.get(4));
    assertEquals(
        List.of(
            "GET /v1/events null null ",
            "GET /v1/events null 7 ",
            "GET /v1/events null 7 ",
            "GET /v1/events null 8 "),
        asked);
  }

  @Test
  void for_programs_each_change_is_an_object_on_a_line() {
    tells(
        "/v1/events",
        new Told(200, event("payment", "7", PAYMENT) + event("status", "7", ONLINE)),
        problem(401, "unauthorized"));
    List<String> lines = run(1, "watch", "--json").lines().toList();
    assertEquals("{\"event\":\"payment\",\"id\":\"7\",\"data\":" + PAYMENT + "}", lines.get(0));
    assertEquals("{\"event\":\"status\",\"id\":\"7\",\"data\":" + ONLINE + "}", lines.get(1));
  }

  @Test
  void who_watches_an_agent_that_is_not_there_is_told_so_at_once() {
    agent.stop(0);
    assertTrue(run(1, "watch").contains("tools/tillkeeper agent"));
    assertTrue(run(1, "reader", "--qr", "6212345678901234567").contains("tools/tillkeeper agent"));
  }

  // ---- reader

  private void requests(Told... answers) {
    tells("/v1/reader/requests", answers);
  }

  private void presented(Told... answers) {
    tells("/v1/reader/requests/r1", answers);
  }

  private List<String> answers() {
    return asked.stream().filter(one -> one.startsWith("POST")).toList();
  }

  @Test
  void a_card_is_presented_to_what_is_asked_for_in_both_languages() {
    requests(new Told(200, NONE), new Told(200, REQUEST));
    presented(new Told(200, "{\"payment\":" + PAYMENT + "}"));
    String text = run(0, "reader", "--card", TRACK, "--once");
    assertTrue(text.contains("sale 12.34 CNY: present the card or code (chip, swipe, QR"), text);
    assertTrue(text.contains("消费 12.34 CNY：请出示卡或付款码（插卡, 刷卡, 二维码）"), text);
    assertTrue(text.contains("sale  12.34 CNY  confirmed  622500******0006 swipe  0193"), text);
    assertEquals(
        List.of(
            "POST /v1/reader/requests/r1?wait=60 null null {card={entry=swipe, track2="
                + TRACK
                + "}}"),
        answers());
  }

  @Test
  void a_code_is_presented_and_a_payment_that_is_declined_is_1() {
    requests(new Told(200, REQUEST));
    presented(
        new Told(
            200, "{\"payment\":" + PAYMENT.replace("\"confirmed\"", quoted("declined")) + "}"));
    run(1, "reader", "--qr", "6212345678901234567", "--once");
    assertTrue(answers().get(0).endsWith("{qr={code=6212345678901234567}}"), answers().toString());
  }

  @Test
  void a_chip_is_told_the_amount_and_says_that_it_has_taken_the_approval() {
    requests(new Told(200, REQUEST));
    String awaited = PAYMENT.replace("\"reference\"", "\"cardResult\":\"awaited\",\"reference\"");
    presented(new Told(200, "{\"payment\":" + awaited + "}"));
    tells("/v1/payments/0193/card-result", new Told(200, PAYMENT));
    run(0, "reader", "--card", TRACK, "--entry", "chip", "--once");
    assertTrue(answers().get(0).contains("9F02060000000012345F2A020156"), answers().get(0));
    assertTrue(answers().get(0).contains("pan=6225000000000006"), answers().get(0));
    assertFalse(answers().get(0).contains("track2"), answers().get(0));
    assertEquals(2, answers().size());
    assertTrue(answers().get(1).contains("accepted=true, emv=9F26"), answers().get(1));
  }

  @Test
  void an_answer_that_is_lost_is_given_again_and_one_that_comes_too_late_ends_it() {
    requests(new Told(200, REQUEST));
    presented(new Told(0, ""), new Told(0, ""), problem(409, "request-over"));
    String text = run(1, "reader", "--card", TRACK, "--once");
    assertTrue(text.contains("it is request-over"), text);
    assertTrue(answers().size() >= 3);
    assertEquals(1, answers().stream().distinct().count());
  }

  @Test
  void a_card_that_the_till_does_not_take_is_given_up_and_not_presented_for_ever() {
    requests(new Told(200, REQUEST));
    presented(problem(400, "invalid-request"), new Told(200, "{\"refused\":\"unreadable\"}"));
    run(1, "reader", "--card", TRACK, "--once");
    assertTrue(answers().get(1).endsWith("{refused=unreadable}"), answers().toString());
  }

  @Test
  void without_a_card_it_asks_on_the_terminal_until_it_understands() {
    requests(new Told(200, REQUEST));
    presented(problem(400, "invalid-request"), new Told(200, "{\"payment\":" + PAYMENT + "}"));
    command.types("what?\n6225000000000006 3013\n6225000000000006 3012\n");
    String text = run(0, "reader", "--once");
    assertTrue(text.contains("neither track 2"), text);
    assertTrue(answers().get(0).contains("entry=manual"), answers().toString());
    assertTrue(answers().get(1).contains("expiry=3012"), answers().toString());
  }

  @Test
  void what_is_typed_is_a_stripe_a_code_or_why_there_is_none() {
    assertTrue(PresentedCard.answer(TRACK).get().toString().contains("entry=swipe"));
    assertTrue(PresentedCard.answer("6212345678901234567").get().containsKey("qr"));
    assertEquals("cancelled", PresentedCard.answer(" ").get().get("refused"));
    assertEquals("removed", PresentedCard.answer("Removed").get().get("refused"));
    assertTrue(PresentedCard.answer("6225=30").isEmpty());
    assertTrue(PresentedCard.answer("6225000000000006").isEmpty());
  }

  @Test
  void where_nothing_can_be_typed_and_no_card_is_given_it_ends_with_a_sentence() {
    requests(new Told(200, REQUEST));
    command.types("");
    assertTrue(run(1, "reader").contains("--card TRACK2 or --qr CODE"));
  }

  @Test
  void a_terminal_without_a_reader_says_so() {
    requests(problem(409, "no-reader"));
    assertTrue(run(1, "reader", "--card", TRACK).contains("it is no-reader"));
  }

  @Test
  void a_reader_goes_on_and_tells_what_it_has_seen() {
    requests(new Told(200, REQUEST), problem(409, "no-reader"));
    presented(new Told(200, "{\"payment\":" + PAYMENT + "}"));
    run(1, "reader", "--card", TRACK);
    assertEquals("GET /v1/reader/requests?wait=60 null null ", asked.get(0));
    assertEquals("GET /v1/reader/requests?wait=60&seen=r1 null null ", asked.get(2));
  }

  @Test
  void a_reader_that_cannot_be_is_wrong_usage_and_repeats_no_card() {
    String text = run(2, "reader", "--card", "6225000000000006");
    assertTrue(text.contains("--card is no track 2"), text);
    assertFalse(text.contains("6225000000000006"), text);
    assertTrue(run(2, "reader", "--card", TRACK, "--qr", "1").contains("one of them"));
    assertTrue(run(2, "reader", "--entry", "manual").contains("swipe, chip, contactless"));
    assertTrue(run(2, "reader", "--entry", "chip").contains("belongs to --card"));
  }
}
