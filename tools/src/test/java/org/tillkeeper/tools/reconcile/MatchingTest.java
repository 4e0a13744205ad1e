package org.tillkeeper.tools.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is the same is found, once each; what only one of them has is named. */
class MatchingTest {
  private static final ZoneId SHOP = ZoneId.of("Asia/Shanghai");
  private static final Instant DAY = Instant.parse("2026-11-27T16:00:00Z");
  private static final Instant NOON = DAY.plus(Duration.ofHours(12));

  private final List<StatementLine> lines = new ArrayList<>();
  private final List<Booking> bookings = new ArrayList<>();

  private void line(long amount, Instant time, String stan, String rrn, String reference) {
    lines.add(
        new StatementLine(
            lines.size() + 1,
            "S",
            true,
            amount,
            Optional.of(time),
            Optional.of("00000001"),
            Optional.ofNullable(stan).map(it -> "000001"),
            Optional.ofNullable(stan),
            Optional.ofNullable(rrn),
            Optional.ofNullable(reference),
            Optional.empty()));
  }

  private void booking(
      String id, long amount, Instant time, boolean booked, String stan, String rrn, String name) {
    bookings.add(
        new Booking(
            id,
            amount < 0 ? "refund" : "sale",
            booked ? "confirmed" : "cancelled",
            booked,
            amount,
            time,
            stan,
            "000001",
            rrn == null ? List.of() : List.of(rrn),
            Optional.ofNullable(name),
            Optional.empty(),
            Optional.empty()));
  }

  private Findings found() throws UnreadableStatement {
    return new Matching("00000001", SHOP, DAY, DAY.plus(Duration.ofDays(1)))
        .of(new Statement("pos", lines, List.of()), bookings, "CNY");
  }

  @Test
  void it_is_found_by_rrn_then_batch_and_stan_then_name_then_amount_and_time() throws Exception {
    booking("a", 100, NOON, true, "000001", "R1", null);
    booking("b", 200, NOON, true, "000002", null, null);
    booking("c", 300, NOON, true, "000003", null, "ORDER");
    booking("d", 400, NOON, true, "000004", null, null);
    line(100, NOON.plusSeconds(3000), null, "R1", null);
    line(200, NOON.plusSeconds(3000), "000002", "R-not-told-here", null);
    line(300, NOON.plusSeconds(3000), null, null, "ORDER");
    line(400, NOON.plusSeconds(300), null, null, null);
    Findings found = found();
    assertEquals(4, found.matched());
    assertTrue(found.allMatch());
    assertEquals(List.of(), found.ambiguous());
  }

  @Test
  void what_only_one_of_them_has_is_named() throws Exception {
    booking("a", 100, NOON, true, "000001", "R1", null);
    booking("voided-elsewhere", 50, NOON, false, "000009", null, null);
    line(4500, NOON, "000304", "R2", null);
    Findings found = found();
    assertEquals(List.of("a"), found.onlyInLedger().stream().map(Booking::payment).toList());
    assertEquals(List.of(1), found.onlyInStatement().stream().map(StatementLine::number).toList());
    assertFalse(found.allMatch());
  }

  @Test
  void another_amount_and_another_standing_are_differences() throws Exception {
    booking("a", 100, NOON, true, "000001", "R1", null);
    booking("b", 4444, NOON, false, "000002", null, null);
    line(101, NOON, "000001", "R1", null);
    line(4444, NOON, "000002", "R2", null);
    Findings found = found();
    assertEquals(
        List.of(Findings.What.AMOUNT, Findings.What.STANDING),
        found.differs().stream().map(Findings.Pair::what).toList());
    assertEquals(0, found.matched());
    assertEquals(0, found.onlyInLedger().size() + found.onlyInStatement().size());
  }

  @Test
  void each_is_used_once_and_what_several_fit_is_said_to_be_ambiguous() throws Exception {
    booking("a", 100, NOON, true, "000001", null, null);
    booking("b", 100, NOON.plusSeconds(60), true, "000002", null, null);
    line(100, NOON.plusSeconds(5), null, null, null);
    line(100, NOON.plusSeconds(70), null, null, null);
    line(100, NOON.plusSeconds(80), null, null, null);
    Findings found = found();
    assertEquals(2, found.matched());
    assertEquals(1, found.onlyInStatement().size());
    assertEquals(1, found.ambiguous().size());
    assertEquals("a", found.ambiguous().get(0).booking().payment());
  }

  @Test
  void a_trace_number_without_its_batch_needs_the_amount_or_the_time_too() throws Exception {
    booking("a", 100, NOON, true, "000001", null, null);
    booking("b", 200, NOON, true, "000002", null, null);
    booking("c", 300, NOON, true, "000003", null, null);
    for (int i = 1; i <= 3; i++) {
      lines.add(
          new StatementLine(
              i,
              "S22",
              true,
              i == 2 ? 200 : 999,
              Optional.of(i == 1 ? NOON.plusSeconds(30) : NOON.plusSeconds(7200)),
              Optional.of("00000001"),
              Optional.empty(),
              Optional.of("00000" + i),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    Findings found = found();
    assertEquals(1, found.matched());
    assertEquals(List.of("a"), found.differs().stream().map(it -> it.booking().payment()).toList());
    assertEquals(List.of("c"), found.onlyInLedger().stream().map(Booking::payment).toList());
    assertEquals(1, found.onlyInStatement().size());
  }

  @Test
  void what_names_another_number_is_not_taken_for_the_same_by_its_amount() throws Exception {
    booking("a", 100, NOON, true, "000001", "R1", null);
    line(100, NOON, "000002", "R2", null);
    Findings found = found();
    assertEquals(0, found.matched());
    assertEquals(1, found.onlyInLedger().size());
    assertEquals(1, found.onlyInStatement().size());
  }

  @Test
  void a_sale_and_its_refund_of_the_same_name_are_told_apart() throws Exception {
    booking("sale", 100, NOON, true, "000001", null, "ORDER");
    booking("refund", -100, NOON.plusSeconds(9), true, "000002", null, "ORDER");
    line(-100, NOON, null, null, "ORDER");
    line(100, NOON, null, null, "ORDER");
    assertTrue(found().allMatch());
  }

  @Test
  void a_payment_and_what_took_it_back_may_both_be_missing() throws Exception {
    for (String by : new String[] {"void", null}) {
      bookings.add(
          new Booking(
              by == null ? "void" : "sale",
              by == null ? "void" : "sale",
              "confirmed",
              true,
              by == null ? -100 : 100,
              NOON,
              "000001",
              "000001",
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.ofNullable(by)));
    }
    assertTrue(found().allMatch());
  }

  @Test
  void a_payment_on_the_other_side_of_midnight_is_found_and_never_missed() throws Exception {
    booking("before", 100, DAY.minusSeconds(20), true, "000001", "R1", null);
    booking("other-day", 200, DAY.minusSeconds(200), true, "000002", "R2", null);
    line(100, DAY.plusSeconds(1), "000001", "R1", null);
    Findings found = found();
    assertEquals(1, found.matched());
    assertTrue(found.allMatch());
  }

  @Test
  void a_statement_of_another_terminal_or_day_is_refused_in_a_sentence() {
    line(100, NOON.plus(Duration.ofDays(2)), "000001", "R1", null);
    String day = assertThrows(UnreadableStatement.class, this::found).getMessage();
    assertTrue(day.contains("2026-11-28") && day.contains("--date 2026-11-30"), day);
    lines.clear();
    lines.add(
        new StatementLine(
            1,
            "S",
            true,
            100,
            Optional.of(NOON),
            Optional.of("00000002"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    String terminal = assertThrows(UnreadableStatement.class, this::found).getMessage();
    assertTrue(terminal.contains("00000001") && terminal.contains("00000002"), terminal);
  }

  private void line(boolean moves, long amount, String terminal, String rrn, String last4) {
    lines.add(
        new StatementLine(
            lines.size() + 1,
            moves ? "S" : "revoked",
            moves,
            amount,
            Optional.of(NOON),
            Optional.of(terminal),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(rrn),
            Optional.empty(),
            Optional.ofNullable(last4)));
  }

  @Test
  void a_line_that_moved_no_money_of_a_payment_that_stands_is_a_difference() throws Exception {
    booking("stands", 100, NOON, true, "000001", "R1", null);
    booking("cancelled", 200, NOON, false, "000002", "R2", null);
    line(false, 100, "00000001", "R1", null);
    line(false, 200, "00000001", "R2", null);
    Findings found = found();
    assertEquals(
        List.of("stands"), found.differs().stream().map(it -> it.booking().payment()).toList());
    assertEquals(Findings.What.STANDING, found.differs().get(0).what());
    assertEquals(0, found.matched());
    assertEquals(2, found.passedOver());
  }

  @Test
  void lines_of_other_terminals_of_no_money_and_of_other_days_are_counted() throws Exception {
    booking("a", 100, NOON, true, "000001", "R1", null);
    line(true, 100, "00000001", "R1", null);
    line(true, 100, "00000002", "R7", null);
    line(false, 100, "00000001", "R8", null);
    line(true, 0, "00000001", "R9", null);
    line(100, NOON.plus(Duration.ofDays(2)), null, "R10", null);
    Findings found = found();
    assertEquals(4, found.passedOver());
    assertEquals(List.of(), found.onlyInStatement());
    assertTrue(found.allMatch());
  }

  @Test
  void another_card_is_another_payment_however_well_amount_and_time_fit() throws Exception {
    bookings.add(
        new Booking(
            "a",
            "sale",
            "confirmed",
            true,
            100,
            NOON,
            "000001",
            "000001",
            List.of(),
            Optional.empty(),
            Optional.of("0006"),
            Optional.empty()));
    line(true, 100, "00000001", null, "1234");
    assertEquals(1, found().onlyInStatement().size());
    lines.clear();
    line(true, 100, "00000001", null, "0006");
    assertTrue(found().allMatch());
  }

  @Test
  void of_several_of_one_number_the_booked_one_of_the_same_amount_is_taken() throws Exception {
    booking("reversed", 100, NOON, false, "000001", "R1", null);
    booking("other-amount", 90, NOON, true, "000002", "R1", null);
    booking("it", 100, NOON, true, "000003", "R1", null);
    line(true, 100, "00000001", "R1", null);
    Findings found = found();
    assertEquals(1, found.matched());
    assertEquals(
        List.of("other-amount"), found.onlyInLedger().stream().map(Booking::payment).toList());
  }

  @Test
  void amount_and_time_fit_ten_minutes_apart_and_no_longer() throws Exception {
    booking("a", 100, NOON, true, "000001", null, null);
    booking("b", 200, NOON, true, "000002", null, null);
    line(100, NOON.plusSeconds(600), null, null, null);
    line(200, NOON.plusSeconds(601), null, null, null);
    Findings found = found();
    assertEquals(1, found.matched());
    assertEquals(List.of("b"), found.onlyInLedger().stream().map(Booking::payment).toList());
  }

  @Test
  void a_payment_of_the_api_has_a_booking_for_each_request_that_was_sent() {
    Map<String, Object> payment =
        Map.of(
            "id",
            "p",
            "type",
            "sale",
            "display",
            "confirmed",
            "amount",
            1234,
            "rrn",
            "R9",
            "createdAt",
            "2026-11-28T04:00:00.000Z",
            "card",
            Map.of("pan", "622500******0006"),
            "attempts",
            List.of(
                Map.of("stan", "000001", "batch", "000001", "outcome", "reversed", "sends", 1),
                Map.of("stan", "000002", "batch", "000001", "outcome", "not-sent", "sends", 0),
                Map.of(
                    "stan",
                    "000003",
                    "batch",
                    "000001",
                    "outcome",
                    "confirmed",
                    "sends",
                    1,
                    "approvals",
                    List.of(Map.of("rrn", "R9")))));
    List<Booking> bookings = Booking.of(payment);
    assertEquals(List.of(false, true), bookings.stream().map(Booking::booked).toList());
    assertEquals(List.of("R9"), bookings.get(1).rrns());
    assertEquals(Optional.of("0006"), bookings.get(1).last4());
  }
}
