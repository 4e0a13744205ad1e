package org.tillkeeper.iso8583.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Map;
import org.jpos.iso.ISOMsg;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.tillkeeper.iso8583.Hex;

/**
 * What the dialect costs over jPOS alone: {@code mvn -Pbenchmark -pl iso8583-spec test
 * -Dtest=BenchmarkTest}. The figures are in docs/performance.md.
 */
class BenchmarkTest {
  private static final double MOST = 1.15;
  // The mean is what else the machine does; the median is what the code does.
  private static final double MEDIAN = 50;

  @Test
  void both_sides_do_the_same_work() throws Exception {
    SaleBenchmark benchmark = new SaleBenchmark();
    benchmark.prepare();
    byte[] mine = benchmark.pack();

    assertArrayEquals(benchmark.jposPack(), java.util.Arrays.copyOfRange(mine, 13, mine.length));
    ISOMsg theirs = benchmark.jposUnpack();
    for (Map.Entry<Integer, String> field : benchmark.unpack().fields().entrySet()) {
      Object value = theirs.getValue(field.getKey());
      assertEquals(
          field.getValue(),
          value instanceof byte[] bytes ? Hex.encode(bytes) : value,
          "field " + field.getKey());
    }
  }

  @Test
  @Tag("benchmark")
  void a_sale_costs_at_most_15_percent_more_than_with_jpos_alone() throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(SaleBenchmark.class.getName())
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();

    assertTrue(nanos(results, "pack") <= MOST * nanos(results, "jposPack"));
    assertTrue(nanos(results, "unpack") <= MOST * nanos(results, "jposUnpack"));
  }

  private static double nanos(Collection<RunResult> results, String benchmark) {
    for (RunResult result : results) {
      if (result.getPrimaryResult().getLabel().equals(benchmark)) {
        return result.getPrimaryResult().getStatistics().getPercentile(MEDIAN);
      }
    }
    throw new AssertionError("no result of " + benchmark);
  }
}
