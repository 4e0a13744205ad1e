package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Approvals;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.HostTime;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.State;

/** A payment is found by all that a person may know of it, and by nothing else. */
class SearchTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir private File folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledger.open(folder, NOON);
    pay("a", 4444, "ORDER-1", "622500******0006", Duration.ZERO);
    pay("b", 4444, "ORDER-2", "621700******1234", Duration.ofHours(1));
    pay("c", 1234, "ORDER-3", "622500******0006", Duration.ofHours(2));
    // The clock was put back: it is newer than the others and says that it is older.
    pay("d", 1234, "ORDER-4", "622500******0006", Duration.ofHours(-20));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void pay(String id, long amount, String reference, String masked, Duration later) {
    LedgerTest.insert(
        ledger,
        Payment.recorded(
            id,
            Samples.sale(amount, Optional.of(reference)),
            new Instrument(Entry.SWIPE, masked, 0),
            Optional.empty(),
            NOON.plus(later)));
  }

  private void sent(String id, State state, Attempt... attempts) {
    LedgerTest.save(
        ledger, LedgerTest.with(ledger.payment(id).get(), state, Arrays.asList(attempts)));
  }

  private static Attempt attempt(int number, String stan, Attempt.Outcome outcome, String... rrns) {
    List<Approval> approvals = new ArrayList<>();
    for (String rrn : rrns) {
      approvals.add(
          new Approval(
              4444,
              Optional.of(rrn),
              Optional.of("654321"),
              Optional.empty(),
              Optional.empty(),
              new HostTime("1128120000")));
    }
    return new Attempt(
        number,
        Samples.request(stan, "000001", 7, NOON),
        1,
        outcome,
        approvals.isEmpty() ? Attempt.Heard.NOTHING : Attempt.Heard.APPROVAL,
        new Approvals(approvals),
        Optional.empty(),
        false,
        0,
        0,
        Optional.empty(),
        Optional.empty());
  }

  private List<String> found(Search search) {
    List<String> ids = new ArrayList<>();
    ledger.page(Set.of(), search, Optional.empty(), 10).forEach(payment -> ids.add(payment.id()));
    return ids;
  }

  private static Search by(String stan, String rrn, String reference, long amount, String last4) {
    return new Search(
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(stan),
        Optional.ofNullable(rrn),
        Optional.ofNullable(reference),
        amount < 0 ? OptionalLong.empty() : OptionalLong.of(amount),
        Optional.ofNullable(last4));
  }

  private static Search between(Duration since, Duration until) {
    return new Search(
        Optional.ofNullable(since).map(NOON::plus),
        Optional.ofNullable(until).map(NOON::plus),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }

  @Test
  void every_request_of_a_payment_is_found_by_its_stan() {
    sent(
        "a",
        State.CONFIRMED,
        attempt(1, "000101", Attempt.Outcome.REVERSED),
        attempt(2, "000102", Attempt.Outcome.CONFIRMED, "123456789012"));
    sent("b", State.SENT, attempt(1, "000103", Attempt.Outcome.OPEN));
    assertEquals(List.of("a"), found(by("000101", null, null, -1, null)));
    assertEquals(List.of("a"), found(by("000102", null, null, -1, null)));
    assertEquals(List.of("b"), found(by("000103", null, null, -1, null)));
    assertEquals(List.of(), found(by("000104", null, null, -1, null)));
  }

  @Test
  void a_late_and_a_second_approval_are_found_by_their_reference_numbers() {
    sent("a", State.CANCELLED, attempt(1, "000101", Attempt.Outcome.OPEN, "123456789013"));
    sent(
        "b",
        State.ATTENTION,
        attempt(1, "000102", Attempt.Outcome.CONFIRMED, "123456789014", "123456789015"));
    assertEquals(List.of("a"), found(by(null, "123456789013", null, -1, null)));
    assertEquals(List.of("b"), found(by(null, "123456789014", null, -1, null)));
    assertEquals(List.of("b"), found(by(null, "123456789015", null, -1, null)));
    assertEquals(List.of(), found(by(null, "654321", null, -1, null)));
  }

  @Test
  void a_payment_is_found_by_reference_amount_and_the_last_digits_of_its_card() {
    assertEquals(List.of("b", "a"), found(by(null, null, null, 4444, null)));
    assertEquals(List.of("b"), found(by(null, null, "ORDER-2", 4444, null)));
    assertEquals(List.of("d", "c", "a"), found(by(null, null, null, -1, "0006")));
    assertEquals(List.of("a"), found(by(null, null, null, 4444, "0006")));
    assertEquals(List.of(), found(by(null, null, "ORDER", -1, null)));
  }

  @Test
  void times_are_those_of_the_payments_and_the_order_is_that_of_the_ledger() {
    assertEquals(List.of("c", "b"), found(between(Duration.ofMinutes(1), null)));
    assertEquals(List.of("d", "a"), found(between(null, Duration.ofHours(1))));
    assertEquals(List.of("b"), found(between(Duration.ofHours(1), Duration.ofHours(2))));
    assertEquals(List.of(), found(between(Duration.ofDays(1), null)));
    assertEquals(
        List.of("b"),
        ledger
            .page(
                EnumSet.of(State.RECORDED),
                between(Duration.ofHours(-1), null),
                Optional.of("c"),
                1)
            .stream()
            .map(Payment::id)
            .toList());
  }
}
