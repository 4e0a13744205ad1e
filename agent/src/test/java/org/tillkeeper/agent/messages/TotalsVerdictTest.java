package org.tillkeeper.agent.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Message;

/** What an acquirer says of totals where the standard has a field for each. */
class TotalsVerdictTest {
  private static final BatchTotals OURS = new BatchTotals(new Totals(2, 1234, 1, 100), Totals.NONE);

  private static Settlement.Verdict verdict(String dialect, Map<Integer, String> fields) {
    Map<Integer, String> answer = new HashMap<>(fields);
    boolean is1987 = dialect.equals("iso1987-ascii");
    String word = answer.remove(0);
    answer.put(is1987 ? 66 : 39, is1987 ? word : word.equals("1") ? "500" : "501");
    return TotalsVerdict.of(
        Dialect.named(dialect), new Message("", "", is1987 ? "0510" : "1530", answer), OURS);
  }

  private static Map<Integer, String> named(String word, int debits, long debited) {
    Map<Integer, String> fields = new HashMap<>();
    fields.put(0, word);
    fields.put(74, "0000000001");
    fields.put(75, "0000000000");
    fields.put(76, String.format("%010d", debits));
    fields.put(77, "0000000000");
    fields.put(86, String.format("%016d", 100));
    fields.put(88, String.format("%016d", debited));
    return fields;
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void other_totals_that_are_called_equal_are_a_difference(String dialect) {
    Settlement.Verdict verdict = verdict(dialect, named("1", 3, 2234));
    assertTrue(verdict.isBalanced());
    assertEquals(Optional.of(new Totals(3, 2234, 1, 100)), verdict.totals());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso1987-ascii", "iso1993-binary"})
  void unequal_totals_are_named(String dialect) {
    Settlement.Verdict verdict = verdict(dialect, named("2", 0, 0));
    assertFalse(verdict.isBalanced());
    assertEquals(Optional.of(new Totals(0, 0, 1, 100)), verdict.totals());
  }

  @Test
  void fields_that_nobody_filled_name_nothing() {
    Map<Integer, String> zeros = named("1", 0, 0);
    zeros.put(74, "0000000000");
    zeros.put(86, "0000000000000000");
    assertEquals(Optional.empty(), verdict("iso1987-ascii", zeros).totals());
    zeros.put(0, "2");
    assertEquals(Optional.of(Totals.NONE), verdict("iso1987-ascii", zeros).totals());
  }

  @Test
  void an_acquirer_that_leaves_one_out_names_none() {
    Map<Integer, String> fields = named("1", 3, 2234);
    fields.remove(86);
    assertEquals(Optional.empty(), verdict("iso1987-ascii", fields).totals());
  }

  @Test
  void an_acquirer_that_counts_reversals_by_themselves_counts_other_messages() {
    Map<Integer, String> fields = named("1", 3, 2234);
    fields.put(77, "0000000001");
    assertEquals(Optional.empty(), verdict("iso1987-ascii", fields).totals());
  }
}
