package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Element;

/** A code that the terminal shows: who is given it, for how long, and what is kept of it. */
class ShownCodeTest {
  private static final String CODE = "https://pay.example/7Q2F";
  private static final Path EXAMPLE = Path.of("../iso8583-spec/examples/shown-codes.yaml");

  @TempDir File folder;
  private Stage stage;

  @BeforeEach
  void online() throws Exception {
    stage =
        new Stage(
            Script.parse("made-up.talk", List.of("changes: merchant-code.md", "retry: 60 s")),
            folder);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static PaymentOrder order(String seconds) {
    return TerminalOnBench.order(Entry.SHOWN, 1234, Map.of(Element.CODE_SECONDS, seconds));
  }

  private static CompletableFuture<Terminal.Started> start(
      TerminalOnBench bench, PaymentOrder order) {
    return bench.agent().start(order, "key", "body".getBytes(StandardCharsets.UTF_8));
  }

  /** One whose code has come. */
  private Payment shown(String seconds) {
    Payment payment = stage.bench.now(start(stage.bench, order(seconds))).payment();
    pass(Duration.ofMillis(500));
    return now(payment);
  }

  private Payment now(Payment payment) {
    return stage.bench.ledger().payment(payment.id()).get();
  }

  private Optional<Terminal.Shown> code(Payment payment) {
    return stage.bench.now(stage.bench.agent().shownCode(payment.id()));
  }

  private void pass(Duration time) {
    stage.bench.time.advance(time);
  }

  @Test
  void a_dialect_without_the_messages_refuses_it_and_says_what_it_lacks(@TempDir File unionpay)
      throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(unionpay).online()) {
      CompletableFuture<Terminal.Started> answer = start(bench, order("120"));
      bench.time.settle();
      CompletionException thrown = assertThrows(CompletionException.class, answer::join);
      assertEquals(Ground.CODES_NOT_SUPPORTED, ((Refused) thrown.getCause()).refusal().ground());
      assertTrue(bench.ledger().open().isEmpty(), "nothing is recorded");
    }
  }

  @Test
  void a_till_that_waits_is_given_the_code_as_soon_as_it_is_there() {
    Instant before = stage.bench.time.wallClock();
    Payment payment = stage.bench.now(start(stage.bench, order("120"))).payment();
    CompletableFuture<Payment> wait =
        stage.bench.agent().whenFinal(payment.id(), Duration.ofSeconds(60));
    pass(Duration.ofMillis(500));
    assertEquals(State.SHOWN, wait.join().state());
    Terminal.Shown code = code(payment).get();
    assertEquals(CODE, code.code());
    Duration left = Duration.between(before, code.expiresAt());
    assertTrue(left.toMillis() >= 120_000, left.toString());
    assertTrue(left.toMillis() < 121_000, left.toString());

    pass(Duration.ofSeconds(4)); // it was asked about since
    CompletableFuture<Payment> end =
        stage.bench.agent().whenFinal(payment.id(), Duration.ofSeconds(60));
    pass(Duration.ofSeconds(4));
    assertFalse(end.isDone(), "the next wait is for the end");
    stage.acquirer.customerPays();
    pass(Duration.ofSeconds(4));
    assertEquals(State.CONFIRMED, end.join().state());
  }

  @Test
  void it_is_shown_no_longer_than_the_till_wants_whatever_the_acquirer_says() {
    Payment payment = shown("10");
    pass(Duration.ofSeconds(9));
    assertEquals(State.SHOWN, now(payment).state());
    pass(Duration.ofSeconds(2));
    assertEquals(State.CANCELLED, now(payment).state());
    assertEquals(List.of(), stage.contradictions());
  }

  @Test
  void it_is_known_to_the_ledger_s_key_alone_and_to_nobody_once_it_is_closed() throws Exception {
    Payment payment = shown("120");
    assertTrue(stage.bench.ledger().sealed().card(payment.id()).isPresent());
    for (File file : folder.listFiles()) {
      if (file.isFile()) {
        String bytes = new String(Files.readAllBytes(file.toPath()), StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains("pay.example"), file.getName());
      }
    }
    stage.bench.now(stage.bench.agent().cancel(payment.id()));
    assertEquals(Optional.empty(), code(payment));
    assertFalse(stage.bench.ledger().sealed().card(payment.id()).isPresent());
    pass(Duration.ofSeconds(1));
    assertEquals(State.CANCELLED, now(payment).state());
  }

  @Test
  void a_restart_shows_the_same_code_for_what_is_left_of_its_time() throws Exception {
    Payment payment = shown("120");
    Terminal.Shown before = code(payment).get();
    pass(Duration.ofSeconds(100));
    stage.bench.killAndRestart();
    assertEquals(State.SHOWN, now(payment).state());
    assertEquals(before, code(payment).get());
    pass(Duration.ofSeconds(15));
    assertEquals(State.SHOWN, now(payment).state());
    pass(Duration.ofSeconds(6));
    assertEquals(State.CANCELLED, now(payment).state());
    assertEquals(List.of(), stage.contradictions());
  }

  @Test
  void one_that_cannot_be_read_any_more_is_closed_at_the_next_start() throws Exception {
    Payment payment = shown("120");
    Ledger ledger = stage.bench.ledger();
    ledger.transaction(() -> ledger.sealed().keepCard(payment.id(), new byte[1], new byte[0]));
    stage.bench.killAndRestart();
    pass(Duration.ofSeconds(2));
    assertEquals(State.CANCELLED, now(payment).state());
  }

  @Test
  void a_settlement_waits_for_it() {
    Payment payment = shown("120");
    String id =
        stage
            .bench
            .now(stage.bench.agent().settle("settle", "settle".getBytes(StandardCharsets.UTF_8)))
            .settlement()
            .settlement()
            .id();
    pass(Duration.ofSeconds(30));
    assertEquals(State.SHOWN, now(payment).state());
    assertEquals(
        org.tillkeeper.agent.settlement.Stage.WAITING,
        stage.bench.ledger().settlements().settlement(id).get().stage());
  }

  /** Where it is stale: {@code -Dtillkeeper.writePages=true} writes it anew. */
  @Test
  void the_example_is_the_dialect_that_ships_with_the_changes_of_its_page() throws Exception {
    String made = ChangedDialect.text("unionpay-pos", "merchant-code.md");
    if (Boolean.getBoolean("tillkeeper.writePages")) {
      Files.writeString(EXAMPLE, made);
    }
    assertEquals(made, Files.readString(EXAMPLE));
  }
}
