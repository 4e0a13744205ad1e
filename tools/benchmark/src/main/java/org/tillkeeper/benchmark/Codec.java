package org.tillkeeper.benchmark;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs what JMH measures: the codec beside jPOS, and the pure rules. */
final class Codec {
  /** The mean is what else the machine does; the median is what the code does. */
  private static final double MEDIAN = 50;

  private Codec() {}

  static Measured measured(boolean shortly) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder().verbosity(VerboseMode.SILENT).include(CodecBenchmark.class.getName());
    if (shortly) {
      TimeValue time = TimeValue.milliseconds(600);
      options
          .exclude("mac")
          .forks(1)
          .warmupIterations(2)
          .warmupTime(time)
          .measurementIterations(2)
          .measurementTime(time);
    } else {
      options.include(RulesBenchmark.class.getName()).forks(2).measurementIterations(3);
    }
    Map<String, Double> nanos = nanos(new Runner(options.build()).run());
    StringBuilder note = new StringBuilder("medians, ns:");
    nanos.forEach(
        (name, value) -> note.append(String.format(Locale.ROOT, " %s %.0f", name, value)));
    return new Measured(
        Row.CODEC,
        nanos.get("jposPack") + nanos.get("jposUnpack"),
        OptionalDouble.empty(),
        nanos.get("pack") + nanos.get("unpack"),
        "ns",
        note.toString(),
        0);
  }

  private static Map<String, Double> nanos(Collection<RunResult> results) {
    Map<String, Double> nanos = new TreeMap<>();
    for (RunResult result : results) {
      nanos.put(
          result.getPrimaryResult().getLabel(),
          result.getPrimaryResult().getStatistics().getPercentile(MEDIAN));
    }
    return nanos;
  }
}
