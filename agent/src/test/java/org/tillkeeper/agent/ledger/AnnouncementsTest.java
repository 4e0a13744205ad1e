package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.Announcements.Address;
import org.tillkeeper.agent.ledger.Announcements.Announcement;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Trigger;

/** What is to be told is written with what it tells, and kept for as long as somebody waits. */
class AnnouncementsTest {
  private static final String HERE = "http://127.0.0.1:1/a";
  private static final String THERE = "http://127.0.0.1:1/b";
  private static final Set<Announcements.Type> ALL = EnumSet.allOf(Announcements.Type.class);

  @TempDir File folder;
  private Ledger ledger;
  private int recorded;

  @BeforeEach
  void open() throws LedgerUnusable {
    ledger = Ledger.open(folder, LedgerTest.NOW);
    ledger.announcements().whenRecorded(() -> recorded++);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void tell(Set<Announcements.Type> types, String... urls) {
    ledger.transaction(() -> ledger.announcements().tell(List.of(urls), types));
  }

  private Payment payment(String id) {
    LedgerTest.insert(ledger, LedgerTest.recorded(id, Entry.SWIPE));
    return ledger.payment(id).get();
  }

  private void becomes(Payment payment, State state) {
    LedgerTest.save(ledger, LedgerTest.with(payment, state, new ArrayList<>()));
  }

  private List<Announcement> waiting() {
    return ledger.announcements().withoutBody(1000);
  }

  private List<String> told() {
    return waiting().stream().map(it -> it.type().label() + " " + it.subject()).toList();
  }

  @Test
  void each_end_a_payment_comes_to_is_told_once_and_no_step_on_the_way() {
    tell(ALL, HERE);
    Payment a = payment("a");
    becomes(a, State.SENT);
    becomes(a, State.REVERSING);
    assertEquals(List.of(), told());
    becomes(a, State.CANCELLED);
    becomes(a, State.CANCELLED);
    becomes(a, State.ATTENTION);
    becomes(a, State.CONFIRMED);
    assertEquals(List.of("payment.final a", "payment.attention a", "payment.final a"), told());
    assertEquals(3, recorded);
    Set<String> ids = new TreeSet<>();
    waiting().forEach(it -> ids.add(it.id()));
    assertEquals(3, ids.size());
    assertEquals(LedgerTest.NOW.plusSeconds(5), waiting().get(0).at());
  }

  @Test
  void what_was_undone_is_not_told() {
    tell(ALL, HERE);
    Payment a = payment("a");
    assertThrows(
        IllegalStateException.class,
        () ->
            ledger.transaction(
                () -> {
                  LedgerTest.step(ledger, LedgerTest.with(a, State.DECLINED, new ArrayList<>()));
                  throw new IllegalStateException("planted");
                }));
    LedgerOnBench.failWrites(ledger);
    assertThrows(LedgerUnavailable.class, () -> becomes(a, State.DECLINED));
    LedgerOnBench.allowWrites(ledger);
    assertEquals(List.of(), told());
    assertEquals(0, recorded);
  }

  @Test
  void without_anybody_to_tell_nothing_is_written() {
    becomes(payment("a"), State.CONFIRMED);
    assertEquals(0, LedgerOnBench.number(ledger, "SELECT count(*) FROM announcement"));
    tell(EnumSet.of(Announcements.Type.PAYMENT_ATTENTION), HERE);
    becomes(payment("b"), State.CONFIRMED);
    becomes(payment("c"), State.ATTENTION);
    assertEquals(List.of("payment.attention c"), told());
  }

  @Test
  void a_record_that_the_disk_changed_is_told_when_that_is_written() {
    tell(ALL, HERE);
    payment("a");
    for (int i = 0; i < 200; i++) {
      payment("other" + i);
    }
    LedgerOnBench.execute(ledger, "UPDATE payment SET amount = amount + 1 WHERE id = 'a'");
    Payment damaged = ledger.payment("a").get();
    assertEquals(State.ATTENTION, damaged.state());
    LedgerTest.save(ledger, damaged);
    assertEquals(List.of("payment.attention a"), told());
  }

  @Test
  void a_settlement_is_told_when_it_ends_and_not_when_it_is_acknowledged() {
    tell(ALL, HERE);
    Settlement waiting =
        Settlement.waiting(
            "day", ledger.batches().open().seq(), "000001", Trigger.HAND, LedgerTest.NOW);
    ledger.transaction(() -> ledger.settlements().insert(waiting, Optional.of("key"), new byte[1]));
    ledger.transaction(() -> ledger.settlements().save(waiting));
    assertEquals(List.of(), told());
    Settlement ended =
        new Settlement(
            waiting.id(),
            waiting.batch(),
            waiting.batchNumber(),
            waiting.trigger(),
            Stage.ENDED,
            waiting.request(),
            waiting.verdict(),
            waiting.progress(),
            waiting.signIns(),
            waiting.result(),
            waiting.responseCode(),
            waiting.caveats(),
            waiting.acknowledged(),
            waiting.createdAt(),
            waiting.updatedAt());
    ledger.transaction(() -> ledger.settlements().save(ended));
    ledger.transaction(() -> ledger.settlements().save(ended));
    assertEquals(List.of("settlement.ended day"), told());
  }

  @Test
  void what_waits_outlives_a_restart_under_the_same_id_and_with_the_same_body() throws Exception {
    tell(ALL, HERE);
    becomes(payment("a"), State.CONFIRMED);
    Announcement before = waiting().get(0);
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    ledger.transaction(() -> ledger.announcements().keepBody(before.seq(), body));
    close();
    open();
    tell(ALL, HERE);
    Announcement after = ledger.announcements().next(0, ALL).get();
    assertEquals(before.id(), after.id());
    assertEquals("{}", new String(after.body().get(), StandardCharsets.UTF_8));
  }

  @Test
  void what_everybody_has_is_forgotten_and_its_numbers_come_never_again() {
    tell(ALL, HERE, THERE);
    becomes(payment("a"), State.CONFIRMED);
    Announcement first = waiting().get(0);
    save(address(HERE).told(first.seq()));
    assertEquals(1, waiting().size());
    save(address(THERE).told(first.seq()));
    assertEquals(0, waiting().size());
    becomes(payment("b"), State.CONFIRMED);
    assertTrue(waiting().get(0).seq() > first.seq());
  }

  private Address address(String url) {
    return ledger.announcements().address(url).get();
  }

  private void save(Address address) {
    ledger.transaction(() -> ledger.announcements().save(address));
  }

  @Test
  void an_address_that_is_new_is_told_from_here_on_and_one_that_is_not_named_is_forgotten() {
    tell(ALL, HERE);
    becomes(payment("a"), State.CONFIRMED);
    tell(ALL, HERE, THERE);
    becomes(payment("b"), State.CONFIRMED);
    waiting()
        .forEach(
            it -> ledger.transaction(() -> ledger.announcements().keepBody(it.seq(), new byte[1])));
    assertEquals("a", next(HERE));
    assertEquals("b", next(THERE));
    tell(ALL, THERE);
    assertEquals(1, LedgerOnBench.number(ledger, "SELECT count(*) FROM announcement"));
    assertEquals(Optional.empty(), ledger.announcements().address(HERE));
    tell(EnumSet.noneOf(Announcements.Type.class));
    assertEquals(0, LedgerOnBench.number(ledger, "SELECT count(*) FROM announcement"));
  }

  private String next(String url) {
    return ledger.announcements().next(address(url).told(), ALL).get().subject();
  }

  @Test
  void an_address_that_is_gone_keeps_nothing_for_itself() {
    tell(ALL, HERE, THERE);
    save(address(HERE).leftForGood());
    becomes(payment("a"), State.CONFIRMED);
    save(address(THERE).told(waiting().get(0).seq()));
    assertEquals(0, waiting().size());
    assertTrue(address(HERE).gone());
  }

  @Test
  void nothing_is_next_before_it_has_a_body_so_that_the_order_holds() {
    tell(ALL, HERE);
    becomes(payment("a"), State.CONFIRMED);
    becomes(payment("b"), State.CONFIRMED);
    long second = waiting().get(1).seq();
    ledger.transaction(() -> ledger.announcements().keepBody(second, new byte[1]));
    assertEquals(Optional.empty(), ledger.announcements().next(0, ALL));
  }

  @Test
  void an_address_remembers_since_when_it_fails() {
    tell(ALL, HERE);
    Instant first = LedgerTest.NOW;
    save(address(HERE).failed(first));
    save(address(HERE).failed(first.plusSeconds(60)));
    assertEquals(2, address(HERE).failures());
    assertEquals(Optional.of(first), address(HERE).failingSince());
    save(address(HERE).told(address(HERE).told()));
    assertEquals(0, address(HERE).failures());
    assertEquals(Optional.empty(), address(HERE).failingSince());
  }
}
