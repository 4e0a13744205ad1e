package org.tillkeeper.agent.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.settlement.Step.Todo;
import org.tillkeeper.iso8583.SettlementMeaning;

/** An acquirer that takes no upload: its word on the totals is the end of the settlement. */
class NoUploadTest {
  private static Step answered(SettlementMeaning meaning, Reply reply, String code) {
    Settlement waiting =
        Settlement.waiting("s", 1, "000001", Trigger.HAND, Instant.ofEpochSecond(1));
    Settlement sent =
        Reconciliation.after(
                waiting,
                new Event.TotalsSending("000007", BatchTotals.NONE, Instant.ofEpochSecond(2), 0))
            .settlement();
    return Reconciliation.after(
        sent,
        new Event.TotalsAnswered(
            new Settlement.Verdict(meaning, meaning, Optional.empty()), reply, code, false));
  }

  private static void assertEnded(Result result, Step step) {
    assertEquals(Stage.ENDED, step.settlement().stage());
    assertEquals(Optional.of(result), step.settlement().result());
    assertEquals(result.isSettled(), step.todo().contains(Todo.CLOSE_BATCH));
  }

  @Test
  void equal_totals_close_the_batch() {
    assertEnded(Result.BALANCED, answered(SettlementMeaning.BALANCED, Reply.TAKEN, "00"));
  }

  @Test
  void totals_that_differ_close_it_for_a_person_to_compare() {
    assertEnded(Result.UNBALANCED, answered(SettlementMeaning.UNBALANCED, Reply.TAKEN, "00"));
    assertTrue(Result.UNBALANCED.needsPerson());
  }

  @Test
  void an_answer_that_says_nothing_of_the_totals_leaves_it_open_for_another_try() {
    assertEnded(Result.REFUSED, answered(SettlementMeaning.ERROR, Reply.TAKEN, ""));
    assertEnded(Result.REFUSED, answered(SettlementMeaning.ERROR, Reply.REFUSED, "12"));
    assertFalse(Result.REFUSED.isSettled());
  }

  @Test
  void a_code_that_refuses_is_not_judged_by_the_digit_beside_it() {
    for (SettlementMeaning digit : SettlementMeaning.values()) {
      assertEnded(Result.REFUSED, answered(digit, Reply.REFUSED, "12"));
      Step signIn = answered(digit, Reply.SIGN_IN, "97");
      assertEquals(Stage.TOTALS, signIn.settlement().stage());
    }
    Step later = answered(SettlementMeaning.BALANCED, Reply.LATER, "96");
    assertEquals(Stage.TOTALS, later.settlement().stage());
  }

  @Test
  void a_reconciliation_error_says_that_the_totals_are_unequal() {
    assertEnded(Result.UNBALANCED, answered(SettlementMeaning.UNBALANCED, Reply.LATER, "95"));
  }

  @Test
  void a_passing_trouble_is_tried_again() {
    Step later = answered(SettlementMeaning.ERROR, Reply.LATER, "96");
    assertEquals(Stage.TOTALS, later.settlement().stage());
    assertTrue(later.todo().contains(Todo.AGAIN_LATER));
  }
}
