package org.tillkeeper.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** When a build fails for a ratio. */
class VerdictTest {
  private final List<Row> measuredAgain = new ArrayList<>();

  private static Measured measured(Row row, double ratio) {
    return new Measured(row, 1, OptionalDouble.empty(), ratio, "ms", "", 0);
  }

  private List<String> verdict(double factor, double second, Measured... first) throws Exception {
    Verdict verdict =
        new Verdict(
            factor,
            row -> {
              measuredAgain.add(row);
              return measured(row, second);
            });
    return verdict.of(List.of(first));
  }

  @Test
  void a_row_a_little_over_its_goal_does_not_fail_and_is_not_measured_again() throws Exception {
    Measured little = measured(Row.SALE, Row.SALE.goal() * 1.2);

    assertEquals(List.of(), verdict(1, 0, little));
    assertEquals(List.of(), measuredAgain);
  }

  @Test
  void a_row_far_over_its_goal_fails_where_the_second_try_confirms_it() throws Exception {
    double far = Row.SALE.most(1) * 1.01;

    List<String> failures = verdict(1, far, measured(Row.SALE, far), measured(Row.BYTES, 1));

    assertEquals(1, failures.size());
    assertTrue(failures.get(0).startsWith("sale: "), failures.get(0));
    assertEquals(List.of(Row.SALE), measuredAgain);
  }

  @Test
  void a_row_far_over_its_goal_once_only_does_not_fail() throws Exception {
    assertEquals(List.of(), verdict(1, 1, measured(Row.SALE, Row.SALE.most(1) * 9)));
    assertEquals(List.of(Row.SALE), measuredAgain);
  }

  @Test
  void a_factor_makes_it_stricter() throws Exception {
    Measured fine = measured(Row.SALE, Row.SALE.goal());

    assertEquals(1, verdict(0.01, Row.SALE.goal(), fine).size());
  }
}
