package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A line with several routes, and when the network changes; by its trace. */
class LineRoutesTest extends LineBench {
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
    line.start(owner);
    newest().failed("no route");
    pass(0);
    newest().failed("no route");
    trace.clear();
    line.networkChanged();
    assertEquals(List.of("0 connect first"), trace);
  }

  @Test
  void a_changed_network_begins_a_connection_under_way_again_but_not_for_ever() {
    line.start(owner);
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
}
