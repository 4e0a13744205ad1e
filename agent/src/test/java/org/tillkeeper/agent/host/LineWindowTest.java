package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Several requests on their way at once; by the trace of the line. */
class LineWindowTest extends LineBench {
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
    newest().notHandedOver(frames[1], "closed");
    assertEquals(
        List.of("1000 reset", "1000 offline", "1000 ended a CUT", "1000 ended b NEVER_LEFT"),
        trace);
  }

  @Test
  void a_line_is_idle_only_with_nothing_outstanding() {
    twoOnTheirWay();
    Exchange b = last;
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
