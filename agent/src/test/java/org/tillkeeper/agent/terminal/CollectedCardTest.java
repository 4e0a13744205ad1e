package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.reader.NotCollected;
import org.tillkeeper.agent.reader.NotCollected.Why;
import org.tillkeeper.agent.reader.NotOpen;
import org.tillkeeper.agent.reader.NotTaken;
import org.tillkeeper.agent.reader.ReaderRequest;
import org.tillkeeper.agent.reader.Wish;

/** A card that the reader is asked for: who gets it, who is told what, and what is recorded. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it shows in what the terminal does
class CollectedCardTest extends AgentLoopBench {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private CardReader reader;

  @BeforeEach
  void attached() {
    reader = attachedTo(bench);
  }

  private static CardReader attachedTo(TerminalOnBench bench) {
    return CardReader.ofApplication(bench.agent(), bench.scheduler(), new Random(3));
  }

  // ---- The till's side

  private static PaymentOrder wanted(long amount) {
    return new PaymentOrder(
        PaymentType.SALE,
        amount,
        "CNY",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new SensitiveData(Collections.emptyMap()),
        PaymentOrder.Manner.PLAIN);
  }

  private static Wish wish(long amount) {
    return new Wish(wanted(amount), List.of(Entry.SWIPE), MINUTE);
  }

  private static byte[] canonical(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private CompletableFuture<Terminal.Started> collect(String key) {
    return collect(key, "body");
  }

  private CompletableFuture<Terminal.Started> collect(String key, String body) {
    CompletableFuture<Terminal.Started> asked = reader.collect(wish(100), key, canonical(body));
    bench.time.settle();
    return asked;
  }

  private static void assertWhy(Why expected, CompletableFuture<?> asked) {
    CompletionException thrown = assertThrows(CompletionException.class, () -> done(asked));
    assertEquals(expected, ((NotCollected) thrown.getCause()).why());
  }

  /** What a future has come to; a test that waits for one that never ends would hang. */
  private static <T> T done(CompletableFuture<T> future) {
    assertTrue(future.isDone(), "it has no end");
    return future.join();
  }

  private static Refused refused(CompletableFuture<?> future) {
    assertTrue(future.isDone(), "it has no end");
    return refusal(future);
  }

  private int recorded() {
    Terminal.Page all =
        bench.now(
            bench
                .agent()
                .payments(
                    new Terminal.Query(
                        Optional.empty(), Optional.empty(), Search.ALL, 500, Optional.empty())));
    return all.payments().size();
  }

  // ---- The reader's side

  private Optional<ReaderRequest> poll() {
    return bench.now(reader.request(Optional.empty(), Duration.ZERO));
  }

  /** A reader is there, and the request it is given. */
  private String fetched(String key) {
    poll();
    collect(key);
    return poll().get().id();
  }

  private CompletableFuture<Optional<Payment>> swipe(String id) {
    return present(id, "swiped", TerminalOnBench.swipeOrder(100));
  }

  private CompletableFuture<Optional<Payment>> present(String id, String mark, PaymentOrder order) {
    return reader.present(id, canonical(mark), request -> order);
  }

  private static void assertNotOpen(NotOpen.How how, CompletableFuture<?> answer) {
    CompletionException thrown = assertThrows(CompletionException.class, () -> done(answer));
    assertEquals(how, ((NotOpen) thrown.getCause()).how());
  }

  // ---- The card comes

  @Test
  void nothing_is_recorded_before_the_card_and_the_payment_with_it() {
    poll();
    CompletableFuture<Terminal.Started> asked = collect("key");
    ReaderRequest request = poll().get();
    assertEquals(100, request.wish().order().amount());
    assertEquals(0, recorded());
    CompletableFuture<Optional<Payment>> answer = swipe(request.id());
    bench.time.settle();
    Terminal.Started started = done(asked);
    assertTrue(started.created());
    assertEquals(started.payment().id(), done(answer).get().id());
    pass(seconds(1));
    assertEnds(State.CONFIRMED, started.payment(), 1);
    assertEquals(Optional.empty(), poll());
  }

  @Test
  void fifty_calls_with_one_key_are_one_request_and_one_payment_and_one_has_made_it() {
    poll();
    List<CompletableFuture<Terminal.Started>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(reader.collect(wish(100), "key", canonical("body")));
    }
    bench.time.settle();
    swipe(poll().get().id());
    bench.time.settle();
    long made = calls.stream().filter(call -> done(call).created()).count();
    assertEquals(1, made);
    assertEquals(1, calls.stream().map(call -> done(call).payment().id()).distinct().count());
    assertEquals(1, recorded());
  }

  @Test
  void a_key_whose_payment_is_recorded_asks_for_no_card_again() {
    swipe(fetched("key"));
    bench.time.settle();
    Terminal.Started again = done(collect("key"));
    assertFalse(again.created());
    assertEquals(Optional.empty(), poll());
    assertEquals(Ground.Why.IDEMPOTENCY_CONFLICT, refused(collect("key", "other body")).why());
  }

  @Test
  void a_key_that_collects_is_refused_to_another_request() {
    fetched("key");
    assertWhy(Why.KEY_OF_ANOTHER, collect("key", "other body"));
  }

  @Test
  void a_payment_sent_with_its_card_under_the_same_key_is_the_only_one() {
    String id = fetched("key");
    CompletableFuture<Terminal.Started> second = collect("key");
    bench.start(TerminalOnBench.swipeOrder(100), "key");
    CompletableFuture<Optional<Payment>> answer = swipe(id);
    bench.time.settle();
    assertEquals(Ground.Why.IDEMPOTENCY_CONFLICT, refused(second).why());
    assertTrue(
        assertThrows(CompletionException.class, () -> done(answer)).getCause() instanceof NotTaken);
    assertEquals(1, recorded());
  }

  @Test
  void what_is_refused_of_a_card_is_told_to_the_till_and_the_reader_is_free(@TempDir File other)
      throws Exception {
    Limits limits =
        new Limits(
            Duration.ofMinutes(5),
            Limits.NONE.completionPercent(),
            Limits.NONE.qrValidity(),
            Limits.NONE.offline());
    try (TerminalOnBench asking = new TerminalOnBench(other, limits).online()) {
      bench.close();
      bench = asking;
      reader = attachedTo(asking);
      bench.swipe(100);
      pass(seconds(1));
      poll();
      CompletableFuture<Terminal.Started> asked = collect("key");
      CompletableFuture<Optional<Payment>> answer = swipe(poll().get().id());
      bench.time.settle();
      assertEquals(Ground.Why.POSSIBLE_DUPLICATE, refused(asked).why());
      Throwable told = assertThrows(CompletionException.class, () -> done(answer)).getCause();
      assertEquals(Ground.Why.POSSIBLE_DUPLICATE, ((Refused) told.getCause()).why());
      assertEquals(1, recorded());
      assertEquals(CardReader.Standing.READY, bench.now(reader.standing()));
    }
  }

  @Test
  void what_no_card_makes_right_is_refused_before_the_customer_is_asked() {
    poll();
    bench.agent().stop();
    assertEquals(Ground.Why.SHUTTING_DOWN, refused(collect("key")).why());
    assertEquals(Optional.empty(), poll());
  }

  @Test
  void a_terminal_that_is_signed_off_signs_in_while_the_customer_is_asked() {
    bench.agent().signOff();
    pass(seconds(5));
    assertFalse(bench.now(bench.agent().status()).signedIn());
    fetched("key");
    pass(seconds(5));
    assertTrue(bench.now(bench.agent().status()).signedIn());
  }

  @Test
  void a_card_that_cannot_be_read_from_its_data_may_be_presented_again() {
    String id = fetched("key");
    CompletableFuture<Optional<Payment>> wrong =
        reader.present(
            id,
            canonical("wrong"),
            request -> {
              throw new IllegalArgumentException("card.track2");
            });
    bench.time.settle();
    assertTrue(
        assertThrows(CompletionException.class, () -> done(wrong)).getCause()
            instanceof IllegalArgumentException);
    assertEquals(id, poll().get().id());
    swipe(id);
    bench.time.settle();
    assertEquals(1, recorded());
  }

  // ---- It does not come

  @Test
  void a_card_that_is_not_presented_in_time_leaves_nothing_and_its_key_is_free() {
    poll();
    CompletableFuture<Terminal.Started> asked = collect("key");
    String id = poll().get().id();
    pass(Duration.ofMillis(59_999));
    assertFalse(asked.isDone());
    pass(Duration.ofMillis(1));
    assertWhy(Why.NOT_PRESENTED, asked);
    assertNotOpen(NotOpen.How.OVER, settled(swipe(id)));
    assertEquals(0, recorded());
    assertTrue(bench.start(TerminalOnBench.swipeOrder(100), "key").created());
  }

  private <T> CompletableFuture<T> settled(CompletableFuture<T> future) {
    bench.time.settle();
    return future;
  }

  @ParameterizedTest
  @EnumSource(
      value = Why.class,
      names = {"CANCELLED_AT_READER", "CARD_REMOVED", "CARD_UNREADABLE"})
  void what_the_reader_refuses_the_till_is_told_and_the_same_word_twice_is_one(Why why) {
    poll();
    CompletableFuture<Terminal.Started> asked = collect("key");
    String id = poll().get().id();
    assertEquals(Optional.empty(), bench.now(reader.refuse(id, canonical("refused"), why)));
    assertWhy(why, asked);
    assertEquals(Optional.empty(), bench.now(reader.refuse(id, canonical("refused"), why)));
    assertNotOpen(NotOpen.How.OVER, settled(swipe(id)));
    assertEquals(0, recorded());
    assertFalse(fetched("other").isEmpty());
  }

  @Test
  void where_no_application_asks_for_work_there_is_no_reader() {
    assertEquals(CardReader.Standing.ABSENT, bench.now(reader.standing()));
    assertWhy(Why.NO_READER, collect("key"));
    poll();
    pass(CardReader.PRESENCE.minusMillis(1));
    assertEquals(CardReader.Standing.READY, bench.now(reader.standing()));
    pass(Duration.ofMillis(1));
    assertWhy(Why.NO_READER, collect("key"));
  }

  @Test
  void an_application_that_went_just_before_is_missed_once_it_should_have_come_back() {
    poll();
    pass(seconds(10));
    CompletableFuture<Terminal.Started> asked = collect("key");
    pass(Duration.ofMillis(19_999));
    assertFalse(asked.isDone());
    pass(Duration.ofMillis(1));
    assertWhy(Why.NO_READER, asked);
  }

  @Test
  void an_application_that_went_with_the_request_has_the_time_of_the_customer() {
    poll();
    CompletableFuture<Terminal.Started> asked = collect("key");
    poll();
    pass(seconds(59));
    assertFalse(asked.isDone());
    pass(seconds(1));
    assertWhy(Why.NOT_PRESENTED, asked);
  }

  @Test
  void without_a_reader_in_the_configuration_there_is_none_whoever_asks() {
    CardReader none = CardReader.none(bench.agent());
    assertWhy(Why.NO_READER, settled(none.collect(wish(100), "key", canonical("body"))));
    assertWhy(Why.NO_READER, settled(none.request(Optional.empty(), MINUTE)));
    assertNotOpen(
        NotOpen.How.UNKNOWN,
        settled(none.present("0193", canonical("x"), r -> TerminalOnBench.swipeOrder(1))));
    assertFalse(bench.now(none.cancel("key")));
    assertEquals(CardReader.Standing.NONE, bench.now(none.standing()));
  }

  @Test
  void one_card_is_asked_for_at_a_time() {
    fetched("key");
    assertEquals(CardReader.Standing.BUSY, bench.now(reader.standing()));
    assertWhy(Why.READER_BUSY, collect("other"));
  }

  // ---- Who gives up

  @Test
  void it_ends_with_the_last_till_that_waits_and_not_before() {
    poll();
    CompletableFuture<Terminal.Started> one = collect("key");
    CompletableFuture<Terminal.Started> two = collect("key");
    String id = poll().get().id();
    one.cancel(false);
    bench.time.settle();
    assertEquals(id, poll().get().id());
    two.cancel(false);
    bench.time.settle();
    assertEquals(Optional.empty(), poll());
    assertNotOpen(NotOpen.How.OVER, settled(swipe(id)));
    assertEquals(0, recorded());
  }

  @Test
  void of_a_crowd_that_comes_and_goes_there_is_no_moment_at_which_nobody_waits() {
    poll();
    CompletableFuture<Terminal.Started> before = collect("key");
    String id = poll().get().id();
    for (int i = 0; i < 50; i++) {
      before = followed(before);
    }
    bench.time.settle();
    assertEquals(id, poll().get().id());
    swipe(id);
    bench.time.settle();
    assertTrue(done(before).created());
  }

  private CompletableFuture<Terminal.Started> followed(CompletableFuture<Terminal.Started> before) {
    CompletableFuture<Terminal.Started> next = reader.collect(wish(100), "key", canonical("body"));
    before.cancel(false);
    return next;
  }

  @Test
  void a_crowd_that_comes_before_there_is_a_request_makes_one() {
    CompletableFuture<Optional<ReaderRequest>> waits = reader.request(Optional.empty(), MINUTE);
    bench.time.settle();
    CompletableFuture<Terminal.Started> last = reader.collect(wish(100), "key", canonical("body"));
    for (int i = 0; i < 50; i++) {
      last = followed(last);
      if (i % 3 == 0) {
        bench.time.step();
      }
    }
    bench.time.settle();
    String id = done(waits).get().id();
    assertEquals(id, poll().get().id());
    swipe(id);
    bench.time.settle();
    assertTrue(done(last).created());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void of_a_card_and_a_till_that_goes_at_the_same_moment_the_first_counts(boolean cardFirst) {
    poll();
    CompletableFuture<Terminal.Started> asked = collect("key");
    String id = poll().get().id();
    if (cardFirst) {
      swipe(id);
      asked.cancel(false);
    } else {
      asked.cancel(false);
      swipe(id);
    }
    bench.time.settle();
    assertEquals(cardFirst ? 1 : 0, recorded());
    assertEquals(CardReader.Standing.READY, bench.now(reader.standing()));
    if (cardFirst) {
      assertFalse(done(collect("key")).created());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void of_a_card_and_a_cancel_at_the_same_moment_the_first_counts(boolean cardFirst) {
    poll();
    CompletableFuture<Terminal.Started> asked = collect("key");
    String id = poll().get().id();
    CompletableFuture<Boolean> cancelled;
    if (cardFirst) {
      swipe(id);
      cancelled = reader.cancel("key");
    } else {
      cancelled = reader.cancel("key");
      swipe(id);
    }
    bench.time.settle();
    assertEquals(!cardFirst, done(cancelled));
    assertEquals(cardFirst ? 1 : 0, recorded());
    if (cardFirst) {
      assertTrue(done(asked).created());
    } else {
      assertWhy(Why.CANCELLED_BY_TILL, asked);
    }
  }

  @Test
  void a_cancel_under_another_key_cancels_nothing() {
    String id = fetched("key");
    assertFalse(bench.now(reader.cancel("other")));
    assertEquals(id, poll().get().id());
  }

  @Test
  void a_card_in_the_last_moment_counts_and_one_at_the_end_of_the_time_does_not() {
    poll();
    CompletableFuture<Terminal.Started> late = collect("late");
    String lateId = poll().get().id();
    List<CompletableFuture<Optional<Payment>>> answers = new ArrayList<>();
    bench.time.after(MINUTE, () -> answers.add(swipe(lateId)));
    pass(MINUTE);
    assertWhy(Why.NOT_PRESENTED, late);
    assertNotOpen(NotOpen.How.OVER, answers.get(0));
    CompletableFuture<Terminal.Started> inTime = collect("in time");
    String id = poll().get().id();
    pass(MINUTE.minusNanos(1));
    swipe(id);
    pass(MINUTE);
    assertTrue(done(inTime).created());
    assertEquals(1, recorded());
  }

  @Test
  void a_card_that_comes_after_the_device_has_slept_past_the_time_is_too_late() {
    poll();
    CompletableFuture<Terminal.Started> asked = collect("key");
    String id = poll().get().id();
    bench.time.jump(Duration.ofSeconds(61));
    assertNotOpen(NotOpen.How.OVER, settled(swipe(id)));
    assertWhy(Why.NOT_PRESENTED, asked);
    assertEquals(0, recorded());
  }

  // ---- Two readers, lost answers, restarts

  @Test
  void of_two_readers_the_first_card_counts_and_the_same_answer_again_is_told_the_same() {
    String id = fetched("key");
    CompletableFuture<Optional<Payment>> first =
        present(id, "first", TerminalOnBench.swipeOrder(100));
    CompletableFuture<Optional<Payment>> second =
        present(id, "second", TerminalOnBench.chipOrder(100));
    CompletableFuture<Optional<Payment>> again =
        present(id, "first", TerminalOnBench.swipeOrder(100));
    bench.time.settle();
    assertEquals(done(first).get().id(), done(again).get().id());
    assertNotOpen(NotOpen.How.OVER, second);
    pass(seconds(5));
    CompletableFuture<Optional<Payment>> later =
        settled(present(id, "first", TerminalOnBench.swipeOrder(100)));
    assertEquals(done(first).get().id(), done(later).get().id());
    assertEquals(1, recorded());
  }

  @Test
  void a_request_of_an_earlier_life_is_unknown() throws Exception {
    String id = fetched("key");
    bench.killAndRestart();
    reader = attachedTo(bench);
    assertNotOpen(NotOpen.How.UNKNOWN, settled(swipe(id)));
    assertEquals(0, recorded());
  }

  // ---- How a reader waits

  @Test
  void a_reader_that_waits_is_told_at_once_and_only_what_it_does_not_know() {
    CompletableFuture<Optional<ReaderRequest>> one = reader.request(Optional.empty(), MINUTE);
    CompletableFuture<Optional<ReaderRequest>> two = reader.request(Optional.empty(), MINUTE);
    bench.time.settle();
    CompletableFuture<Terminal.Started> asked = collect("key");
    String id = done(one).get().id();
    assertEquals(id, done(two).get().id());
    CompletableFuture<Optional<ReaderRequest>> knows = reader.request(Optional.of(id), MINUTE);
    pass(seconds(30));
    assertFalse(knows.isDone());
    asked.cancel(false);
    bench.time.settle();
    assertEquals(Optional.empty(), done(knows));
    assertEquals(
        Optional.empty(), bench.now(reader.request(Optional.of(id), MINUTE)), "it is over");
  }

  @Test
  void a_reader_whose_time_is_up_gets_what_there_is() {
    CompletableFuture<Optional<ReaderRequest>> none = reader.request(Optional.empty(), MINUTE);
    pass(MINUTE.minusMillis(1));
    assertFalse(none.isDone());
    pass(Duration.ofMillis(1));
    assertEquals(Optional.empty(), done(none));
  }

  @Test
  void a_reader_is_told_that_the_card_of_another_was_first() {
    String id = fetched("key");
    CompletableFuture<Optional<ReaderRequest>> knows = reader.request(Optional.of(id), MINUTE);
    bench.time.settle();
    swipe(id);
    bench.time.settle();
    assertEquals(Optional.empty(), done(knows));
  }

  @Test
  void a_reader_that_went_while_it_waited_is_gone_half_a_minute_later() {
    CompletableFuture<Optional<ReaderRequest>> waits = reader.request(Optional.empty(), MINUTE);
    pass(seconds(40));
    assertEquals(CardReader.Standing.READY, bench.now(reader.standing()));
    waits.cancel(false);
    pass(CardReader.PRESENCE.minusMillis(1));
    assertEquals(CardReader.Standing.READY, bench.now(reader.standing()));
    pass(Duration.ofMillis(1));
    assertEquals(CardReader.Standing.ABSENT, bench.now(reader.standing()));
  }
}
