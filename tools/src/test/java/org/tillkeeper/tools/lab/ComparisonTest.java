package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.tools.lab.Comparison.Difference;

class ComparisonTest {
  private static final String BATCH = "000001";

  private static Payment payment(String display, String... stans) {
    List<Payment.Attempt> attempts = new ArrayList<>();
    for (String stan : stans) {
      attempts.add(new Payment.Attempt(BATCH, stan, ""));
    }
    return new Payment("1", "ORDER-1", 1234, "", display, "", "", attempts);
  }

  private static Booked booked(String stan) {
    return new Booked(BATCH, stan, 1234, false);
  }

  private static Booked reversed(String stan) {
    return new Booked(BATCH, stan, 1234, true);
  }

  private static Optional<Difference> difference(Payment payment, Booked... bookings) {
    Comparison comparison = Comparison.of(List.of("ORDER-1"), List.of(payment), List.of(bookings));
    assertEquals(1, comparison.rows().size());
    assertEquals(comparison.agrees(), comparison.rows().get(0).difference().isEmpty());
    return comparison.rows().get(0).difference();
  }

  @Test
  void a_confirmed_payment_has_one_booking_that_stands() {
    assertEquals(Optional.empty(), difference(payment("confirmed", "000001"), booked("000001")));
    assertEquals(
        Optional.empty(),
        difference(payment("confirmed", "000001", "000003"), reversed("000001"), booked("000003")));
  }

  @Test
  void a_confirmed_payment_without_a_standing_booking_differs() {
    Optional<Difference> expected = Optional.of(Difference.CONFIRMED_NOT_BOOKED);
    assertEquals(expected, difference(payment("confirmed", "000001")));
    assertEquals(expected, difference(payment("confirmed", "000001"), reversed("000001")));
  }

  @Test
  void what_is_not_confirmed_has_no_booking_that_stands() {
    for (String display : List.of("declined", "cancelled", "not-sent", "attention")) {
      assertEquals(Optional.empty(), difference(payment(display)), display);
      assertEquals(
          Optional.empty(), difference(payment(display, "000001"), reversed("000001")), display);
      assertEquals(
          Optional.of(Difference.BOOKED_NOT_CONFIRMED),
          difference(payment(display, "000001"), booked("000001")),
          display);
    }
  }

  @Test
  void what_is_still_open_differs_whatever_is_booked() {
    for (String display : List.of("pending", "cancelling")) {
      assertEquals(Optional.of(Difference.STILL_OPEN), difference(payment(display)), display);
      assertEquals(
          Optional.of(Difference.STILL_OPEN),
          difference(payment(display, "000001"), booked("000001")),
          display);
    }
  }

  @Test
  void a_payment_that_is_charged_twice_differs() {
    assertEquals(
        Optional.of(Difference.BOOKED_TWICE),
        difference(payment("confirmed", "000001", "000002"), booked("000001"), booked("000002")));
    assertEquals(
        Optional.of(Difference.BOOKED_TWICE),
        difference(payment("confirmed", "000001"), booked("000001"), booked("000001")));
  }

  @Test
  void another_amount_and_another_attempt_differ() {
    assertEquals(
        Optional.of(Difference.OTHER_AMOUNT),
        difference(payment("confirmed", "000001"), new Booked(BATCH, "000001", 1235, false)));
    assertEquals(
        Optional.of(Difference.OTHER_ATTEMPT),
        difference(payment("confirmed", "000001", "000002"), booked("000001")));
  }

  @Test
  void a_booking_without_a_payment_differs_even_if_it_was_reversed() {
    for (Booked one :
        List.of(
            booked("000009"), reversed("000009"), new Booked("000002", "000001", 1234, false))) {
      Comparison comparison =
          Comparison.of(List.of(), List.of(payment("not-sent", "000001")), List.of(one));
      assertEquals(2, comparison.rows().size());
      assertEquals(
          List.of(Optional.of(Difference.NO_PAYMENT)),
          comparison.differences().stream().map(Comparison.Row::difference).toList());
    }
  }

  @Test
  void a_payment_that_was_started_and_is_gone_differs() {
    Comparison comparison =
        Comparison.of(List.of("ORDER-1", "ORDER-2"), List.of(payment("not-sent")), List.of());
    assertEquals(1, comparison.differences().size());
    assertEquals("ORDER-2", comparison.differences().get(0).reference());
    assertEquals(Optional.of(Difference.LOST), comparison.differences().get(0).difference());
  }

  @Test
  void no_payments_and_no_bookings_agree() {
    assertTrue(Comparison.of(List.of(), List.of(), List.of()).agrees());
  }

  private static Payment typed(
      String id, String type, String display, String original, String stan, long refunded) {
    return new Payment(
        id,
        "ORDER-" + id,
        500,
        "",
        display,
        "",
        "",
        List.of(new Payment.Attempt(BATCH, stan, "")),
        type,
        original,
        false,
        refunded);
  }

  private static Booked typed(String type, String stan, boolean reversed) {
    return new Booked(BATCH, stan, 500, reversed, type, 500, false, 0);
  }

  private static List<Optional<Difference>> differences(List<Payment> all, Booked... bookings) {
    return Comparison.of(List.of(), all, List.of(bookings)).rows().stream()
        .map(Comparison.Row::difference)
        .toList();
  }

  private static final Optional<Difference> NO_DIFFERENCE = Optional.empty();

  @Test
  void a_confirmed_void_and_the_sale_that_it_undid_agree() {
    Payment sale =
        new Payment(
            "1",
            "ORDER-1",
            500,
            "",
            "confirmed",
            "",
            "",
            List.of(new Payment.Attempt(BATCH, "000001", "")),
            "sale",
            "",
            true,
            0);
    Payment undone = typed("2", "void", "confirmed", "1", "000002", 0);
    Booked voided = new Booked(BATCH, "000001", 500, false, "sale", 500, true, 0);
    assertEquals(
        List.of(NO_DIFFERENCE, NO_DIFFERENCE),
        differences(List.of(sale, undone), voided, typed("void", "000002", false)));
    assertEquals(
        List.of(Optional.of(Difference.OTHER_VOID), Optional.of(Difference.CONFIRMED_NOT_BOOKED)),
        differences(
            List.of(sale, undone), typed("sale", "000001", false), typed("void", "000002", true)));
  }

  @Test
  void a_cancelled_void_means_that_the_charge_stands() {
    Payment sale = typed("1", "sale", "confirmed", "", "000001", 0);
    Payment undone = typed("2", "void", "cancelled", "1", "000002", 0);
    assertEquals(
        List.of(NO_DIFFERENCE, NO_DIFFERENCE),
        differences(
            List.of(sale, undone), typed("sale", "000001", false), typed("void", "000002", true)));
    Booked voided = new Booked(BATCH, "000001", 500, false, "sale", 500, true, 0);
    assertEquals(
        List.of(Optional.of(Difference.OTHER_VOID), Optional.of(Difference.BOOKED_NOT_CONFIRMED)),
        differences(List.of(sale, undone), voided, typed("void", "000002", false)));
  }

  @Test
  void refunds_agree_in_their_sum_unless_one_needs_a_person() {
    Payment sale = typed("1", "sale", "confirmed", "", "000001", 500);
    Payment refund = typed("2", "refund", "confirmed", "1", "000002", 0);
    Booked refunded = new Booked(BATCH, "000001", 500, false, "sale", 500, false, 500);
    assertEquals(
        List.of(NO_DIFFERENCE, NO_DIFFERENCE),
        differences(List.of(sale, refund), refunded, typed("refund", "000002", false)));
    assertEquals(
        List.of(
            Optional.of(Difference.OTHER_REFUNDS), Optional.of(Difference.CONFIRMED_NOT_BOOKED)),
        differences(List.of(sale, refund), typed("sale", "000001", false)));
    Payment unknown = typed("2", "refund", "attention", "1", "000002", 0);
    assertEquals(
        List.of(NO_DIFFERENCE, NO_DIFFERENCE),
        differences(List.of(sale, unknown), typed("sale", "000001", false)));
    assertEquals(
        List.of(NO_DIFFERENCE, Optional.of(Difference.BOOKED_TWICE)),
        differences(
            List.of(sale, unknown),
            refunded,
            typed("refund", "000002", false),
            typed("refund", "000002", false)));
  }

  @Test
  void how_a_message_travelled_is_no_difference_and_another_type_is() {
    assertEquals(
        List.of(NO_DIFFERENCE),
        differences(
            List.of(typed("1", "sale", "confirmed", "", "000001", 0)),
            typed("offline-sale", "000001", false)));
    assertEquals(
        List.of(NO_DIFFERENCE),
        differences(
            List.of(typed("1", "completion", "confirmed", "", "000001", 0)),
            typed("completion-advice", "000001", false)));
    assertEquals(
        List.of(Optional.of(Difference.OTHER_TYPE)),
        differences(
            List.of(typed("1", "preauth", "confirmed", "", "000001", 0)),
            typed("sale", "000001", false)));
  }

  @Test
  void a_tip_is_what_its_booking_adds_and_a_balance_adds_nothing() {
    Booked tip = new Booked(BATCH, "000001", 1500, false, "tip", 500, false, 0);
    assertEquals(
        List.of(NO_DIFFERENCE),
        differences(List.of(typed("1", "tip", "confirmed", "9", "000001", 0)), tip));
    Payment balance = typed("1", "balance", "confirmed", "", "000001", 0);
    assertEquals(List.of(NO_DIFFERENCE), differences(List.of(balance)));
    assertEquals(
        List.of(Optional.of(Difference.BOOKED_NOT_CONFIRMED)),
        differences(List.of(balance), typed("sale", "000001", false)));
  }
}
