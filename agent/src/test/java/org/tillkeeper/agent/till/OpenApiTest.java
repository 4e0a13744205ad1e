package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.contract.ApiDocument;
import org.tillkeeper.agent.contract.Node;
import org.tillkeeper.agent.diagnosis.Check;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.receipt.Copy;
import org.tillkeeper.agent.receipt.Language;
import org.tillkeeper.agent.receipt.Line;
import org.tillkeeper.agent.receipt.Outcome;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.agent.story.Proof;
import org.tillkeeper.agent.story.Whereabouts;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.NextCall;
import org.tillkeeper.agent.terminal.SampleRefusals;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.LogLevels;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.agent.words.ProblemText;
import org.tillkeeper.iso8583.SettlementMeaning;

/**
 * That {@code openapi.yaml} and the program have the same calls, the same problems and the same
 * words. What the document is by itself is seen to by {@code ApiDocumentTest}, and whether the
 * exchanges of all tests keep to it by {@code ApiContract}.
 */
class OpenApiTest {
  private static final Path SOURCES = Path.of("src/main/java/org/tillkeeper/agent/till");

  /** What it refuses is told to tills of another protocol, whose document this is not. */
  private static final String ANOTHER_PORT = "MessagePort.java";

  private final ApiDocument document = ApiDocument.load();
  @TempDir Path data;

  @Test
  void the_document_has_every_call_of_the_router_and_no_other() throws Exception {
    Set<String> documented = new TreeSet<>();
    document.operations().forEach(call -> documented.add(call.routed()));
    assertEquals(calls(), documented);
  }

  /** All there are, the field engineer's too. */
  private Set<String> calls() throws Exception {
    try (FakeTerminal terminal = new FakeTerminal()) {
      Replies replies = new Replies(null);
      Router router = TillFixture.router(terminal, data.toFile(), replies);
      new FieldApi(terminal, replies, null, "CNY").addTo(router);
      MetricsApi.addTo(router, withFigures());
      return new TreeSet<>(router.calls());
    }
  }

  private static Field withFigures() {
    Field.Figures none =
        new Field.Figures("text/plain", () -> CompletableFuture.completedFuture(new byte[0]));
    return new Field(
        null, "test", Optional.empty(), Optional.empty(), null, null, Optional.of(none));
  }

  @Test
  void the_calls_of_the_engineers_port_are_those_that_it_has() {
    Set<String> both = new TreeSet<>();
    for (ApiDocument.Operation call : document.operations()) {
      boolean served =
          call.node().member("servers").filter(all -> all.items().size() == 2).isPresent();
      boolean secured =
          call.node().member("security").orElse(document.root()).items().stream()
              .anyMatch(one -> one.member("engineer").isPresent());
      assertEquals(served, secured, call.routed());
      if (served) {
        both.add(call.routed());
      }
    }
    Set<String> reads = new TreeSet<>();
    EngineerApi.READS.forEach(path -> reads.add("GET " + path));
    assertEquals(reads, both);
  }

  @Test
  void what_needs_no_token_is_what_the_router_leaves_open() throws Exception {
    try (FakeTerminal terminal = new FakeTerminal()) {
      Router router = TillFixture.router(terminal, data.toFile(), new Replies(null));
      for (ApiDocument.Operation call : document.operations()) {
        boolean open =
            call.node().unfollowed("security").filter(all -> all.items().isEmpty()).isPresent();
        String path = call.path().replaceAll("\\{[a-z]+}", "x");
        assertEquals(router.isOpen(call.method(), path), open, call.routed());
      }
    }
  }

  @Test
  void what_needs_a_supervisor_or_the_token_says_so() throws Exception {
    try (FakeTerminal terminal = new FakeTerminal()) {
      Replies replies = new Replies(null);
      Router router = TillFixture.router(terminal, data.toFile(), replies);
      new FieldApi(terminal, replies, null, "CNY").addTo(router);
      MetricsApi.addTo(router, withFigures());
      Map<String, Need> needs = new TreeMap<>();
      router.guardedBy(
          (need, call, headers) -> {
            needs.put(call, need.get());
            return Right.lacking(Problem.notFound(ProblemText.NO_SUCH_CALL));
          });
      byte[] refund = "{\"type\":\"refund\"}".getBytes(StandardCharsets.UTF_8);
      for (ApiDocument.Operation call : document.operations()) {
        needs.put(call.routed(), Need.CASHIER); // where nobody asks
        String path = call.path().replaceAll("\\{[a-z]+}", "x");
        boolean open = router.isOpen(call.method(), path);
        if (!open) {
          router.answer(new Call(call.method(), path, new DefaultHttpHeaders(), refund)).join();
        }
      }
      for (ApiDocument.Operation call : document.operations()) {
        Need need = needs.get(call.routed());
        List<String> listed =
            Optional.ofNullable(call.answers().get("403"))
                .flatMap(answer -> answer.member("content"))
                .flatMap(content -> content.member("application/problem+json"))
                .map(ApiDocument::problems)
                .orElse(List.of());
        assertEquals(need == Need.SUPERVISOR, listed.contains("supervisor-needed"), call.routed());
        assertEquals(need == Need.TOKEN, listed.contains("token-needed"), call.routed());
      }
      assertTrue(new TreeSet<>(needs.values()).size() == Need.values().length, needs.toString());
    }
  }

  @Test
  void the_document_has_every_problem_of_the_program_and_no_other() throws Exception {
    Map<String, Set<Integer>> documented = new TreeMap<>();
    for (ApiDocument.Operation call : document.operations()) {
      for (Node answer : call.answers().values()) {
        answer
            .member("content")
            .flatMap(content -> content.member("application/problem+json"))
            .ifPresent(
                problem ->
                    ApiDocument.problems(problem)
                        .forEach(type -> add(documented, type, status(type))));
      }
    }
    assertEquals(problems(), documented);
  }

  private int status(String type) {
    Node value = document.part("examples", type).member("value").orElseThrow();
    return Integer.parseInt(value.member("status").orElseThrow().text());
  }

  /** As they stand in the sources: a problem is made where it arises. */
  private static Map<String, Set<Integer>> problems() throws Exception {
    Map<String, Set<Integer>> all = new TreeMap<>();
    for (Ground.Why why : Ground.Why.values()) {
      add(all, why.label(), Problem.of(SampleRefusals.of(why)).status());
    }
    Pattern made =
        Pattern.compile("(?:\\bof|\\bas|new Problem)\\(\\s*(\\d{3}),\\s*\"([a-z0-9-]+)\"");
    Pattern invalid =
        Pattern.compile("\\binvalid\\(\\s*\"([a-z-]+)\",\\s*(?:field|\"[A-Za-z.-]+\"),");
    int read = 0;
    int there = 0;
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(one -> !one.endsWith(ANOTHER_PORT)).toList()) {
        String source = Files.readString(file);
        Matcher one = made.matcher(source);
        while (one.find()) {
          add(all, one.group(2), Integer.parseInt(one.group(1)));
          read++;
        }
        Matcher other = invalid.matcher(source);
        while (other.find()) {
          add(all, other.group(1), 400);
        }
        Matcher any = Pattern.compile("\\bProblem\\s*\\.of\\(\\s*\\d").matcher(source);
        while (any.find()) {
          there++;
        }
      }
    }
    assertTrue(read >= there && there > 15, "a problem is made in another form: " + read + there);
    return all;
  }

  private static void add(Map<String, Set<Integer>> all, String type, int status) {
    all.computeIfAbsent(type, t -> new TreeSet<>()).add(status);
  }

  @Test
  void every_list_of_words_is_the_programs() {
    Map<String, List<String>> words = new TreeMap<>();
    words.put("PaymentType", labels(PaymentType.values(), PaymentType::label));
    words.put("State", labels(State.values(), State::label));
    words.put("Display", labels(Display.values(), Display::label));
    words.put("Entry", labels(Entry.values(), Entry::label));
    words.put("NextCall", labels(NextCall.values(), NextCall::label));
    words.put("Signature", labels(Signature.values(), Signature::label));
    words.put("Attention", labels(Attention.values(), Attention::label));
    words.put("CardResult", labels(CardResult.values(), CardResult::label));
    words.put("AttemptOutcome", labels(Attempt.Outcome.values(), Attempt.Outcome::label));
    words.put("ReversalReason", labels(ReversalReason.values(), ReversalReason::code));
    words.put(
        "ChargeAgainAnswer",
        labels(PaymentText.ChargeAgain.Answer.values(), PaymentText.ChargeAgain.Answer::label));
    words.put("Whereabouts", labels(Whereabouts.values(), Whereabouts::label));
    words.put("Fact", labels(Proof.Fact.values(), Proof.Fact::label));
    words.put("Copy", labels(Copy.values(), Copy::label));
    words.put("Language", labels(Language.values(), Language::label));
    words.put("ReceiptOutcome", labels(Outcome.values(), Outcome::label));
    words.put("LineKind", labels(Line.Kind.values(), Line.Kind::label));
    words.put("SettlementState", labels(Stage.values(), Stage::label));
    words.put("SettlementResult", labels(Result.values(), Result::label));
    words.put("Trigger", labels(Trigger.values(), Trigger::label));
    words.put(
        "Verdict", labels(SettlementMeaning.values(), one -> one.name().toLowerCase(Locale.ROOT)));
    words.put("Check", labels(Check.values(), Check::label));
    words.put("LogLevel", labels(LogLevel.values(), LogLevel::label));
    words.put("LogPart", LogLevels.PARTS);
    words.forEach(
        (name, expected) ->
            assertEquals(
                expected, document.schema(name).member("enum").orElseThrow().words(), name));
    // Written out where it is shown, and no enum of its own.
    words.put("ReversalState", List.of());
    Set<String> lists = new TreeSet<>();
    document
        .root()
        .member("components")
        .flatMap(all -> all.member("schemas"))
        .orElseThrow()
        .members()
        .forEach(
            (name, schema) -> {
              if (schema.unfollowed("enum").isPresent()) {
                lists.add(name);
              }
            });
    assertEquals(words.keySet(), lists);
  }

  private static <T> List<String> labels(T[] values, Function<T, String> label) {
    List<String> all = new ArrayList<>();
    Arrays.asList(values).forEach(value -> all.add(label.apply(value)));
    return all;
  }

  @Test
  void the_document_is_served_to_whoever_asks() throws Exception {
    byte[] written =
        Files.readAllBytes(Path.of("src/main/resources/org/tillkeeper/agent/till/openapi.yaml"));
    try (TillFixture till = new TillFixture(data.toFile(), TillFixture.SHORT)) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(till.address() + "/openapi.yaml"));
      HttpResponse<byte[]> got =
          HttpClient.newHttpClient()
              .send(request.GET().build(), HttpResponse.BodyHandlers.ofByteArray());
      assertEquals(200, got.statusCode());
      assertEquals("application/yaml", got.headers().firstValue("Content-Type").orElse(""));
      assertArrayEquals(written, got.body());
      TillFixture.Answered head =
          till.send(request.method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
      assertEquals(200, head.status());
      assertEquals(
          String.valueOf(written.length),
          head.raw().headers().firstValue("Content-Length").orElse(""));
      assertEquals(405, till.post("/openapi.yaml", "{}").status());
      assertEquals(400, till.get("/openapi.yaml?part=1").status());
    }
  }
}
