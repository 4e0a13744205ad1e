package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A line to one route: proven, overdue, idle, stopped; by its trace. */
class LineTest extends LineBench {
  @Test
  void it_is_online_only_once_its_owner_has_proven_the_connection() {
    line.start(owner);
    assertFalse(line.isFree());
    connected();
    assertTrue(line.isFree());
    assertFalse(line.online());
    send();
    assertFalse(line.isFree());
    newest().received(FRAME);
    answered();
    assertFalse(line.online());
    line.proven();
    assertTrue(line.online());
    assertEquals(List.of("0 connect first", "0 greet", "0 send", "0 received", "0 online"), trace);
  }

  @Test
  void a_round_tries_every_route_at_once_and_pauses_double_from_a_quarter_second_to_ten() {
    line.start(owner);
    for (int i = 0; i < 9; i++) {
      newest().failed("refused");
      pass(0);
      newest().failed("refused");
      pass(20_000);
    }
    // Half of 250, 500, 1000, ... 10000 each, after 20 s each.
    List<String> expected = new ArrayList<>(List.of("0 connect first", "0 connect second"));
    long[] pauses = {125, 250, 500, 1000, 2000, 4000, 5000, 5000, 5000};
    for (int i = 0; i < pauses.length; i++) {
      expected.add(i * 20_000L + pauses[i] + " connect first");
      if (i < 8) {
        expected.add((i + 1) * 20_000L + " connect second");
      }
    }
    assertEquals(expected, trace);
  }

  @Test
  void only_a_proven_connection_begins_the_pauses_again() {
    line.start(owner);
    for (int i = 0; i < 5; i++) {
      newest().failed("refused");
      pass(0);
      newest().failed("refused");
      pass(20_000);
    }
    connected();
    newest().closed("closed before the greeting was answered");
    pass(0);
    connected();
    trace.clear();
    newest().closed("closed before the greeting was answered");
    pass(20_000);
    assertEquals(List.of("100000 reset", "104000 connect first"), trace);
    connected();
    line.proven();
    trace.clear();
    newest().closed("closed");
    pass(20_000);
    assertEquals(List.of("120000 reset", "120000 offline", "120125 connect first"), trace);
  }

  @Test
  void jitter_is_full_from_nothing_to_the_whole_pause() {
    jitter = 0;
    Backoff backoff = new Backoff(new Random(1), Duration.ofMillis(250), Duration.ofSeconds(10));
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 5000; i++) {
      long pause = backoff.next().toMillis();
      assertTrue(pause >= 0 && pause <= 10_000, "pause " + pause);
      least = Math.min(least, pause);
      most = Math.max(most, pause);
    }
    assertTrue(least < 100 && most > 9900, least + " to " + most);
    backoff.succeeded();
    assertTrue(backoff.next().toMillis() <= 250);
    assertTrue(backoff.next().toMillis() <= 500);
    for (int i = 0; i < 100_000; i++) {
      assertTrue(backoff.next().toMillis() <= 10_000);
    }
  }

  @Test
  void an_overdue_answer_resets_the_connection_and_ends_the_exchange() {
    online();
    send();
    pass(29_999);
    assertEquals(List.of("0 send"), trace);
    pass(1);
    assertEquals(List.of("0 send", "30000 reset", "30000 offline", "30000 ended TIMED_OUT"), trace);
    pass(1000);
    assertEquals("30125 connect first", trace.get(trace.size() - 1));
  }

  @Test
  void an_answer_in_time_is_not_overdue_later() {
    online();
    send();
    pass(20_000);
    answered();
    pass(20_000);
    assertEquals(List.of("0 send"), trace);
  }

  @Test
  void an_answer_of_one_exchange_does_not_shorten_the_time_of_the_next() {
    online();
    send();
    pass(20_000);
    answered();
    send();
    pass(29_999);
    assertEquals(List.of("0 send", "20000 send"), trace);
    pass(1);
    assertEquals("50000 ended TIMED_OUT", trace.get(trace.size() - 1));
  }

  @Test
  void a_greeting_that_is_not_answered_makes_room_for_the_next_route() {
    line.start(owner);
    connected();
    send();
    pass(30_000);
    assertEquals(
        List.of(
            "0 connect first",
            "0 greet",
            "0 send",
            "30000 reset",
            "30000 ended TIMED_OUT",
            "30000 connect second"),
        trace);
  }

  @Test
  void a_connection_that_ends_ends_its_exchange_as_cut() {
    online();
    send();
    newest().closed("reset by peer");
    assertEquals(List.of("0 send", "0 reset", "0 offline", "0 ended CUT"), trace);
    pass(40_000);
    assertFalse(trace.contains("30000 ended TIMED_OUT"));
  }

  @Test
  void a_request_that_was_not_handed_over_never_left() {
    online();
    send();
    newest().notHandedOver(FRAME, "closed");
    assertEquals(List.of("0 send", "0 reset", "0 offline", "0 ended NEVER_LEFT"), trace);
  }

  @Test
  void a_stream_that_cannot_be_trusted_is_left_at_once() {
    online();
    send();
    newest().malformed("a length of 60000");
    newest().closed("reset");
    assertEquals(List.of("0 send", "0 malformed", "0 reset", "0 offline", "0 ended CUT"), trace);
  }

  @Test
  void nothing_a_past_connection_reports_is_heard_any_more() {
    online();
    Transport.Listener past = newest();
    past.closed("closed");
    pass(200);
    connected();
    send();
    trace.clear();
    past.received(FRAME);
    past.closed("closed again");
    past.notHandedOver(FRAME, "closed");
    past.malformed("garbage");
    past.failed("refused");
    assertEquals(List.of(), trace);
    assertFalse(line.isFree());
    past.connected(new PlayedConnection());
    assertEquals(List.of("200 reset"), trace);
  }

  @Test
  void an_idle_line_is_tested_and_use_puts_the_test_off() {
    online();
    pass(50_000);
    send();
    answered();
    pass(59_999);
    assertEquals(List.of("50000 send"), trace);
    pass(1);
    assertEquals(List.of("50000 send", "110000 idle"), trace);
  }

  @Test
  void one_request_is_outstanding_at_a_time() {
    online();
    send();
    assertThrows(IllegalStateException.class, this::send);
  }

  @Test
  void a_try_that_is_asked_for_ends_a_pause_and_only_a_pause() {
    line.start(owner);
    newest().failed("no route");
    pass(0);
    newest().failed("no route");
    line.tryNow();
    line.tryNow();
    pass(1000);
    assertEquals(List.of("0 connect first", "0 connect second", "0 connect first"), trace);
  }

  @Test
  void a_stopped_line_resets_and_stays_down() {
    online();
    send();
    Transport.Listener last = newest();
    line.stop();
    last.closed("closed");
    line.tryNow();
    pass(100_000);
    assertEquals(List.of("0 send", "0 reset", "0 offline"), trace);
  }

  @Test
  void a_line_stopped_while_connecting_gives_the_connection_back() {
    line.start(owner);
    line.stop();
    connected();
    pass(100_000);
    assertEquals(List.of("0 connect first", "0 reset"), trace);
  }

  @Test
  void a_reset_that_its_owner_asks_for_ends_what_is_outstanding() {
    online();
    send();
    line.reset("a message that cannot be read");
    assertEquals(List.of("0 send", "0 reset", "0 offline", "0 ended CUT"), trace);
    line.reset("again");
    assertEquals(4, trace.size());
  }
}
