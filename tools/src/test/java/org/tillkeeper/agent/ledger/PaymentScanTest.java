package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.tools.reconcile.Booking;

/** A scan shows what pages show, in their order, and costs two statements for a thousand. */
class PaymentScanTest {
  /** Three times as many as are read at once, and some. */
  private static final int PAYMENTS = 3100;

  private static final Instant DAY = LargeLedger.DAY;
  private static final Instant NEXT = DAY.plus(Duration.ofDays(1));

  @TempDir File folder;
  private Ledger ledger;

  @BeforeEach
  void write() throws Exception {
    LargeLedger.write(folder, PAYMENTS);
    ledger = Ledger.open(folder, NEXT);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private List<Payment> scanned(Instant since, Instant until) {
    List<Payment> payments = new ArrayList<>();
    PaymentScan.each(ledger, since, until, payments::add);
    return payments;
  }

  private List<Payment> paged(Instant since, Instant until) {
    Search search =
        new Search(
            Optional.of(since),
            Optional.of(until),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty());
    return ledger.page(Set.of(), search, Optional.empty(), PAYMENTS + 1);
  }

  @Test
  void it_shows_what_pages_show_whole_days_parts_of_them_and_nothing() {
    assertEquals(paged(DAY, NEXT), scanned(DAY, NEXT));
    assertEquals(PAYMENTS, scanned(DAY, NEXT).size());
    Instant noon = DAY.plus(Duration.ofHours(12));
    assertEquals(paged(noon, NEXT), scanned(noon, NEXT));
    assertEquals(paged(DAY, noon), scanned(DAY, noon));
    assertEquals(List.of(), scanned(NEXT, NEXT.plusSeconds(1)));
    assertTrue(scanned(DAY, NEXT).stream().allMatch(it -> it.attention().isEmpty()));
  }

  @Test
  void one_that_the_clock_put_elsewhere_and_one_that_the_disk_changed_are_seen() {
    ledger.sql().run("UPDATE payment SET created_at = " + NEXT.toEpochMilli() + " WHERE seq = 7");
    ledger.sql().run("UPDATE payment SET amount = amount + 1 WHERE seq = 2500");
    ledger.sql().run("UPDATE attempt SET stan = '999999' WHERE payment = 2501");
    List<Payment> day = scanned(DAY, NEXT);
    assertEquals(paged(DAY, NEXT), day);
    assertEquals(PAYMENTS - 1, day.size());
    assertEquals(
        List.of("p002501", "p002500"),
        day.stream()
            .filter(it -> it.attention().equals(Optional.of(Attention.RECORD_DAMAGED)))
            .map(Payment::id)
            .toList());
    assertEquals(
        List.of("p000007"), scanned(NEXT, NEXT.plusSeconds(1)).stream().map(Payment::id).toList());
  }

  @Test
  void no_payment_has_statements_of_its_own_and_none_of_the_scan_sorts() {
    Set<String> before = Set.copyOf(ledger.sql().statements());
    scanned(DAY, NEXT);
    List<String> its = new ArrayList<>(ledger.sql().statements());
    its.removeAll(before);
    assertEquals(4, its.size(), its.toString());
    for (String statement : its) {
      String plan =
          ledger.sql().all("EXPLAIN QUERY PLAN " + statement, row -> row.getString(4)).toString();
      assertTrue(plan.contains("SEARCH") && !plan.contains("TEMP B-TREE"), plan);
    }
  }

  @Test
  void a_booking_is_the_same_of_the_ledger_and_of_the_api() {
    PaymentJson json =
        new PaymentJson(
            new PaymentText(Dialect.named("unionpay-pos")::responseCode),
            payment -> Set.of(),
            "CNY");
    int booked = 0;
    for (Payment payment : scanned(DAY, NEXT)) {
      List<Booking> bookings = Booking.of(payment);
      assertEquals(Booking.of(json.payment(payment)), bookings, payment.id());
      booked += (int) bookings.stream().filter(Booking::booked).count();
    }
    // Of each hundred: declined, given back, never sent, and one that moves nothing.
    assertEquals(PAYMENTS - 4 * (PAYMENTS / 100), booked);
  }
}
