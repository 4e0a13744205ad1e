package org.tillkeeper.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What proves a connection. */
class LineProofTest {
  private final HostHabits habits = new HostHabits();
  private final LineProof proof = new LineProof(false, habits);

  private void silentEcho(boolean online) {
    proof.echoSent(online);
    proof.echoTimedOut();
  }

  @Test
  void echoes_that_are_turned_off_are_never_sent() {
    LineProof off = new LineProof(true, habits);
    assertFalse(off.byEcho());
    assertFalse(off.mayTest());
  }

  @Test
  void a_host_that_refuses_echoes_is_not_asked_again() {
    proof.echoRefused("12");
    assertFalse(proof.byEcho());
    assertFalse(proof.mayTest());
    assertEquals("12", habits.noticed().get(0).detail());
  }

  @Test
  void two_unanswered_echoes_on_fresh_connections_call_for_a_sign_in() {
    silentEcho(false);
    assertTrue(proof.byEcho());
    silentEcho(false);
    assertFalse(proof.byEcho());
    assertTrue(habits.noticed().isEmpty());
    proof.signedIn();
    assertEquals(HostHabits.What.NO_ECHO, habits.noticed().get(0).what());
  }

  @Test
  void an_echo_that_only_tests_a_proven_line_counts_for_nothing() {
    silentEcho(true);
    silentEcho(true);
    assertTrue(proof.byEcho());
  }

  @Test
  void a_dead_host_answers_no_sign_in_either_and_echoes_are_tried_again() {
    silentEcho(false);
    silentEcho(false);
    proof.signInTimedOut();
    assertTrue(proof.byEcho());
  }

  @Test
  void a_host_that_was_dead_and_is_back_has_its_echo_again() {
    silentEcho(false);
    silentEcho(false);
    assertTrue(proof.mayTest());
    proof.echoSent(true);
    proof.echoAnswered();
    assertTrue(proof.byEcho());
  }

  @Test
  void a_host_without_echo_is_tested_once_more_and_then_never() {
    silentEcho(false);
    silentEcho(false);
    silentEcho(true);
    assertFalse(proof.mayTest());
    assertFalse(proof.byEcho());
  }
}
