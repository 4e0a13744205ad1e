package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.contract.ApiDocument;

/**
 * The tills of {@code tools/examples} do what they are shown for: each takes payments at a real
 * agent whose answers and whose line are lost, and says of every end what it is.
 */
@Timeout(300)
class ExampleTillsTest {
  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

  /** Of each order another one: a customer's payment code is good for one payment. */
  private static final Map<String, String> CODES =
      Map.of(
          "LOST-1",
          "6212345678901234567",
          "CUT-1",
          "6212345678901234575",
          "NO-1",
          "6212345678901234583");

  private static final SmallLab.Setup UNIONPAY =
      new SmallLab.Setup(
          "unionpay-pos",
          "{}",
          "masterKeyFile",
          "",
          "",
          Duration.ofSeconds(5),
          Duration.ofSeconds(100)); // so long that a busy machine gives nothing up

  private final ApiDocument document = ApiDocument.load();
  @TempDir Path folder;

  private static List<String> java() {
    return List.of(Lab.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "Till.java");
  }

  /** The same compiled once, since it is started often. */
  private List<String> compiledJava() {
    Path classes = folder.resolve("classes");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all",
                "-Werror",
                "-d",
                classes.toString(),
                EXAMPLES.resolve("Till.java").toString());
    assertEquals(0, failed);
    return List.of(
        Lab.java(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        classes.toString(),
        "Till");
  }

  private static List<String> python() {
    return List.of("python3", "-W", "error", "till.py");
  }

  /** Compiled as its own comment says; {@code npm ci} has been run before. */
  private List<String> typeScript() throws Exception {
    Path there = EXAMPLES.resolve("typescript");
    Path compiler = there.resolve("node_modules/typescript/bin/tsc");
    assertTrue(Files.exists(compiler), "run npm ci in " + there);
    Process compiling =
        new ProcessBuilder("node", compiler.toString(), "--outDir", folder.resolve("ts").toString())
            .directory(there.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(compiling.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, compiling.waitFor(), said);
    Files.writeString(folder.resolve("ts/package.json"), "{\"type\":\"module\"}");
    return List.of("node", folder.resolve("ts/till.js").toString());
  }

  @Test
  void the_till_in_java_loses_no_payment() throws Exception {
    losesNoPayment(java());
  }

  @Test
  void the_till_in_java_says_of_every_end_what_it_is() throws Exception {
    saysWhatItIs(compiledJava());
  }

  @Test
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true", disabledReason = "python3")
  void the_till_in_python_loses_no_payment() throws Exception {
    losesNoPayment(python());
  }

  @Test
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true", disabledReason = "python3")
  void the_till_in_python_says_of_every_end_what_it_is() throws Exception {
    saysWhatItIs(python());
  }

  @Test
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true", disabledReason = "node")
  void the_till_in_typescript_loses_no_payment() throws Exception {
    losesNoPayment(typeScript());
  }

  @Test
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true", disabledReason = "node")
  void the_till_in_typescript_says_of_every_end_what_it_is() throws Exception {
    saysWhatItIs(typeScript());
  }

  @Test
  void each_till_has_fewer_than_a_hundred_lines() throws Exception {
    for (String till : List.of("Till.java", "till.py", "typescript/till.ts")) {
      try (Stream<String> lines = Files.lines(EXAMPLES.resolve(till))) {
        assertTrue(lines.count() < 100, till);
      }
    }
  }

  /** A till that runs. */
  private final class Run {
    private final Process process;
    private final Path said;

    Run(List<String> till, String address, Path token, String order, String amount)
        throws IOException {
      said = folder.resolve("till-" + order + ".txt");
      List<String> command = new ArrayList<>(till);
      command.addAll(
          List.of(
              address,
              token.toString(),
              order,
              amount,
              CODES.getOrDefault(order, CODES.get("NO-1"))));
      process =
          new ProcessBuilder(command)
              .directory(EXAMPLES.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    }

    String said() throws IOException {
      return Files.readString(said);
    }

    /** Its exit code. */
    int end() throws Exception {
      assertTrue(process.waitFor(100, TimeUnit.SECONDS), "it has no end: " + said());
      return process.exitValue();
    }

    void ends(int exit, String... texts) throws Exception {
      assertEquals(exit, end(), said());
      for (String text : texts) {
        assertTrue(said().contains(text), text + " is missing: " + said());
      }
    }

    void close() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  private void losesNoPayment(List<String> till) throws Exception {
    List<Run> runs = new ArrayList<>();
    try (SmallLab lab = new SmallLab(folder, UNIONPAY)) {
      Path token = folder.resolve("data/api-token");
      int port = URI.create(lab.till().json().base()).getPort();
      assertTrue(Deadline.in(Duration.ofSeconds(60)).await(lab.till()::isOnline));
      try (LosesAnswer between = new LosesAnswer(port, 2)) {
        Run lost = new Run(till, between.address(), token, "LOST-1", "12.34");
        runs.add(lost);
        lost.ends(0, "No answer; asking again with the same key.", "12.34");
        assertEquals(0, between.left());
      }
      Payment paid = only(lab, "LOST-1");
      assertEquals("confirmed", paid.display());
      assertEquals(1234, paid.amount());
      Map<String, Object> receipt =
          lab.till().json().object("/v1/payments/" + paid.id() + "/receipt");
      assertEquals(true, receipt.get("reprint"), "the till has said that it printed");
      lab.cut();
      Run cut = new Run(till, lab.till().json().base(), token, "CUT-1", "0.05");
      runs.add(cut);
      assertTrue(Deadline.in(Duration.ofSeconds(60)).await(() -> !cut.said().isEmpty()));
      lab.mend();
      cut.ends(0, "0.05");
      assertEquals("confirmed", only(lab, "CUT-1").display());
      // Started again, as after a power failure of the till: the same payment, and no other.
      Run again = new Run(till, lab.till().json().base(), token, "CUT-1", "0.05");
      runs.add(again);
      again.ends(0);
      only(lab, "CUT-1");
      lab.acquirer()
          .post("/faults", Map.of("fault", "decline", "on", "sale", "count", 1, "code", "51"));
      Run declined = new Run(till, lab.till().json().base(), token, "NO-1", "1.00");
      runs.add(declined);
      declined.ends(1);
      assertEquals("declined", only(lab, "NO-1").display());
      assertTrue(declined.said().contains(only(lab, "NO-1").messageEn()), declined.said());
    } finally {
      for (Run run : runs) {
        run.close();
      }
    }
  }

  private static Payment only(SmallLab lab, String order) throws Exception {
    List<Payment> found =
        lab.till().payments().stream().filter(one -> one.reference().equals(order)).toList();
    assertEquals(1, found.size(), found.toString());
    return found.get(0);
  }

  /** An agent that says what it is told, in the words of the API's document. */
  private final class Said implements AutoCloseable {
    private final HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Queue<Map<String, Object>> answers = new ArrayDeque<>();

    Said() throws IOException {
      server.createContext("/v1/status", exchange -> send(exchange, 200, status()));
      server.createContext("/v1/payments", this::payment);
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Object status() {
      return document
          .operation("GET", "/v1/status")
          .orElseThrow()
          .answers()
          .get("200")
          .member("content")
          .flatMap(all -> all.member("application/json"))
          .flatMap(all -> all.member("example"))
          .orElseThrow()
          .value();
    }

    private void payment(HttpExchange exchange) throws IOException {
      exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestURI().getPath().endsWith("/receipt")) {
        send(exchange, 200, Map.of("receipt", "printed"));
        return;
      }
      Map<String, Object> answer = answers.size() > 1 ? answers.remove() : answers.peek();
      Object status = answer.getOrDefault("status", 200);
      if (answer.get("type").equals("shutting-down")) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      send(exchange, (Integer) status, answer);
    }

    private void send(HttpExchange exchange, int status, Object body) throws IOException {
      byte[] text = JSON.std.asString(body).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, text.length);
      exchange.getResponseBody().write(text);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /** A payment of the document as another end, with texts that say so. */
  private Map<String, Object> ended(String display) {
    Map<String, Object> payment = example("Confirmed");
    payment.put("display", display);
    payment.put("message", text("message of " + display));
    Map<String, Object> again = text("charge again after " + display);
    again.put("answer", "no");
    payment.put("chargeAgain", again);
    return payment;
  }

  private static Map<String, Object> text(String text) {
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("zh", "中文，" + text);
    both.put("en", "english, " + text);
    return both;
  }

  private Map<String, Object> example(String name) {
    try {
      return JSON.std.mapFrom(
          JSON.std
              .with(JSON.Feature.WRITE_NULL_PROPERTIES)
              .asString(document.part("examples", name).member("value").orElseThrow().value()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void saysWhatItIs(List<String> till) throws Exception {
    Map<String, Integer> ends =
        Map.of("confirmed", 0, "declined", 1, "cancelled", 1, "not-sent", 1, "attention", 4);
    assertEquals(
        Set.copyOf(document.schema("Display").member("enum").orElseThrow().words()),
        Stream.concat(ends.keySet().stream(), Stream.of("pending", "cancelling"))
            .collect(Collectors.toSet()));
    for (Map.Entry<String, Integer> end : ends.entrySet()) {
      String display = end.getKey();
      List<String> texts = new ArrayList<>();
      for (String shown : List.of("pending", "cancelling", display)) {
        texts.add("中文，message of " + shown + " / english, message of " + shown);
      }
      boolean paid = display.equals("confirmed");
      texts.add(paid ? "printed" : "english, charge again after " + display);
      says(
          till,
          display,
          end.getValue(),
          List.of(ended("pending"), ended("cancelling"), ended(display)),
          texts);
    }
    says(
        till,
        "busy",
        0,
        List.of(example("shutting-down"), ended("confirmed")),
        List.of("收款程序正在关闭", "message of confirmed"));
    says(till, "loss", 3, List.of(example("ledger-loss")), List.of("账本丢失了记录"));
    says(till, "refused", 2, List.of(example("batch-full")), List.of("请先结算"));
    says(till, "wrong", 2, List.of(example("invalid-request")), List.of("invalid-request"));
  }

  private void says(
      List<String> till,
      String order,
      int exit,
      List<Map<String, Object>> answers,
      List<String> texts)
      throws Exception {
    Path token = folder.resolve("token");
    Files.writeString(token, "0123456789abcdef\n");
    try (Said agent = new Said()) {
      agent.answers.addAll(answers);
      Run run = new Run(till, agent.address(), token, "says-" + order, "12.34");
      try {
        run.ends(exit, texts.toArray(new String[0]));
      } finally {
        run.close();
      }
    }
  }
}
