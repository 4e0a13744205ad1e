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
}
