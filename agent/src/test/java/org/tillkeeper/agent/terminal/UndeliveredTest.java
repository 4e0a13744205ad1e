package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Samples;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

class UndeliveredTest {
  private final Undelivered undelivered = new Undelivered();
  private final VirtualTime time = new VirtualTime();
  private final Instant began = time.wallClock();

  private static Payment accepted(String id, long amount, Instant at) {
    Terms terms =
        new Terms(
            PaymentType.SALE, Kind.OFFLINE_SALE, amount, "CNY", Optional.empty(), Optional.empty());
    Instrument card = new Instrument(Entry.SWIPE, "622500******0006", 0);
    return in(Payment.recorded(id, terms, card, Optional.empty(), at), State.STORED);
  }

  private static Payment in(Payment payment, State state) {
    return Samples.in(payment, state, List.of());
  }

  private Payment acceptedNow(String id, long amount) {
    Payment payment = accepted(id, amount, time.wallClock());
    undelivered.changed(payment, time);
    return payment;
  }

  private void assertOldest(Duration age) {
    assertEquals(age, undelivered.oldest(time.wallClock(), time.nanoTime()));
  }

  @Test
  void what_is_told_twice_counts_once_and_what_is_delivered_no_more() {
    Payment first = acceptedNow("first", 700);
    undelivered.changed(first, time);
    acceptedNow("second", 300);
    assertEquals(2, undelivered.count());
    assertEquals(1_000, undelivered.amount());
    undelivered.changed(in(first, State.CONFIRMED), time);
    undelivered.changed(in(first, State.CONFIRMED), time);
    assertEquals(1, undelivered.count());
    assertEquals(300, undelivered.amount());
  }

  @Test
  void what_was_not_accepted_offline_is_none_of_it() {
    Payment sale =
        Payment.recorded(
            "sale",
            Samples.sale(700, Optional.empty()),
            new Instrument(Entry.SWIPE, "622500******0006", 0),
            Optional.empty(),
            began);
    undelivered.changed(sale, time);
    assertEquals(0, undelivered.count());
    time.advance(Duration.ofHours(1));
    assertOldest(Duration.ZERO);
  }

  @Test
  void the_oldest_is_as_old_as_the_older_of_two_clocks_says() {
    acceptedNow("first", 700);
    time.advance(Duration.ofHours(1));
    time.jump(Duration.ofHours(29));
    assertOldest(Duration.ofHours(30));
    time.jump(Duration.ofHours(-49));
    time.advance(Duration.ofHours(1));
    assertOldest(Duration.ofHours(2));
  }

  @Test
  void what_was_accepted_before_a_restart_is_as_old_as_the_wall_clock_said_and_ages_on() {
    undelivered.changed(accepted("before", 700, began.minus(Duration.ofHours(13))), time);
    time.advance(Duration.ofHours(1));
    time.jump(Duration.ofHours(-20));
    assertOldest(Duration.ofHours(14));
  }

  @Test
  void when_the_oldest_is_delivered_the_next_one_counts_also_of_two_of_the_same_moment() {
    Payment first = acceptedNow("first", 100);
    Payment twin = acceptedNow("twin", 100);
    time.advance(Duration.ofHours(1));
    acceptedNow("later", 100);
    undelivered.changed(in(first, State.CONFIRMED), time);
    time.advance(Duration.ofHours(1));
    assertOldest(Duration.ofHours(2));
    undelivered.changed(in(twin, State.DECLINED), time);
    assertOldest(Duration.ofHours(1));
  }
}
