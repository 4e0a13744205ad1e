package org.tillkeeper.agent.webhook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import java.io.File;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.ledger.Announcements;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.LedgerChecks;

/** Who is told what, when and how often, in virtual time. */
class WebhooksTest {
  private static final String SECRET =
      "whsec_"
          + Base64.getEncoder()
              .encodeToString("0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8));
  private static final URI SHOP = URI.create("http://127.0.0.1:9000/hook");
  private static final URI OFFICE = URI.create("https://office.example/x?token=abc");

  @TempDir File folder;
  private final VirtualTime time = new VirtualTime();
  private Ledger ledger;
  private Webhooks webhooks;
  private int life;
  private final List<Post.Request> sent = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();

  /** What the addresses answer, one after the other; 204 where nothing is said. Empty: nothing. */
  private final Deque<Optional<Post.Result>> answers = new ArrayDeque<>();

  private Optional<Post.Result> otherwise = Optional.of(Post.Result.answered(204));
  private boolean bodiesFail;

  private final class Net implements Post {
    @Override
    public void send(Request request, Consumer<Result> then) {
      sent.add(request);
      times.add(time.wallClock());
      Optional<Result> answer = answers.isEmpty() ? otherwise : answers.poll();
      answer.ifPresent(it -> time.after(Duration.ofMillis(10), () -> then.accept(it)));
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private Hook hook(URI address, Announcements.Type... types) throws Exception {
    File file = new File(folder, "hook.secret");
    if (!file.exists()) {
      org.tillkeeper.agent.files.OwnerOnly.write(file, SECRET.getBytes(StandardCharsets.UTF_8));
    }
    return new Hook(
        address,
        Secret.read("webhooks[0].secretFile", file),
        types.length == 0
            ? EnumSet.allOf(Announcements.Type.class)
            : EnumSet.copyOf(Set.of(types)));
  }

  private void start(Hook... hooks) throws Exception {
    if (ledger == null) {
      ledger = Ledger.open(folder, time.wallClock());
      LedgerOnBench.withoutSync(ledger);
    }
    webhooks =
        new Webhooks(
            List.of(hooks),
            ledger,
            time,
            new Random(1),
            new Net(),
            announcement -> {
              CompletableFuture<byte[]> body = new CompletableFuture<>();
              if (bodiesFail) {
                body.completeExceptionally(new IllegalStateException("planted"));
              } else {
                Payment payment = ledger.payment(announcement.subject()).get();
                String text = announcement.type().label() + " " + payment.state().label();
                body.complete(text.getBytes(StandardCharsets.UTF_8));
              }
              return body;
            });
    webhooks.record();
    webhooks.start();
    time.settle();
  }

  /** Killed, and started again on what was durable. */
  private void killAndStart(Hook... hooks) throws Exception {
    webhooks.close();
    File home = new File(folder, "life" + ++life);
    LedgerOnBench.copy(life == 1 ? folder : new File(folder, "life" + (life - 1)), home);
    ledger.close();
    ledger = Ledger.open(home, time.wallClock());
    LedgerOnBench.withoutSync(ledger);
    start(hooks);
  }

  @BeforeEach
  void nothingWaits() {
    sent.clear();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Payment payment(String id) {
    Payment payment =
        Payment.recorded(
            id,
            Samples.sale(1234, Optional.empty()),
            new Instrument(Entry.SWIPE, "622500******0006", 3),
            Optional.empty(),
            time.wallClock());
    ledger.transaction(() -> ledger.insert(payment, "key-" + id, new byte[] {1}));
    return payment;
  }

  private void becomes(String id, State state) {
    Payment payment = ledger.payment(id).orElseGet(() -> payment(id));
    Payment after = Samples.in(payment, state, new ArrayList<>()).updated(time.wallClock());
    ledger.transaction(
        () ->
            ledger.save(new Step(after, List.of(new Step.Entry("test", 0, "A step.")), Set.of())));
  }

  private List<String> bodies() {
    return sent.stream().map(it -> new String(it.body(), StandardCharsets.UTF_8)).toList();
  }

  private void pass(Duration duration) {
    time.advance(duration);
  }

  private static Optional<Post.Result> answer(int status) {
    return Optional.of(Post.Result.answered(status));
  }

  @Test
  void what_happens_is_told_in_order_and_the_independent_verifier_believes_it() throws Exception {
    start(hook(SHOP));
    becomes("a", State.CONFIRMED);
    becomes("b", State.ATTENTION);
    becomes("c", State.DECLINED);
    pass(Duration.ofSeconds(1));
    assertEquals(
        List.of("payment.final confirmed", "payment.attention attention", "payment.final declined"),
        bodies());
    long now = time.wallClock().getEpochSecond();
    for (Post.Request request : sent) {
      assertEquals(SHOP, request.to());
      long said = Long.parseLong(request.headers().get("webhook-timestamp"));
      assertTrue(Math.abs(now - said) <= 2, said + " at " + now);
      // Its verifier takes the system's clock: signed anew for the present, by our own signature.
      verify(request);
    }
    assertEquals(List.of(), ledger.announcements().withoutBody(10));
    assertEquals(
        Optional.empty(), ledger.announcements().next(0, EnumSet.allOf(Announcements.Type.class)));
  }

  @Test
  void an_address_that_has_not_answered_yet_is_sent_nothing_more() throws Exception {
    otherwise = Optional.empty();
    start(hook(SHOP));
    becomes("a", State.CONFIRMED);
    pass(Duration.ofSeconds(1));
    becomes("b", State.DECLINED);
    pass(Duration.ofSeconds(1));
    assertEquals(List.of("payment.final confirmed"), bodies());
  }

  @Test
  void what_no_address_wants_to_hear_is_not_recorded() throws Exception {
    start(hook(SHOP, Announcements.Type.PAYMENT_ATTENTION));
    long before = ledger.announcements().lastSeq();
    becomes("a", State.CONFIRMED);
    pass(Duration.ofSeconds(1));
    assertEquals(before, ledger.announcements().lastSeq());
    becomes("b", State.ATTENTION);
    pass(Duration.ofSeconds(1));
    assertEquals(List.of("payment.attention attention"), bodies());
  }

  private void verify(Post.Request request) throws Exception {
    String id = request.headers().get("webhook-id");
    Webhook independent = new Webhook(SECRET);
    String body = new String(request.body(), StandardCharsets.UTF_8);
    long timestamp = Long.parseLong(request.headers().get("webhook-timestamp"));
    assertEquals(independent.sign(id, timestamp, body), request.headers().get("webhook-signature"));
    String present = Long.toString(Instant.now().getEpochSecond());
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id",
            List.of(id),
            "webhook-timestamp",
            List.of(present),
            "webhook-signature",
            List.of(hook(SHOP).secret().sign(id, present, request.body())));
    independent.verify(body, HttpHeaders.of(headers, (name, value) -> true).map());
  }

  @Test
  void one_that_fails_is_tried_again_under_the_same_id_and_with_the_same_body() throws Exception {
    start(hook(SHOP));
    answers.add(answer(500));
    answers.add(answer(302));
    answers.add(Optional.of(Post.Result.failed("connection refused")));
    becomes("a", State.CONFIRMED);
    pass(Duration.ofMillis(100));
    becomes("a", State.ATTENTION);
    pass(Duration.ofMinutes(2));
    assertEquals(
        List.of(
            "payment.final confirmed",
            "payment.final confirmed",
            "payment.final confirmed",
            "payment.final confirmed",
            "payment.attention attention"),
        bodies());
    for (Post.Request request : sent.subList(0, 4)) {
      assertEquals(id(0), request.headers().get("webhook-id"));
      assertArrayEquals(sent.get(0).body(), request.body());
    }
    assertNotEquals(id(0), id(4));
    assertNotEquals(timestamp(0), timestamp(3), "signed anew");
    assertEquals(0, ledger.announcements().address(SHOP.toString()).get().failures());
  }

  private String id(int index) {
    return sent.get(index).headers().get("webhook-id");
  }

  private String timestamp(int index) {
    return sent.get(index).headers().get("webhook-timestamp");
  }

  @Test
  void pauses_double_with_jitter_to_an_hour_and_no_two_addresses_wait_for_each_other()
      throws Exception {
    start(
        hook(SHOP, Announcements.Type.PAYMENT_FINAL),
        hook(OFFICE, Announcements.Type.PAYMENT_ATTENTION));
    otherwise = answer(503);
    becomes("a", State.CONFIRMED);
    pass(Duration.ofHours(12));
    long most = 5000;
    for (int i = 1; i < times.size(); i++) {
      long pause = Duration.between(times.get(i - 1), times.get(i)).toMillis() - 10;
      assertTrue(pause >= most / 2 && pause <= most, i + ": " + pause + " of " + most);
      most = Math.min(2 * most, 3_600_000);
    }
    assertTrue(times.size() > 20, times.toString());
    sent.clear();
    otherwise = answer(204);
    becomes("b", State.ATTENTION);
    pass(Duration.ofMillis(100));
    assertEquals(List.of("payment.attention attention"), bodies());
    assertEquals(OFFICE, sent.get(0).to());
  }

  @Test
  void after_three_days_what_is_older_is_given_up_and_what_is_newer_is_not() throws Exception {
    start(hook(SHOP));
    otherwise = answer(500);
    becomes("a", State.CONFIRMED);
    pass(Duration.ofHours(71));
    becomes("b", State.CONFIRMED);
    pass(Duration.ofHours(12));
    sent.clear();
    otherwise = answer(200);
    pass(Duration.ofHours(1));
    assertEquals(1, sent.size());
    assertTrue(id(0).startsWith("b-"), id(0));
  }

  @Test
  void an_address_that_takes_nothing_for_an_hour_is_a_finding_until_it_does() throws Exception {
    start(hook(SHOP), hook(OFFICE));
    assertEquals(new Finding.Webhooks(0, 0), finding());
    otherwise = answer(500);
    becomes("a", State.CONFIRMED);
    pass(Duration.ofMinutes(59));
    assertEquals(new Finding.Webhooks(0, 0), finding());
    pass(Duration.ofMinutes(2));
    assertEquals(new Finding.Webhooks(2, 0), finding());
    answers.add(answer(410));
    otherwise = answer(200);
    pass(Duration.ofHours(2));
    assertEquals(new Finding.Webhooks(0, 1), finding());
    webhooks.close();
    Webhooks.recordNothing(ledger);
    assertEquals(
        Optional.empty(), new LedgerChecks(ledger).webhooks(time.wallClock()), "nobody to tell");
  }

  private Finding.Webhooks finding() {
    return new LedgerChecks(ledger).webhooks(time.wallClock()).get();
  }

  @Test
  void a_clock_that_was_set_gives_nothing_up() throws Exception {
    start(hook(SHOP));
    answers.add(answer(500));
    answers.add(answer(500));
    becomes("a", State.CONFIRMED);
    pass(Duration.ofMillis(100));
    time.jump(Duration.ofDays(365));
    pass(Duration.ofMinutes(1));
    assertEquals(3, sent.size());
    assertEquals(id(0), id(2));
  }

  @Test
  void an_address_that_says_gone_is_told_nothing_more_until_it_is_configured_anew()
      throws Exception {
    start(hook(SHOP), hook(OFFICE));
    answers.add(answer(410));
    becomes("a", State.CONFIRMED);
    pass(Duration.ofHours(2));
    URI gone = sent.get(0).to();
    long tries = sent.stream().filter(it -> it.to().equals(gone)).count();
    assertEquals(1, tries);
    becomes("b", State.CONFIRMED);
    pass(Duration.ofHours(2));
    killAndStart(hook(SHOP), hook(OFFICE));
    becomes("c", State.CONFIRMED);
    pass(Duration.ofHours(2));
    assertEquals(1, sent.stream().filter(it -> it.to().equals(gone)).count());
    assertEquals(3, sent.stream().filter(it -> !it.to().equals(gone)).count());
    assertEquals(
        Optional.empty(), ledger.announcements().next(0, EnumSet.allOf(Announcements.Type.class)));
    URI other = gone.equals(SHOP) ? OFFICE : SHOP;
    killAndStart(hook(other));
    killAndStart(hook(SHOP), hook(OFFICE));
    becomes("d", State.CONFIRMED);
    pass(Duration.ofSeconds(1));
    assertEquals(2, sent.stream().filter(it -> it.to().equals(gone)).count());
  }

  @Test
  void nothing_is_lost_by_a_kill_at_any_moment_and_what_comes_twice_has_one_id() throws Exception {
    start(hook(SHOP));
    becomes("a", State.CONFIRMED); // killed before it is even made
    killAndStart(hook(SHOP));
    pass(Duration.ofMillis(5)); // killed while it is on its way
    assertEquals(1, sent.size());
    killAndStart(hook(SHOP));
    pass(Duration.ofSeconds(1));
    assertEquals(2, sent.size());
    assertEquals(id(0), id(1));
    assertArrayEquals(sent.get(0).body(), sent.get(1).body());
    killAndStart(hook(SHOP));
    pass(Duration.ofDays(1));
    assertEquals(2, sent.size(), "what was delivered comes never again");
  }

  @Test
  void a_restart_keeps_how_often_it_failed_and_tries_at_once() throws Exception {
    start(hook(SHOP));
    otherwise = answer(500);
    becomes("a", State.CONFIRMED);
    pass(Duration.ofHours(10));
    int failures = ledger.announcements().address(SHOP.toString()).get().failures();
    sent.clear();
    killAndStart(hook(SHOP));
    pass(Duration.ofMillis(100));
    assertEquals(1, sent.size());
    assertEquals(failures + 1, ledger.announcements().address(SHOP.toString()).get().failures());
  }

  @Test
  void a_ledger_that_cannot_be_written_delays_and_loses_nothing() throws Exception {
    start(hook(SHOP));
    becomes("a", State.CONFIRMED);
    LedgerOnBench.failWrites(ledger);
    pass(Duration.ofMinutes(2));
    assertEquals(0, sent.size());
    LedgerOnBench.allowWrites(ledger);
    pass(Duration.ofMinutes(1));
    assertEquals(List.of("payment.final confirmed"), bodies());
    becomes("b", State.CONFIRMED);
    pass(Duration.ofMillis(25));
    LedgerOnBench.failWrites(ledger);
    pass(Duration.ofMinutes(1));
    LedgerOnBench.allowWrites(ledger);
    pass(Duration.ofMinutes(1));
    assertTrue(sent.size() >= 3);
    assertEquals(id(1), id(sent.size() - 1));
    int so = sent.size();
    pass(Duration.ofHours(1));
    assertEquals(so, sent.size());
  }

  @Test
  void what_cannot_be_read_is_told_without_its_data_and_keeps_nothing_else_back() throws Exception {
    start(hook(SHOP));
    bodiesFail = true;
    becomes("a", State.CONFIRMED);
    pass(Duration.ofMinutes(2));
    assertEquals(1, sent.size());
    assertTrue(bodies().get(0).contains("\"data\":{\"id\":\"a\"}}"), bodies().get(0));
    bodiesFail = false;
    becomes("b", State.CONFIRMED);
    pass(Duration.ofSeconds(1));
    assertEquals("payment.final confirmed", bodies().get(1));
  }

  @Test
  void what_waits_for_a_dead_address_is_bounded_and_its_oldest_goes_first() throws Exception {
    start(hook(SHOP));
    otherwise = Optional.empty();
    becomes("first", State.CONFIRMED);
    pass(Duration.ofSeconds(1));
    payment("many");
    ledger.transaction(
        () -> {
          for (int i = 0; i < Webhooks.WAITING_MOST; i++) {
            State state = i % 2 == 0 ? State.CONFIRMED : State.ATTENTION;
            Payment payment = ledger.payment("many").get();
            Payment after = Samples.in(payment, state, new ArrayList<>()).updated(time.wallClock());
            ledger.save(new Step(after, List.of(new Step.Entry("test", 0, "A step.")), Set.of()));
          }
        });
    killAndStart(hook(SHOP));
    pass(Duration.ofMinutes(5));
    becomes("last", State.DECLINED);
    pass(Duration.ofSeconds(1));
    long waiting =
        Long.parseLong(LedgerOnBench.texts(ledger, "SELECT count(*) FROM announcement").get(0));
    assertTrue(waiting <= Webhooks.WAITING_MOST + 1, waiting + " wait");
  }
}
