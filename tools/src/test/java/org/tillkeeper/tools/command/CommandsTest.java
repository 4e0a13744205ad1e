package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.tools.words.Language;
import picocli.CommandLine;

/** What commands ask of an agent, what they say, and their exit codes. */
class CommandsTest {
  private static final String STATUS =
      "{\"online\":false,\"since\":\"2026-01-01T00:00:00Z\",\"route\":\"primary\",\"signedIn\":true,"
          + "\"batch\":\"000001\",\"pending\":{\"count\":2,\"amount\":1205},\"attention\":0,\"version\":\"0.1.0\"}";

  private static final String PAYMENT =
      "{\"id\":\"0193\",\"type\":\"sale\",\"state\":\"reversing\",\"display\":\"cancelling\",\"amount\":5,"
          + "\"currency\":\"CNY\",\"card\":{\"entry\":\"swipe\",\"pan\":\"622500******0006\"},\"stan\":\"000001\",\"message\":{\"zh\":\"正在取消\",\"en\":\"being"
          + " cancelled\"},"
          + "\"attempts\":[{\"stan\":\"000001\",\"batch\":\"000001\",\"outcome\":\"open\",\"sends\":1}]}";

  @TempDir Path folder;

  @RegisterExtension final CommandRun command = new CommandRun();

  private HttpServer agent;

  @BeforeEach
  void listen() throws Exception {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/v1/status", STATUS);
    answer("/v1/payments", "{\"payments\":[" + PAYMENT + "],\"next\":\"0192\"}");
    answer("/v1/payments/0193", PAYMENT);
    answer(
        "/v1/payments/0193/history",
        "{\"events\":[{\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"recorded\",\"attempt\":1,\"message\":\"x\",\"text\":{\"zh\":\"已记录\",\"en\":\"Recorded:"
            + " 88.88\"}}]}");
    agent.start();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/api-token"), "secret\n");
    Files.writeString(
        folder.resolve("agent.yaml"),
        "api: {listen: \"127.0.0.1:"
            + agent.getAddress().getPort()
            + "\"}\nterminal: {timeZone: Asia/Shanghai, currency: CNY}\ndata: ./data\nhost: {}\n");
  }

  @AfterEach
  void restore() {
    agent.stop(0);
  }

  private void answer(String path, String json) {
    agent.createContext(
        path,
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals(path);
          boolean allowed =
              "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body =
              (known && allowed ? json : "{\"title\":\"no such payment\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? allowed ? 200 : 401 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private String run(int expected, String... args) {
    return command.ends(expected, List.of(args));
  }

  private String config() {
    return folder.resolve("agent.yaml").toString();
  }

  @Test
  void status_is_readable_or_raw() {
    String text = run(1, "status", "--config", config());
    assertTrue(text.contains("2026-01-01 08:00:00") && text.contains("12.05"), text);
    assertEquals(STATUS, run(1, "status", "--config", config(), "--json").trim());
  }

  @Test
  void a_status_is_a_problem_when_offline_or_when_a_person_is_needed() {
    String online = STATUS.replace("\"online\":false", "\"online\":true");
    for (String problem :
        List.of(
            STATUS,
            online.replace("\"attention\":0", "\"attention\":1"),
            online.replace("\"version", "\"ledgerLoss\":true,\"version"))) {
      agent.removeContext("/v1/status");
      answer("/v1/status", problem);
      run(1, "status", "--config", config());
    }
    agent.removeContext("/v1/status");
    answer("/v1/status", online);
    run(0, "status", "--config", config());
  }

  @Test
  void open_prints_a_one_time_address_alone_on_its_line_and_ends_what_is_open() {
    String address = "http://127.0.0.1:8583/open/0123";
    answer("/v1/page-address", "{\"address\":\"" + address + "\",\"validSeconds\":60}");
    answer("/v1/sessions/end-all", "{\"ended\":3}");
    List<String> lines = run(0, "open", "--config", config()).lines().toList();
    assertEquals(address, lines.get(0));
    assertTrue(lines.get(1).contains("60"), lines.get(1));
    assertTrue(run(0, "open", "--end-all", "--config", config()).contains("3"));
  }

  @Test
  void pin_takes_a_line_of_standard_input_and_never_an_argument() {
    List<String> given = new ArrayList<>();
    agent.createContext(
        "/v1/pin",
        exchange -> {
          given.add(
              exchange.getRequestMethod()
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = "{\"pinSet\":true}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    command.types("271828\n");
    assertTrue(run(0, "pin", "--config", config()).contains("PIN"));
    assertEquals(List.of("PUT {\"pin\":\"271828\"}"), given);
    command.types("");
    assertTrue(run(1, "pin", "--config", config()).contains("nothing was changed"));
    run(2, "pin", "271828", "--config", config());
  }

  @Test
  void a_file_that_is_too_long_for_what_it_is_to_be_is_refused_in_a_sentence() throws Exception {
    Path big = folder.resolve("big");
    Files.writeString(big, "k: 1\n".repeat(180 * 1024));
    String text = run(2, "status", "--config", big.toString());
    assertEquals("tillkeeper: " + big + ": is too big; a configuration has at most 64 kB\n", text);
    assertTrue(
        run(2, "acquirer", "--config", big.toString())
            .contains("a configuration has at most 64 kB"));
    assertTrue(
        run(2, "decode", "--dialect", big.toString(), "00")
            .contains("a dialect file has at most 256 kB"));
    Files.writeString(folder.resolve("data/api-token"), "x".repeat(1025));
    assertTrue(run(1, "status", "--config", config()).contains("a token file has at most 1 kB"));
    Files.writeString(big, "00".repeat(1 << 20));
    assertTrue(run(1, "decode", big.toString()).contains("at most 1 MiB"));
  }

  @Test
  void a_key_may_come_from_a_file_which_no_other_user_reads() throws Exception {
    Path key = folder.resolve("mac.key");
    Files.writeString(key, "not-a-key\n");
    assertTrue(run(2, "decode", "--mac-key", "@" + key, "00").contains("--mac-key: allowed are"));
    Files.writeString(key, "0123456789ABCDEF\n");
    assertFalse(run(1, "decode", "--mac-key", "@" + key, "00").contains("allowed are"));
  }

  @Test
  void no_command_takes_a_token_where_every_user_of_the_machine_reads_it() {
    List<String> options = new ArrayList<>();
    collectOptions(Usage.line(Language.ENGLISH), options);
    assertTrue(options.size() > 30, options.toString());
    options.removeIf(option -> !option.contains("token") && !option.contains("password"));
    assertEquals(List.of(), options);
  }

  private static void collectOptions(CommandLine line, List<String> into) {
    line.getCommandSpec().options().forEach(option -> into.addAll(List.of(option.names())));
    line.getSubcommands().values().forEach(command -> collectOptions(command, into));
  }

  @Test
  void payments_and_one_of_them_are_readable_or_raw() {
    String text = run(0, "payments", "--config", config(), "--limit", "5");
    assertTrue(text.contains("0.05 CNY") && text.contains("622500******0006"), text);
    text = run(0, "show", "0193", "--config", config());
    assertTrue(text.contains("Recorded: 88.88") && text.contains("000001"), text);
    assertTrue(text.contains("2026-01-01 08:00:00"), text);
    assertEquals(PAYMENT, run(0, "show", "0193", "--config", config(), "--json").trim());
  }

  private String askedOfPayments(String... options) {
    List<String> queries = new ArrayList<>();
    agent.removeContext("/v1/payments");
    agent.createContext(
        "/v1/payments",
        exchange -> {
          queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
          byte[] body = "{\"payments\":[],\"next\":null}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    List<String> line = new ArrayList<>(List.of("payments", "--config", config()));
    line.addAll(List.of(options));
    run(0, line.toArray(new String[0]));
    return queries.get(0);
  }

  @Test
  void payments_are_asked_for_by_what_a_person_types() {
    assertEquals(
        "since=2026-11-27T16%3A00%3A00Z&until=2026-11-28T16%3A00%3A00Z&stan=000101&amount=4444",
        askedOfPayments("--date", "2026-11-28", "--stan", "000101", "--amount", "44.44"));
    assertEquals(
        "until=2026-11-28T02%3A30%3A00Z&rrn=123456789012&reference=A+1&last4=0006",
        askedOfPayments(
            "--until",
            "2026-11-28 10:30",
            "--rrn",
            "123456789012",
            "--reference",
            "A 1",
            "--last4",
            "0006"));
    for (String command : List.of("payments", "logs", "bundle")) {
      assertTrue(
          run(2, command, "--config", config(), "--since", "noonish").contains("yesterday 10:30"),
          command);
    }
    assertTrue(
        run(2, "payments", "--config", config(), "--amount", "4.444").contains("such as 44.44"));
    assertTrue(
        run(2, "payments", "--config", config(), "--date", "2026-11-28", "--since", "2h")
            .contains("--date"));
  }

  private static final String STORY =
      "{\"id\":\"0193\",\"where\":\"in-batch\",\"proof\":[{\"fact\":\"sent\",\"at\":\"2026-01-01T00:00:00Z\",\"zh\":\"已发送\",\"en\":\"it"
          + " was sent\"}],\"merchant\":{\"zh\":\"商\",\"en\":\"to"
          + " you\"},\"customer\":{\"zh\":\"顾\",\"en\":\"to them\"}}";

  @Test
  void a_payments_story_is_found_by_id_amount_and_trace_number() {
    answer("/v1/payments/0193/why", STORY);
    for (String which : List.of("0193", "0.05", "000001")) {
      String text = run(0, "why", which, "--config", config());
      assertTrue(
          text.contains("0.05 CNY") && text.contains("it was sent") && text.contains("to them"),
          text);
      assertTrue(text.contains("2026-01-01 08:00:00"), text);
    }
    assertEquals(
        "{\"payments\":[" + STORY + "]}",
        run(0, "why", "0193", "--config", config(), "--json").trim());
  }

  @Test
  void a_story_is_told_from_the_ledger_of_an_agent_that_is_stopped() throws Exception {
    agent.stop(0);
    assertTrue(run(1, "why", "44.44", "--config", config()).contains("tools/tillkeeper agent"));
    Instant now = Instant.parse("2026-11-28T12:00:00Z");
    try (Ledger ledger = Ledger.open(folder.resolve("data").toFile(), now)) {
      for (String id : List.of("0193", "0194")) {
        Payment payment =
            Payment.recorded(
                id,
                new Terms(
                    PaymentType.SALE, Kind.SALE, 4444, "CNY", Optional.of(id), Optional.empty()),
                new Instrument(Entry.SWIPE, "622500******0006", 0),
                Optional.empty(),
                now);
        ledger.transaction(() -> ledger.insert(payment, "key" + id, new byte[32]));
      }
    }
    String both = run(0, "why", "44.44", "--date", "2026-11-28", "--config", config());
    assertTrue(both.contains("The agent is stopped") && both.contains("not sent"), both);
    assertTrue(both.contains("0193") && both.contains("tools/tillkeeper why ID"), both);
    assertFalse(both.contains("to the customer"), both);
    String one = run(0, "why", "0194", "--config", config());
    assertTrue(one.contains("to the customer") && one.contains("44.44 CNY"), one);
    assertTrue(
        run(1, "why", "44.44", "--date", "2026-11-27", "--config", config()).contains("nothing"));
  }

  @Test
  void a_story_of_nothing_is_a_problem_and_says_what_may_be_asked_for() {
    agent.removeContext("/v1/payments");
    answer("/v1/payments", "{\"payments\":[],\"next\":null}");
    assertTrue(run(1, "why", "7.77", "--config", config()).contains("44.44"));
    assertEquals("{\"payments\":[]}", run(1, "why", "0999", "--config", config(), "--json").trim());
  }

  @Test
  void a_payment_is_cancelled_retried_and_resolved_by_name() throws Exception {
    posted("/v1/payments/0193/cancel", PAYMENT);
    posted("/v1/payments/0193/retry", PAYMENT);
    posted("/v1/payments/0193/resolve", PAYMENT);
    run(0, "cancel", "0193", "--config", config());
    run(0, "retry", "0193", "--config", config());
    String[] resolve = {
      "resolve",
      "0193",
      "--outcome",
      "cancelled",
      "--by",
      "Li",
      "--evidence",
      "list",
      "--config",
      config()
    };
    run(0, resolve);
    assertEquals(
        List.of(
            "POST null {}", "POST null {}", "POST null {by=Li, evidence=list, outcome=cancelled}"),
        asked);
    resolve[3] = "paid";
    assertTrue(run(2, resolve).contains("confirmed, cancelled"));
  }

  @Test
  void a_diagnosis_is_listed_and_a_problem_where_a_check_is_not_ok() {
    answer(
        "/v1/diagnosis",
        "{\"ok\":false,\"checks\":[{\"check\":\"line\",\"ok\":false,\"message\":{\"zh\":\"离线\",\"en\":\"offline\"}}]}");
    assertTrue(run(1, "diagnosis", "--config", config()).contains("NOT OK  line: offline"));
  }

  @Test
  void amounts_have_as_many_digits_as_their_currency() throws Exception {
    assertEquals("1234 JPY", AgentCall.money(1234, "JPY"));
    assertEquals("1.234 KWD", AgentCall.money(1234, "KWD"));
    assertEquals("-0.05 CNY", AgentCall.money(-5, "CNY"));
    Path config = folder.resolve("agent.yaml");
    Files.writeString(config, Files.readString(config).replace("CNY", "JPY"));
    assertTrue(run(1, "status", "--config", config()).contains("1205 JPY"));
    answer(
        "/v1/report",
        "{\"payments\":[{\"type\":\"sale\",\"state\":\"confirmed\",\"count\":2,\"amount\":1205}],"
            + "\"totals\":{\"debitCount\":2,\"debitAmount\":1205,\"creditCount\":0,\"creditAmount\":0},"
            + "\"open\":[{\"id\":\"0193\",\"amount\":7}]}");
    String report = run(0, "report", "--config", config());
    for (String sum : List.of("  2  1205 JPY", "2 / 1205 JPY", "0 / 0 JPY", "  7 JPY")) {
      assertTrue(report.contains(sum), report);
    }
    Files.writeString(config, Files.readString(config).replace("JPY", "YEN"));
    assertTrue(run(2, "status", "--config", config()).contains("currency is \"YEN\""));
  }

  @Test
  void a_void_is_posted_with_a_key_and_its_end_is_the_exit_code() throws Exception {
    String confirmed = PAYMENT.replace("cancelling", "confirmed").replace("reversing", "confirmed");
    posted("/v1/payments/0193/void", confirmed.replace("sale", "void"));
    String text = run(0, "void", "0193", "--config", config(), "--wait", "5");
    assertTrue(text.contains("void  0.05 CNY  confirmed"), text);
    assertEquals("POST wait=5 {}", asked.get(0));
    assertTrue(keys.get(0).startsWith("cli-"), keys.get(0));
    run(0, "void", "0193", "--config", config(), "--key", "mine");
    assertEquals("mine", keys.get(1));
  }

  @Test
  void a_refund_that_is_not_confirmed_is_a_problem() throws Exception {
    posted("/v1/payments/0193/refund", PAYMENT.replace("sale", "refund"));
    String text = run(1, "refund", "0193", "--amount", "3", "--config", config());
    assertTrue(text.contains("refund  0.05 CNY  cancelling"), text);
    assertEquals("POST wait=30 {amount=3}", asked.get(0));
  }

  @Test
  void a_refund_takes_money_as_pay_does_and_digits_alone_as_fen_and_says_which_it_gives_back()
      throws Exception {
    posted("/v1/payments/0193/refund", PAYMENT.replace("sale", "refund"));
    String[][] typed = {
      {"12.34", "1234", "12.34 CNY"},
      {"500", "500", "5.00 CNY"},
      {"1,000.5", "100050", "1000.50 CNY"}
    };
    for (String[] one : typed) {
      String text = run(1, "refund", "0193", "--amount", one[0], "--config", config());
      assertEquals("POST wait=30 {amount=" + one[1] + "}", asked.get(asked.size() - 1));
      assertTrue(text.contains("Gives back " + one[2]), text);
    }
  }

  @Test
  void a_refund_of_nothing_or_of_no_sum_is_wrong_usage() {
    for (String sum : List.of("0", "0.00", "12.345", "five", "9".repeat(13))) {
      String text = run(2, "refund", "0193", "--amount", sum, "--config", config());
      assertTrue(text.contains("--amount is "), text);
      assertTrue(text.contains("allowed is"), text);
    }
  }

  @Test
  void an_agent_that_goes_away_leaves_the_key_to_ask_again_with() throws Exception {
    agent.createContext("/v1/payments/0193/refund", com.sun.net.httpserver.HttpExchange::close);
    String text = run(1, "refund", "0193", "--key", "mine", "--config", config());
    assertTrue(text.contains("--key mine"), text);
  }

  @Test
  void a_receipt_is_printed_as_it_is() throws Exception {
    answer("/v1/payments/0193/receipt", "{\"text\":\"  签购单\\n\"}");
    assertEquals("  签购单\n", run(0, "receipt", "0193", "--config", config()));
    assertTrue(run(0, "receipt", "0193", "--json", "--config", config()).startsWith("{\"text\""));
  }

  @Test
  void a_receipt_becomes_a_new_file_as_a_picture_and_no_other_file_is_touched() throws Exception {
    answer("/v1/payments/0193/receipt", "a picture");
    Path png = folder.resolve("receipt.png");
    String[] save = {"receipt", "0193", "--png", png.toString(), "--config", config()};
    assertTrue(run(0, save).contains("receipt.png, 9 bytes"));
    assertEquals("a picture", Files.readString(png));
    Files.writeString(png, "mine");
    assertTrue(run(2, save).contains("is there already; name a new file"));
    assertEquals("mine", Files.readString(png));
    String nowhere = folder.resolve("none").resolve("receipt.png").toString();
    assertTrue(
        run(2, "receipt", "0193", "--png", nowhere, "--config", config())
            .contains("no such folder"));
    Path refused = folder.resolve("refused.png");
    run(1, "receipt", "0194", "--png", refused.toString(), "--config", config());
    assertFalse(Files.exists(refused), "the agent has no such receipt");
  }

  @Test
  void a_loss_is_accepted_by_name() throws Exception {
    posted("/v1/ledger-loss/accept", STATUS);
    run(0, "accept-loss", "--by", "Li", "--evidence", "compared", "--config", config());
    assertEquals("POST null {by=Li, evidence=compared}", asked.get(0));
  }

  @Test
  void an_acquirer_is_believed_again_by_name() throws Exception {
    posted("/v1/no-original/accept", STATUS);
    run(0, "accept-no-original", "--by", "Li", "--evidence", "mended", "--config", config());
    assertEquals("POST null {by=Li, evidence=mended}", asked.get(0));
  }

  @Test
  void a_difference_is_acknowledged_by_name_and_shown_with_its_foreign_part() throws Exception {
    answer("/v1/status", STATUS);
    posted(
        "/v1/settlements/0193/acknowledge",
        "{\"id\":\"0193\",\"batch\":\"000001\",\"state\":\"ended\",\"result\":\"uploaded\","
            + "\"totals\":{\"debitCount\":2,\"debitAmount\":1234,\"creditCount\":0,\"creditAmount\":0,"
            + "\"foreign\":{\"debitCount\":1,\"debitAmount\":1000,\"creditCount\":0,"
            + "\"creditAmount\":0}}}");
    String text =
        run(0, "acknowledge", "0193", "--by", "Li", "--evidence", "list", "--config", config());
    assertEquals("POST null {by=Li, evidence=list}", asked.get(0));
    assertTrue(text.contains("12.34"), text);
    assertTrue(text.contains("10.00"), text);
  }

  private final List<String> asked = new ArrayList<>();

  private final List<String> keys = new ArrayList<>();

  private void posted(String path, String json) {
    agent.createContext(
        path,
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI().getQuery()
                  + " "
                  + new TreeMap<>(AgentApi.parsed(body)));
          keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
          byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(201, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @Test
  void a_problem_is_1_and_is_explained() throws Exception {
    assertTrue(run(1, "show", "0999", "--config", config()).contains("404 no such payment"));
    agent.stop(0);
    assertTrue(run(1, "status", "--config", config()).contains("tools/tillkeeper agent"));
    Files.delete(folder.resolve("data/api-token"));
    assertTrue(run(1, "status", "--config", config()).contains("api-token"));
  }

  @Test
  void a_refusal_is_told_in_the_language_of_the_person() {
    String refused =
        "{\"type\":\"settled\",\"detail\":\"closed\",\"message\":{\"zh\":\"批次已关闭\",\"en\":\"closed\"}}";
    assertEquals("批次已关闭", AgentApi.problem(refused, Language.CHINESE));
    assertEquals("closed", AgentApi.problem(refused, Language.ENGLISH));
    assertEquals("closed", AgentApi.problem("{\"detail\":\"closed\"}", Language.CHINESE));
  }
}
