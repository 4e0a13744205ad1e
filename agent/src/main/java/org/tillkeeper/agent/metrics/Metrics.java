package org.tillkeeper.agent.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.tillkeeper.agent.host.LineMeter;
import org.tillkeeper.agent.ledger.LedgerMeter;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.upkeep.Measures;

/**
 * The agent's figures. Counters and histograms begin anew with each life, as Prometheus expects;
 * gauges are taken when they are asked for. No label names a payment or a card, and the labels
 * there are come from fixed lists, so that there are never more lines than on the first day.
 *
 * <p>Told on the agent's thread, written out on any.
 */
public final class Metrics implements LedgerMeter, LineMeter {
  /** What {@link #text} is, as HTTP says it. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** From an acquirer next door to the longest time-out that is usual. */
  private static final double[] ROUND_TRIPS = {
    0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 12, 20, 30, 60
  };

  /** From a good flash memory to one that will soon be no good. */
  private static final double[] COMMITS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5
  };

  private final LongSupplier nanoTime;
  private final Histogram roundTrips =
      histogram(
          "tillkeeper_round_trip_seconds",
          "Time from a request to the acquirer until its answer; requests without an answer are not"
              + " in it.",
          ROUND_TRIPS);
  private final Histogram commits =
      histogram(
          "tillkeeper_commit_seconds",
          "Time a transaction of the ledger took until it was durable.",
          COMMITS);
  private final Counter reconnects =
      Counter.builder()
          .name("tillkeeper_reconnects_total")
          .help("Connections to the acquirer that were made after one had been lost.")
          .withoutExemplars()
          .build();
  private final Counter attempts =
      Counter.builder()
          .name("tillkeeper_attempts_total")
          .help("Attempts at payments that came to this outcome.")
          .labelNames("outcome")
          .withoutExemplars()
          .build();
  private final InfoSnapshot build;

  /**
   * Begins to count.
   *
   * @param nanoTime the monotonic clock
   * @param version of the agent
   * @param dialect that it speaks to the acquirer
   */
  public Metrics(LongSupplier nanoTime, String version, String dialect) {
    this.nanoTime = nanoTime;
    for (Attempt.Outcome outcome : Attempt.Outcome.values()) {
      if (outcome != Attempt.Outcome.OPEN) {
        // A series that is there from the beginning shows its first increase.
        attempts.initLabelValues(outcome.label());
      }
    }
    build =
        InfoSnapshot.builder()
            .name("tillkeeper_build")
            .help("What runs here; always 1.")
            .dataPoint(
                InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", version, "dialect", dialect))
                    .build())
            .build();
  }

  private static Histogram histogram(String name, String help, double... bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .build();
  }

  @Override
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  @Override
  public void committed(long nanos) {
    commits.observe(nanos / NANOS_PER_SECOND);
  }

  @Override
  public void ended(Attempt.Outcome outcome) {
    attempts.labelValues(outcome.label()).inc();
  }

  @Override
  public void answered(long nanos) {
    roundTrips.observe(nanos / NANOS_PER_SECOND);
  }

  @Override
  public void reconnected() {
    reconnects.inc();
  }

  /**
   * All figures, in the text format of Prometheus, version 0.0.4.
   *
   * @param now how the terminal stands
   */
  public byte[] text(Measures now) {
    GaugeSnapshot.Builder payments =
        GaugeSnapshot.builder()
            .name("tillkeeper_payments")
            .help("Payments that the ledger holds, by what the cashier sees of them.");
    for (Map.Entry<Display, Long> entry : now.payments().entrySet()) {
      payments.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("display", entry.getKey().label()))
              .value((double) entry.getValue())
              .build());
    }
    MetricSnapshots.Builder all = MetricSnapshots.builder().metricSnapshot(payments.build());
    gauges(now).forEach(all::metricSnapshot);
    all.metricSnapshot(roundTrips.collect())
        .metricSnapshot(commits.collect())
        .metricSnapshot(reconnects.collect())
        .metricSnapshot(attempts.collect())
        .metricSnapshot(build);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, all.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private static List<GaugeSnapshot> gauges(Measures now) {
    return Arrays.asList(
        gauge(
            "tillkeeper_pending_age_seconds_max",
            "Age of the oldest payment that has no end yet; 0 where there is none.",
            now.oldestPending().toMillis() / 1000.0),
        gauge(
            "tillkeeper_open_reversals",
            "Reversals that are still sent to the acquirer.",
            (double) now.status().openReversals()),
        gauge(
            "tillkeeper_signatures_open",
            "Cardholders' signatures that the acquirer has not got yet.",
            (double) now.signatures()),
        gauge(
            "tillkeeper_attention",
            "Payments and settlements that need a person.",
            (double) now.status().attention()),
        gauge(
            "tillkeeper_line_online",
            "1 while the acquirer can be reached, else 0.",
            now.status().online() ? 1 : 0),
        gauge(
            "tillkeeper_reversal_age_seconds_max",
            "Time since the oldest payment began of which a reversal is open; 0 where there is none.",
            now.oldestReversal().toMillis() / 1000.0),
        gauge(
            "tillkeeper_settlement_differences",
            "Settlements on which acquirer and terminal do not agree and nobody has looked.",
            (double) now.exposure().differences()),
        gauge(
            "tillkeeper_taken_timestamp_seconds",
            "When these figures were taken, by this terminal's clock.",
            now.at().toEpochMilli() / 1000.0),
        gauge(
            "tillkeeper_ledger_bytes",
            "Bytes of the ledger that hold something.",
            (double) now.ledgerBytes()));
  }

  /** The gauges without labels, name to value, for who keeps them elsewhere under these names. */
  public static Map<String, Object> plain(Measures now) {
    Map<String, Object> plain = new LinkedHashMap<>();
    for (GaugeSnapshot gauge : gauges(now)) {
      double value = gauge.getDataPoints().get(0).getValue();
      long whole = (long) value;
      // Two branches, since a conditional would make both a double.
      if (value == whole) {
        plain.put(gauge.getMetadata().getName(), whole);
      } else {
        plain.put(gauge.getMetadata().getName(), value);
      }
    }
    return plain;
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }
}
