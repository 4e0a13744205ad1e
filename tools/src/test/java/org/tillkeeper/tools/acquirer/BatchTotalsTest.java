package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class BatchTotalsTest {
  private static final long MOST = 999_999_999_999L;
  private static final BatchTotals.Side NONE = new BatchTotals.Side(0, 0, 0, 0);

  @Test
  void a_sum_that_does_not_fit_is_named_as_the_largest_and_is_not_equal_to_it() {
    BatchTotals over = new BatchTotals(new BatchTotals.Side(MOST + 1, 2, MOST + 5, 3), NONE);
    String field = over.format('2', '1');
    assertEquals(62, field.length());
    BatchTotals named = BatchTotals.parse(field).get();
    assertEquals(new BatchTotals.Side(MOST, 2, MOST, 3), named.domestic());
    assertNotEquals(over, named);
  }
}
