package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A host that takes one request on each connection, by the trace of the line. */
class SingleConnectionsTest extends LineBench {
  private void single() {
    line = line(1, LineSettings.Connections.SINGLE);
    online();
  }

  /** The host answers what proves the connection, and ends it. */
  private void provenAndEnded() {
    greeted();
    newest().closed("closed by the other side");
  }

  @Test
  void each_message_has_a_connection_of_its_own_and_the_line_stays_online() {
    line = line(1, LineSettings.Connections.SINGLE);
    line.start(owner);
    greeted();
    assertTrue(line.online());
    assertTrue(line.isFree());
    send();
    assertFalse(line.isFree());
    pass(40);
    connected();
    newest().received(FRAME);
    answered();
    assertTrue(line.online());
    assertTrue(line.isFree());
    assertEquals(
        List.of(
            "0 connect first",
            "0 greet",
            "0 send",
            "0 end",
            "0 online",
            "0 connect first",
            "40 send",
            "40 received",
            "40 end"),
        trace);
  }

  @Test
  void a_message_whose_connection_cannot_be_made_never_left() {
    single();
    send();
    newest().failed("refused");
    assertEquals(
        List.of("0 connect first", "0 offline", "0 ended NEVER_LEFT", "0 connect second"),
        settled());
  }

  @Test
  void a_message_is_taken_back_while_its_connection_is_made_and_not_after() {
    single();
    Exchange first = line.send(FRAME);
    assertTrue(line.takeBack(first));
    assertTrue(line.isQuiet());
    assertTrue(line.online());
    Exchange second = line.send(FRAME);
    connected();
    assertFalse(line.takeBack(second));
    assertFalse(line.isQuiet());
  }

  @Test
  void a_message_whose_time_was_over_before_its_connection_was_made_never_leaves() {
    single();
    send();
    mayLeave = false;
    connected();
    assertEquals(List.of("0 connect first", "0 end", "0 ended NEVER_LEFT"), trace);
    assertTrue(line.isFree());
    assertTrue(line.online());
  }

  @Test
  void a_message_whose_connection_ends_before_its_answer_is_cut() {
    single();
    send();
    connected();
    newest().closed("closed by the other side");
    assertTrue(trace.contains("0 ended CUT"), trace.toString());
    assertFalse(line.online());
  }

  @Test
  void a_connection_that_takes_too_long_has_let_nothing_out() {
    single();
    send();
    pass(30_000);
    assertTrue(trace.contains("30000 ended NEVER_LEFT"), trace.toString());
  }

  @Test
  void an_idle_line_is_tested_without_a_connection() {
    single();
    pass(60_000);
    assertEquals(List.of("60000 idle"), trace);
  }

  @Test
  void a_reset_between_two_connections_takes_the_line_down() {
    single();
    line.reset("sign-in failed");
    assertFalse(line.online());
    pass(250);
    assertEquals(List.of("0 offline", "125 connect first"), trace);
  }

  @Test
  void that_a_host_ends_each_connection_is_noticed_and_the_pauses_grow_until_then() {
    line.start(owner);
    provenAndEnded();
    pass(125);
    provenAndEnded();
    pass(250);
    assertFalse(line.endsAfterEachAnswer());
    provenAndEnded();
    assertTrue(line.endsAfterEachAnswer());
    pass(500);
    greeted();
    assertTrue(line.online());
    send();
    connected();
    assertEquals(
        List.of(
            "0 connect first",
            "125 connect first",
            "375 connect first",
            "875 connect first",
            "875 connect first"),
        trace.stream().filter(what -> what.contains("connect")).toList());
  }

  @Test
  void that_a_host_ends_each_connection_is_noticed_although_a_message_follows_at_once() {
    line.start(owner);
    for (long pause : new long[] {125, 250, 500}) {
      assertFalse(line.endsAfterEachAnswer());
      greeted();
      send();
      newest().closed("closed by the other side");
      pass(pause);
    }
    assertTrue(line.endsAfterEachAnswer());
    greeted();
    send();
    pass(40);
    connected();
    answered();
    assertTrue(line.online(), trace.toString());
    assertTrue(line.isFree(), trace.toString());
  }

  @Test
  void a_connection_that_lasted_or_answered_more_is_no_sign_of_it() {
    line.start(owner);
    for (int i = 0; i < 5; i++) {
      greeted();
      send();
      answered();
      newest().closed("closed by the other side");
      pass(250);
    }
    for (int i = 0; i < 5; i++) {
      greeted();
      pass(3_000);
      newest().closed("closed by the other side");
      pass(250);
    }
    assertFalse(line.endsAfterEachAnswer());
  }

  private List<String> settled() {
    pass(0);
    return trace;
  }
}
