package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.time.VirtualTime;

/** The line by its trace, in virtual time over a transport the test plays. */
class LineTest {
  private static final byte[] FRAME = {0, 1, 42};

  private final VirtualTime time = new VirtualTime();
  private final List<String> trace = new ArrayList<>();
  private final List<Transport.Listener> listeners = new ArrayList<>();
  private final long start = time.nanoTime();
  private double jitter = 0.5;
  private boolean hasItsAddress = true;
  private Line line = line(1);
  private Line.Exchange last;
  private final Map<Line.Exchange, String> names = new HashMap<>();

  private Line line(int window) {
    return new Line(
        new Played(),
        time,
        new Random() {
          private static final long serialVersionUID = 1L;

          @Override
          public double nextDouble() {
            return jitter;
          }
        },
        new Line.Settings(
            List.of(route("first"), route("second")),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60)),
        window,
        new Noted());
  }

  private static Route route(String name) {
    return new Route(name, name + ".example", 1, Optional.empty());
  }

  /** Online by the second route, since the first refused. */
  private void onlineBySecond() {
    line.start();
    newest().failed("refused");
    pass(0);
    greeted();
    trace.clear();
  }

  private void send() {
    last = line.send(FRAME);
  }

  private void answered() {
    line.answered(last);
  }

  private void greeted() {
    connected();
    send();
    answered();
    line.proven();
  }

  private void note(String what) {
    trace.add((time.nanoTime() - start) / 1_000_000 + " " + what);
  }

  private final class Played implements Transport {
    @Override
    public void connect(Route route, Duration timeout, Listener listener) {
      assertEquals(Duration.ofSeconds(5), timeout);
      note("connect " + route.name());
      listeners.add(listener);
    }

    @Override
    public void close() {}
  }

  private final class PlayedConnection implements Transport.Connection {
    @Override
    public void send(byte[] frame) {
      note("send");
    }

    @Override
    public void reset() {
      note("reset");
    }

    @Override
    public void end() {
      note("end");
    }

    @Override
    public boolean hasItsAddress() {
      return hasItsAddress;
    }
  }

  private final class Noted implements Line.Owner {
    @Override
    public void greet() {
      note("greet");
    }

    @Override
    public void received(byte[] frame) {
      note("received");
    }

    @Override
    public void ended(Line.Exchange exchange, Line.Ending ending) {
      assertFalse(line.isFree(), "the line must be down before its owner is told");
      note("ended " + names.getOrDefault(exchange, "") + ending);
    }

    @Override
    public void idle() {
      note("idle");
    }

    @Override
    public void onlineChanged() {
      note(line.online() ? "online" : "offline");
    }

    @Override
    public void noted(String kind, String message) {
      if (kind.equals("malformed")) {
        note(kind);
      }
    }
  }

  private Transport.Listener newest() {
    return listeners.get(listeners.size() - 1);
  }

  private void connected() {
    newest().connected(new PlayedConnection());
  }

  private void online() {
    line.start();
    greeted();
    trace.clear();
  }

  private void pass(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  @Test
  void it_is_online_only_once_its_owner_has_proven_the_connection() {
    line.start();
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
    line.start();
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
    line.start();
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
    line.start();
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
  void what_was_handed_over_is_still_waited_for() {
    online();
    send();
    newest().handedOver(FRAME);
    pass(10_000);
    assertEquals(List.of("0 send"), trace);
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
    line.start();
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
    line.start();
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

  @Test
  void a_route_that_is_wanted_is_connected_before_the_old_connection_ends() {
    online();
    line.prefer(Optional.of(route("second")));
    pass(0);
    assertTrue(line.online());
    greeted();
    assertTrue(line.online());
    assertEquals("second", line.route().name());
    // No word of offline: for who watches, the line was there all the time.
    assertEquals(List.of("0 connect second", "0 end", "0 greet", "0 send"), trace);
  }

  @Test
  void a_move_waits_for_the_answer_that_is_outstanding() {
    online();
    send();
    line.prefer(Optional.of(route("second")));
    pass(0);
    connected();
    pass(5000);
    assertEquals(List.of("0 send", "0 connect second"), trace);
    answered();
    pass(0);
    assertEquals(List.of("0 send", "0 connect second", "5000 end", "5000 greet"), trace);
  }

  @Test
  void what_follows_an_answer_at_once_goes_before_the_move() {
    online();
    send();
    line.prefer(Optional.of(route("second")));
    pass(0);
    connected();
    answered();
    send();
    pass(0);
    assertEquals(List.of("0 send", "0 connect second", "0 send"), trace);
    answered();
    pass(0);
    assertEquals("0 greet", trace.get(trace.size() - 1));
  }

  @Test
  void a_wanted_route_that_cannot_be_reached_costs_nothing_and_is_tried_ever_later() {
    online();
    line.prefer(Optional.of(route("second")));
    List<Long> tries = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      int before = listeners.size();
      long waited = 0;
      while (listeners.size() == before) {
        pass(1000);
        waited += 1;
      }
      tries.add(waited);
      newest().failed("no route");
      assertTrue(line.online());
    }
    // 2 s, doubled with each failure up to half an hour.
    assertEquals(
        List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 1024L, 1800L, 1800L, 1800L),
        tries);
    assertFalse(trace.contains("offline"));
  }

  @Test
  void a_wanted_route_that_is_not_proven_gives_way_to_the_one_that_was_proven_last() {
    online();
    line.prefer(Optional.of(route("second")));
    pass(0);
    connected();
    send();
    pass(30_000);
    assertEquals(
        List.of(
            "0 connect second",
            "0 end",
            "0 greet",
            "0 send",
            "30000 reset",
            "30000 offline",
            "30000 ended TIMED_OUT",
            "30000 connect first"),
        trace);
  }

  @Test
  void a_wish_that_is_fulfilled_lets_the_line_return_to_the_first_route_in_its_time() {
    online();
    line.prefer(Optional.of(route("second")));
    pass(0);
    greeted();
    line.prefer(Optional.empty());
    trace.clear();
    pass(599_999);
    assertFalse(trace.contains("600000 connect first"));
    pass(1);
    assertTrue(trace.contains("600000 connect first"), trace.toString());
  }

  @Test
  void a_line_on_its_second_route_tries_the_first_after_ten_minutes_and_then_less_often() {
    onlineBySecond();
    List<String> tries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int before = listeners.size();
      while (listeners.size() == before) {
        pass(60_000);
      }
      tries.add(trace.get(trace.size() - 1));
      newest().failed("refused");
    }
    assertTrue(line.online());
    // 10, 10, 20, 40, 80, 120 minutes apart.
    long minute = 60_000;
    assertEquals(
        List.of(10, 20, 40, 80, 160, 280),
        tries.stream()
            .map(note -> (int) (Long.parseLong(note.split(" ")[0]) / minute))
            .collect(java.util.stream.Collectors.toList()),
        tries.toString());
  }

  @Test
  void a_first_route_that_was_dead_is_not_the_first_tried_when_the_second_breaks() {
    onlineBySecond();
    newest().closed("reset by peer");
    pass(125);
    assertEquals(List.of("0 reset", "0 offline", "125 connect second"), trace);
    newest().failed("refused");
    pass(0);
    assertEquals("125 connect first", trace.get(trace.size() - 1));
  }

  @Test
  void a_changed_network_ends_a_pause_and_tries_the_first_route() {
    line.start();
    newest().failed("no route");
    pass(0);
    newest().failed("no route");
    trace.clear();
    line.networkChanged();
    assertEquals(List.of("0 connect first"), trace);
  }

  @Test
  void a_changed_network_begins_a_connection_under_way_again_but_not_for_ever() {
    line.start();
    Transport.Listener old = newest();
    for (int i = 0; i < 50; i++) {
      pass(100);
      line.networkChanged();
    }
    // Each lives for 300 ms at least, and the ninth for as long as it needs.
    assertEquals(
        List.of(0, 300, 600, 900, 1200, 1500, 1800, 2100, 2400),
        trace.stream()
            .map(note -> Integer.valueOf(note.split(" ")[0]))
            .collect(java.util.stream.Collectors.toList()));
    trace.clear();
    old.connected(new PlayedConnection());
    assertEquals(List.of("5000 reset"), trace);
    connected();
    assertEquals("5000 greet", trace.get(trace.size() - 1));
  }

  @Test
  void a_connection_whose_address_is_gone_ends_at_once_and_another_is_made_without_a_pause() {
    online();
    send();
    hasItsAddress = false;
    line.networkChanged();
    pass(0);
    assertEquals(
        List.of("0 send", "0 reset", "0 offline", "0 ended CUT", "0 connect first"), trace);
  }

  @Test
  void a_connection_that_kept_its_address_through_a_change_is_tested() {
    online();
    line.networkChanged();
    assertEquals(List.of("0 idle"), trace);
    send();
    line.networkChanged();
    assertEquals(List.of("0 idle", "0 send"), trace);
  }

  @Test
  void a_changed_network_brings_the_line_back_to_its_first_route() {
    onlineBySecond();
    line.networkChanged();
    pass(0);
    assertEquals(List.of("0 idle", "0 connect first"), trace);
  }

  @Test
  void a_connection_that_breaks_during_a_move_is_made_anew_and_the_move_given_up() {
    online();
    Transport.Listener old = newest();
    send();
    line.prefer(Optional.of(route("second")));
    pass(0);
    connected();
    trace.clear();
    old.closed("reset by peer");
    assertEquals(List.of("0 reset", "0 reset", "0 offline", "0 ended CUT"), trace);
    pass(125);
    assertEquals("125 connect second", trace.get(trace.size() - 1));
  }

  /** Online on a connection that takes three, with two on their way: a, of 1 s before b. */
  private byte[][] twoOnTheirWay() {
    line = line(3);
    online();
    byte[][] frames = {{0, 1, 1}, {0, 1, 2}};
    names.put(line.send(frames[0]), "a ");
    pass(1000);
    last = line.send(frames[1]);
    names.put(last, "b ");
    trace.clear();
    return frames;
  }

  @Test
  void as_many_are_outstanding_as_the_acquirer_allows_and_not_one_more() {
    twoOnTheirWay();
    assertTrue(line.isFree());
    assertFalse(line.isQuiet());
    send();
    assertFalse(line.isFree());
    assertThrows(IllegalStateException.class, this::send);
    answered();
    assertTrue(line.isFree());
    line.answered(last); // twice changes nothing
    send();
    assertFalse(line.isFree());
  }

  @Test
  void one_that_is_overdue_takes_the_others_of_its_connection_with_it() {
    twoOnTheirWay();
    pass(29_000);
    assertEquals(
        List.of("30000 reset", "30000 offline", "30000 ended b CUT", "30000 ended a TIMED_OUT"),
        trace);
  }

  @Test
  void an_answer_to_one_does_not_put_off_the_other() {
    twoOnTheirWay();
    answered();
    pass(29_000);
    assertEquals(List.of("30000 reset", "30000 offline", "30000 ended a TIMED_OUT"), trace);
  }

  @Test
  void of_several_only_the_one_that_never_left_is_said_to_have_never_left() {
    byte[][] frames = twoOnTheirWay();
    newest().handedOver(frames[0]);
    newest().notHandedOver(frames[1], "closed");
    assertEquals(
        List.of("1000 reset", "1000 offline", "1000 ended a CUT", "1000 ended b NEVER_LEFT"),
        trace);
  }

  @Test
  void a_line_is_idle_only_with_nothing_outstanding() {
    twoOnTheirWay();
    Line.Exchange b = last;
    line.answered(names.keySet().stream().filter(one -> one != b).findFirst().get());
    pass(28_000);
    assertEquals(List.of(), trace);
    answered();
    pass(60_000);
    assertEquals(List.of("89000 idle"), trace);
  }

  @Test
  void a_line_about_to_move_takes_no_more_until_what_is_outstanding_has_ended() {
    line = line(3);
    onlineBySecond();
    int before = listeners.size();
    while (listeners.size() == before) {
      pass(1000);
    }
    send();
    newest().connected(new PlayedConnection());
    assertFalse(line.isFree());
    trace.clear();
    answered();
    time.settle();
    assertTrue(line.isFree());
    assertTrue(trace.toString().contains("greet"), trace.toString());
  }
}
