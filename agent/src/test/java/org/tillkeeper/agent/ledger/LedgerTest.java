package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.log.LogLine;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Step;

/** What the ledger keeps, in which form, and what it refuses. */
class LedgerTest {
  static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");

  @TempDir File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws LedgerUnusable {
    ledger = Ledger.open(folder, NOW);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void what_is_durable_is_logged_by_who_is_asked_to_and_no_commit_waits_for_it() {
    List<LogLine> logged = new ArrayList<>();
    List<Runnable> later = new ArrayList<>();
    Consumer<LogLine> keeper = logged::add;
    ledger.logBy(later::add);
    Log.keep(keeper);
    try {
      ledger.transaction(() -> ledger.journal(NOW, "line", "Online."));
      assertThrows(
          IllegalStateException.class,
          () ->
              ledger.transaction(
                  () -> {
                    ledger.journal(NOW, "line", "Offline.");
                    throw new IllegalStateException("undone");
                  }));
      assertEquals(List.of(), logged);

      later.forEach(Runnable::run);

      assertEquals(1, logged.size());
      assertEquals("Online.", logged.get(0).getMessage());
    } finally {
      Log.keepNoMore(keeper);
    }
  }

  @Test
  void the_driver_begins_no_transaction_of_its_own() throws Exception {
    Connection[] used = new Connection[1];
    File other = Files.createDirectory(folder.toPath().resolve("other")).toFile();
    try (Ledger watched =
        Ledger.open(
            other,
            NOW,
            (file, config) -> {
              used[0] = config.createConnection("jdbc:sqlite:" + file.getPath());
              return used[0];
            })) {
      assertFalse(used[0].getAutoCommit());
      watched.transaction(() -> watched.journal(NOW, "line", "Online."));
      try (Statement statement = used[0].createStatement()) {
        // None is open, or this would fail.
        statement.executeUpdate("BEGIN IMMEDIATE");
        statement.executeUpdate("ROLLBACK");
      }
    }
  }

  private void reopen() throws LedgerUnusable {
    ledger.close();
    ledger = Ledger.open(folder, NOW);
  }

  static Payment recorded(String id, Entry entry) {
    return Payment.recorded(
        id,
        Samples.sale(1234, Optional.of("ORDER-1")),
        new Instrument(entry, "622500******0006", 3),
        Optional.of(NOW.plusSeconds(60)),
        NOW);
  }

  static void insert(Ledger ledger, Payment payment) {
    ledger.transaction(() -> ledger.insert(payment, "key-" + payment.id(), new byte[] {1, 2, 3}));
  }

  static void save(Ledger ledger, Payment payment) {
    ledger.transaction(() -> step(ledger, payment));
  }

  /** Part of a transaction. */
  static void step(Ledger ledger, Payment payment) {
    ledger.save(
        new Step(payment, List.of(new Step.Entry("test", 1, "A step.")), Collections.emptySet()));
  }

  /** Part of a transaction. */
  static String signIn(Ledger ledger, String batch, Instant at) {
    return ledger.stans().give(StanCounter.Purpose.SIGN_IN, batch, at);
  }

  static Attempt attempt(
      int number, String stan, String batch, Attempt.Outcome outcome, Optional<Reversal> reversal) {
    return Samples.attempt(
        number,
        Samples.request(stan, batch, 7, NOW),
        outcome,
        outcome == Attempt.Outcome.CONFIRMED ? Attempt.Heard.APPROVAL : Attempt.Heard.NOTHING,
        reversal);
  }

  static Payment with(Payment payment, State state, List<Attempt> attempts) {
    return Samples.decided(
            Samples.in(payment, state, attempts), Samples.decision(Optional.of("00")))
        .updated(NOW.plusSeconds(5));
  }

  @Test
  void it_is_in_wal_mode_and_synced_at_every_commit_and_leaves_no_shared_memory_file() {
    assertEquals(List.of("wal"), LedgerOnBench.texts(ledger, "PRAGMA journal_mode"));
    assertEquals(List.of("2"), LedgerOnBench.texts(ledger, "PRAGMA synchronous"));
    assertEquals(List.of("1"), LedgerOnBench.texts(ledger, "PRAGMA foreign_keys"));
    assertEquals(List.of("1"), LedgerOnBench.texts(ledger, "PRAGMA secure_delete"));
    insert(ledger, recorded("a", Entry.SWIPE));
    assertFalse(new File(folder, "ledger.db-shm").exists());
    assertTrue(new File(folder, "ledger.db-wal").exists());
  }

  @Test
  void a_closed_ledger_is_one_file_and_its_witness() {
    insert(ledger, recorded("a", Entry.SWIPE));
    ledger.close();
    List<String> left = new ArrayList<>(List.of(folder.list()));
    left.sort(null);
    assertEquals(List.of("ledger.db", "witness"), left);
  }

  @Test
  void the_schema_knows_its_version_and_is_made_once() throws Exception {
    assertEquals(Schema.newest(), LedgerOnBench.number(ledger, "PRAGMA user_version"));
    insert(ledger, recorded("a", Entry.SWIPE));
    reopen();
    assertEquals(Schema.newest(), LedgerOnBench.number(ledger, "PRAGMA user_version"));
    assertTrue(ledger.payment("a").isPresent());
  }

  @Test
  void every_shape_of_a_payment_comes_back_as_it_was() throws Exception {
    List<Payment> all = new ArrayList<>();
    for (Entry entry : Entry.values()) {
      all.add(recorded("entry-" + entry, entry));
    }
    List<Optional<Reversal>> reversals = new ArrayList<>();
    reversals.add(Optional.empty());
    for (Reversal.Stage stage : Reversal.Stage.values()) {
      for (ReversalReason reason : ReversalReason.values()) {
        reversals.add(Optional.of(Samples.reversal(reason, stage, 3, true, "25", 9, "654321")));
        reversals.add(Optional.of(Samples.reversal(reason, stage, 0, false, "", 0, "")));
      }
    }
    int number = 0;
    for (State state : State.values()) {
      List<Attempt> attempts = new ArrayList<>();
      for (Attempt.Outcome outcome : Attempt.Outcome.values()) {
        for (Optional<Reversal> reversal : reversals) {
          number++;
          attempts.add(
              attempt(attempts.size() + 1, Stans.text(number), "000001", outcome, reversal));
        }
      }
      all.add(with(recorded("state-" + state, Entry.CHIP), state, attempts));
    }
    Payment plain = recorded("plain", Entry.SWIPE);
    for (Attention attention : Attention.values()) {
      for (Resolution.Outcome outcome : Resolution.Outcome.values()) {
        all.add(
            Samples.resolved(
                Samples.with(
                    Payment.recorded(
                        "attention-" + attention + outcome,
                        Samples.sale(999_999_999_999L, Optional.empty()),
                        plain.instrument(),
                        Optional.empty(),
                        NOW),
                    State.ATTENTION,
                    false,
                    true,
                    List.of(),
                    Optional.of(attention)),
                new Resolution(outcome, "李", "流水 \"42\"")));
      }
    }
    for (Payment payment : all) {
      insert(ledger, payment);
      save(ledger, payment);
    }
    reopen();
    for (Payment payment : all) {
      assertEquals(payment, ledger.payment(payment.id()).get());
      assertEquals(payment, ledger.paymentByKey("key-" + payment.id()).get());
    }
  }

  @Test
  void a_key_is_used_once_for_ever() {
    insert(ledger, recorded("a", Entry.SWIPE));
    assertThrows(
        LedgerUnavailable.class,
        () ->
            ledger.transaction(
                () -> ledger.insert(recorded("b", Entry.SWIPE), "key-a", new byte[] {9})));
    assertFalse(ledger.payment("b").isPresent());
    assertArrayEquals(new byte[] {1, 2, 3}, ledger.requestHmac("a"));
  }

  @Test
  void a_payments_history_is_kept_in_order_and_the_chain_holds() throws Exception {
    Payment payment = recorded("a", Entry.SWIPE);
    insert(ledger, payment);
    save(ledger, payment);
    ledger.transaction(() -> ledger.journal(NOW, "signed-in", "Signed in; batch 000001."));
    save(ledger, payment);
    reopen();
    List<String> kinds = new ArrayList<>();
    ledger.history("a").forEach(row -> kinds.add(row.kind()));
    assertEquals(List.of("recorded", "test", "test"), kinds);
    assertEquals(4, ledger.lastSeq());
    assertEquals(0, ledger.firstBrokenLink());
  }

  @Test
  void tampering_with_the_history_is_found_at_its_first_row() {
    for (String id : new String[] {"a", "b", "c", "d"}) {
      insert(ledger, recorded(id, Entry.SWIPE));
    }
    LedgerOnBench.execute(
        ledger, "UPDATE history SET message = 'Recorded: sale of 1 CNY.' WHERE seq = 3");
    assertEquals(3, ledger.firstBrokenLink());
    LedgerOnBench.execute(ledger, "DELETE FROM history WHERE seq = 2");
    assertEquals(3, ledger.firstBrokenLink());
    LedgerOnBench.execute(ledger, "UPDATE history SET at = at + 1 WHERE seq = 1");
    assertEquals(1, ledger.firstBrokenLink());
  }

  @Test
  void stans_wrap_to_one_and_skip_what_is_open_or_used_in_the_batch() {
    Payment payment = recorded("a", Entry.SWIPE);
    insert(ledger, payment);
    Optional<Reversal> open =
        Optional.of(
            Samples.reversal(ReversalReason.NO_ANSWER, Reversal.Stage.OPEN, 1, false, "", 1, ""));
    Optional<Reversal> ended =
        Optional.of(
            Samples.reversal(
                ReversalReason.NO_ANSWER, Reversal.Stage.REVERSED, 1, true, "00", 1, ""));
    save(
        ledger,
        with(
            payment,
            State.REVERSING,
            List.of(
                attempt(1, "000001", "000002", Attempt.Outcome.CONFIRMED, Optional.empty()),
                attempt(2, "000002", "000001", Attempt.Outcome.CONFIRMED, Optional.empty()),
                attempt(3, "000003", "000001", Attempt.Outcome.REVERSED, open),
                attempt(4, "000004", "000001", Attempt.Outcome.OPEN, Optional.empty()),
                attempt(5, "000005", "000001", Attempt.Outcome.REVERSED, ended))));
    ledger.transaction(
        () -> {
          ledger.facts().set("stan", "5");
          assertEquals("000006", signIn(ledger, "000002", NOW));
          assertEquals("000007", signIn(ledger, "000001", NOW));
          ledger.facts().set("stan", "999998");
          ledger.batches().openNext(Batches.BatchState.SETTLED, "000002", NOW);
          ledger.batches().join("a");
        });
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      given.add(ledger.transaction(() -> signIn(ledger, "000002", NOW)));
    }
    // 1 and 6 are used in this batch, 3 and 4 are open in another one.
    assertEquals(List.of("999999", "000002", "000005", "000007"), given);
  }

  @Test
  void stans_of_an_earlier_batch_of_the_same_number_may_come_again_where_nothing_is_open() {
    insert(ledger, recorded("settled", Entry.SWIPE));
    insert(ledger, recorded("odd", Entry.SWIPE));
    save(
        ledger,
        with(
            recorded("settled", Entry.SWIPE),
            State.CONFIRMED,
            List.of(attempt(1, "000001", "000001", Attempt.Outcome.CONFIRMED, Optional.empty()))));
    save(
        ledger,
        with(
            recorded("odd", Entry.SWIPE),
            State.ATTENTION,
            List.of(attempt(1, "000002", "000001", Attempt.Outcome.OPEN, Optional.empty()))));
    ledger.transaction(
        () -> {
          ledger.facts().set("stan", "2");
          assertEquals("000003", signIn(ledger, "000001", NOW));
          ledger.batches().join("settled");
          ledger.batches().join("odd");
          Instant opened = NOW.plus(Duration.ofDays(31));
          ledger.batches().openNext(Batches.BatchState.SETTLED, "000001", opened);
          // By a clock that was put back since.
          assertEquals("000004", signIn(ledger, "000001", opened.minus(Duration.ofDays(1))));
          ledger.facts().set("stan", "999999");
        });
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      given.add(ledger.transaction(() -> signIn(ledger, "000001", NOW)));
    }
    assertEquals(List.of("000001", "000003", "000005"), given);
  }

  @Test
  void a_stan_that_was_given_and_rolled_back_is_given_again_and_one_committed_never() {
    String first = ledger.transaction(() -> signIn(ledger, "000001", NOW));
    assertThrows(
        IllegalStateException.class,
        () ->
            ledger.transaction(
                () -> {
                  assertEquals("000002", signIn(ledger, "000001", NOW));
                  throw new IllegalStateException("the step fails");
                }));
    assertEquals("000001", first);
    assertEquals("000002", ledger.transaction(() -> signIn(ledger, "000001", NOW)));
  }

  @Test
  void a_stan_given_to_an_attempt_is_committed_with_the_attempt_or_not_at_all() {
    Payment payment = recorded("a", Entry.SWIPE);
    insert(ledger, payment);
    Runnable forgotten = () -> ledger.stans().giveToAttempt("000001");
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> ledger.transaction(forgotten));
    assertTrue(refused.getMessage().contains("000001"), refused.getMessage());
    assertEquals(0, ledger.stans().last());
    ledger.transaction(
        () -> {
          String stan = ledger.stans().giveToAttempt("000001");
          Attempt sent = attempt(1, stan, "000001", Attempt.Outcome.OPEN, Optional.empty());
          step(ledger, with(payment, State.SENT, List.of(sent)));
        });
    assertEquals(1, ledger.stans().last());
    assertEquals("000001", ledger.payment("a").get().attempt(1).request().stan());
  }

  @Test
  void of_two_stans_the_later_one_is_known_across_the_wrap() {
    assertEquals(5, Stans.later(999_990, 5));
    assertEquals(5, Stans.later(5, 999_990));
    assertEquals(900, Stans.later(900, 899));
    assertEquals(900, Stans.later(899, 900));
    assertEquals(1, Stans.jump(999_999, 1));
    assertEquals(100, Stans.jump(0, 100));
  }

  @Test
  void an_answers_attempt_is_found_by_stan_and_batch_before_any_other_batchs_open_one() {
    Payment old = recorded("old", Entry.SWIPE);
    Payment current = recorded("current", Entry.SWIPE);
    Optional<Reversal> open =
        Optional.of(
            Samples.reversal(ReversalReason.NO_ANSWER, Reversal.Stage.OPEN, 1, false, "", 1, ""));
    insert(ledger, current);
    insert(ledger, old);
    save(
        ledger,
        with(
            old,
            State.REVERSING,
            List.of(attempt(1, "000009", "000001", Attempt.Outcome.OPEN, open))));
    assertEquals(
        new AttemptKey("old", 1), ledger.attemptOf("000009", "000002", Optional.empty()).get());
    save(
        ledger,
        with(
            current,
            State.CONFIRMED,
            List.of(attempt(1, "000009", "000002", Attempt.Outcome.CONFIRMED, Optional.empty()))));
    assertEquals(
        new AttemptKey("current", 1), ledger.attemptOf("000009", "000002", Optional.empty()).get());
    assertEquals(
        new AttemptKey("old", 1), ledger.attemptOf("000009", "000001", Optional.empty()).get());
    assertEquals(
        new AttemptKey("old", 1),
        ledger.attemptOf("000009", Optional.empty()).get(),
        "recorded later");
    Optional<String> terminal =
        Optional.of(ledger.payment("old").get().attempt(1).request().terminal());
    assertEquals(new AttemptKey("old", 1), ledger.attemptOf("000009", terminal).get());
    Optional<String> another = Optional.of("99999999");
    assertFalse(ledger.attemptOf("000009", another).isPresent());
    assertFalse(ledger.attemptOf("000009", "000002", another).isPresent());
    assertFalse(ledger.attemptOf("000010", Optional.empty()).isPresent());
    assertFalse(ledger.attemptOf("000010", "000001", Optional.empty()).isPresent());
  }

  @Test
  void secrets_are_erased_once_no_message_needs_them() throws Exception {
    Payment payment = recorded("a", Entry.SWIPE);
    insert(ledger, payment);
    byte[] card =
        "a sealed card that must not be found again"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] fields =
        "sealed fields that must not be found either"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    ledger.transaction(() -> ledger.sealed().keepCard("a", card, new byte[] {5}));
    Payment sent =
        with(
            payment,
            State.SENT,
            List.of(attempt(1, "000001", "000001", Attempt.Outcome.OPEN, Optional.empty())));
    save(ledger, sent);
    AttemptKey key = new AttemptKey("a", 1);
    ledger.transaction(() -> ledger.sealed().keepReversal(key, fields));
    assertArrayEquals(card, ledger.sealed().card("a").get());
    assertArrayEquals(fields, ledger.sealed().reversal(key).get());
    save(
        ledger,
        with(
            payment,
            State.CONFIRMED,
            List.of(attempt(1, "000001", "000001", Attempt.Outcome.CONFIRMED, Optional.empty()))));
    assertFalse(ledger.sealed().card("a").isPresent());
    assertFalse(ledger.sealed().reversal(key).isPresent());
    ledger.close();
    byte[] file = Files.readAllBytes(new File(folder, "ledger.db").toPath());
    String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertFalse(text.contains("must not be found"), "erased bytes are still in the file");
  }

  @Test
  void reversal_messages_of_a_batch_that_is_over_are_erased_unless_they_may_still_be_sent() {
    Payment payment = recorded("a", Entry.SWIPE);
    insert(ledger, payment);
    Optional<Reversal> open =
        Optional.of(
            Samples.reversal(
                ReversalReason.NO_ANSWER, Reversal.Stage.PARKED, 1, true, "58", 1, ""));
    save(
        ledger,
        with(
            payment,
            State.ATTENTION,
            List.of(
                attempt(1, "000001", "000001", Attempt.Outcome.DECLINED, Optional.empty()),
                attempt(2, "000002", "000001", Attempt.Outcome.DECLINED, open),
                attempt(3, "000003", "000002", Attempt.Outcome.DECLINED, Optional.empty()))));
    for (int number = 1; number <= 3; number++) {
      AttemptKey key = new AttemptKey("a", number);
      ledger.transaction(() -> ledger.sealed().keepReversal(key, new byte[] {1}));
    }
    ledger.transaction(() -> ledger.sealed().eraseReversalsOutside("000002"));
    assertFalse(ledger.sealed().reversal(new AttemptKey("a", 1)).isPresent());
    assertTrue(ledger.sealed().reversal(new AttemptKey("a", 2)).isPresent());
    assertTrue(ledger.sealed().reversal(new AttemptKey("a", 3)).isPresent());
  }

  @Test
  void working_keys_have_generations_that_are_never_used_again_and_old_ones_go() {
    for (int i = 1; i <= 40; i++) {
      byte[] keys = {(byte) i};
      assertEquals(i, ledger.transaction(() -> ledger.keys().addWorkingKeys(keys, NOW)));
    }
    assertEquals(40, ledger.keys().workingKeys().get().generation());
    assertArrayEquals(new byte[] {40}, ledger.keys().workingKeys().get().wrapped());
    assertTrue(ledger.keys().workingKeys(30).isPresent());
    assertFalse(ledger.keys().workingKeys(2).isPresent());
  }

  @Test
  void keys_an_open_attempt_was_sent_under_are_kept() {
    Payment payment = recorded("a", Entry.SWIPE);
    insert(ledger, payment);
    for (int i = 1; i <= 7; i++) {
      ledger.transaction(() -> ledger.keys().addWorkingKeys(new byte[] {1}, NOW));
    }
    save(
        ledger,
        with(
            payment,
            State.SENT,
            List.of(attempt(1, "000001", "000001", Attempt.Outcome.OPEN, Optional.empty()))));
    for (int i = 8; i <= 60; i++) {
      ledger.transaction(() -> ledger.keys().addWorkingKeys(new byte[] {1}, NOW));
    }
    assertTrue(ledger.keys().workingKeys(7).isPresent());
    assertFalse(ledger.keys().workingKeys(6).isPresent());
  }

  @Test
  void payments_come_newest_first_by_sequence_and_only_those_asked_for() {
    State[] states = State.values();
    for (int i = 0; i < 36; i++) {
      Payment payment = recorded("p" + i, Entry.SWIPE);
      insert(ledger, payment);
      save(ledger, with(payment, states[i % states.length], List.of()));
    }
    assertEquals(
        List.of("p35", "p34", "p33"),
        ids(ledger.page(Set.of(), Optional.empty(), Optional.empty(), 3)));
    assertEquals(
        List.of("p32", "p31"), ids(ledger.page(Set.of(), Optional.empty(), Optional.of("p33"), 2)));
    int confirmed = List.of(states).indexOf(State.CONFIRMED);
    assertEquals(
        List.of("p" + (24 + confirmed), "p" + (12 + confirmed), "p" + confirmed),
        ids(ledger.page(Set.of(State.CONFIRMED), Optional.empty(), Optional.empty(), 9)));
    assertEquals(21, ledger.page(State.open(), Optional.empty(), Optional.empty(), 99).size());
    assertEquals(
        0, ledger.page(Set.of(), Optional.of(NOW.plusSeconds(1)), Optional.empty(), 9).size());
    assertEquals(new Ledger.Pending(21, 21 * 1234), ledger.pending());
    assertEquals(3, ledger.attention());
    assertEquals(21, ledger.open().size());
  }

  private static List<String> ids(List<Payment> payments) {
    List<String> ids = new ArrayList<>();
    payments.forEach(payment -> ids.add(payment.id()));
    return ids;
  }

  @Test
  void a_full_disk_fails_the_commit_and_leaves_nothing_of_it() {
    insert(ledger, recorded("a", Entry.SWIPE));
    LedgerOnBench.fillDisk(ledger);
    byte[] big = new byte[100_000];
    long seq = ledger.lastSeq();
    int stan = ledger.stans().last();
    Runnable step =
        () -> {
          signIn(ledger, "000001", NOW);
          ledger.insert(recorded("b", Entry.SWIPE), "key-b", new byte[] {1});
          ledger.sealed().keepCard("b", big, big);
        };
    for (int i = 0; i < 3; i++) {
      assertThrows(LedgerUnavailable.class, () -> ledger.transaction(step));
    }
    assertFalse(ledger.payment("b").isPresent());
    assertEquals(seq, ledger.lastSeq());
    assertEquals(stan, ledger.stans().last());
    LedgerOnBench.freeDisk(ledger);
    ledger.transaction(step);
    assertArrayEquals(big, ledger.sealed().card("b").get());
    assertEquals(0, ledger.firstBrokenLink());
  }

  @Test
  void a_payment_that_was_undone_is_not_missed_by_the_next_step_without_payments() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ledger.transaction(
                () -> {
                  ledger.insert(recorded("a", Entry.SWIPE), "key-a", new byte[] {1});
                  throw new IllegalArgumentException("half way");
                }));
    ledger.transaction(() -> ledger.facts().set("other", "yes"));
    assertEquals(Optional.of("yes"), ledger.facts().get("other"));
    assertFalse(ledger.payment("a").isPresent());
  }

  @Test
  void a_step_that_throws_leaves_nothing_of_it_and_the_next_one_fits_the_chain() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ledger.transaction(
                () -> {
                  ledger.insert(recorded("a", Entry.SWIPE), "key-a", new byte[] {1});
                  throw new IllegalArgumentException("half way");
                }));
    assertFalse(ledger.payment("a").isPresent());
    insert(ledger, recorded("b", Entry.SWIPE));
    assertEquals(1, ledger.lastSeq());
    assertEquals(0, ledger.firstBrokenLink());
  }

  @Test
  void transactions_do_not_nest() {
    assertThrows(
        IllegalStateException.class,
        () -> ledger.transaction(() -> ledger.transaction(() -> ledger.facts().set("a", "b"))));
  }

  @Test
  void a_ledger_of_a_newer_version_is_refused_and_left_as_it_is() throws Exception {
    int newer = Schema.newest() + 1;
    LedgerOnBench.execute(ledger, "PRAGMA user_version = " + newer);
    ledger.close();
    byte[] before = Files.readAllBytes(new File(folder, "ledger.db").toPath());
    LedgerUnusable refused = assertThrows(LedgerUnusable.class, () -> Ledger.open(folder, NOW));
    assertTrue(refused.getMessage().contains("version " + newer), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(new File(folder, "ledger.db").toPath()));
  }

  @Test
  void a_database_of_another_program_is_refused_and_left_as_it_is(@TempDir File other)
      throws Exception {
    File file = new File(other, "ledger.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE song (name TEXT)");
    }
    byte[] before = Files.readAllBytes(file.toPath());
    LedgerUnusable refused = assertThrows(LedgerUnusable.class, () -> Ledger.open(other, NOW));
    assertTrue(refused.getMessage().contains("another program"), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file.toPath()));
    assertEquals(1, other.list().length);
  }

  @Test
  void a_file_that_is_no_database_is_refused_and_left_as_it_is(@TempDir File other)
      throws Exception {
    File file = new File(other, "ledger.db");
    byte[] text = new byte[9000];
    java.util.Arrays.fill(text, (byte) 'x');
    Files.write(file.toPath(), text);
    assertThrows(LedgerUnusable.class, () -> Ledger.open(other, NOW));
    assertArrayEquals(text, Files.readAllBytes(file.toPath()));
  }
}
