package org.tillkeeper.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.PaymentSum;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.upkeep.Exposure;
import org.tillkeeper.agent.upkeep.Measures;
import org.tillkeeper.agent.upkeep.Status;

/** The text that a monitoring system reads. */
class MetricsTest {
  private static final Path PAGE = Path.of("docs/metrics.md");

  private final Metrics metrics = new Metrics(() -> 0, "1.2 \"x\\y\"\n", "unionpay-pos");

  private static Measures measures() {
    Map<Display, Long> payments = new EnumMap<>(Display.class);
    for (Display display : Display.values()) {
      payments.put(display, 10L + payments.size());
    }
    Status status =
        new Status(
            true,
            Instant.EPOCH,
            Optional.of("primary"),
            true,
            "000001",
            3,
            12345,
            2,
            4,
            false,
            "1.2");
    Exposure exposure =
        new Exposure(
            new PaymentSum(3, 12345, Optional.of(Instant.EPOCH.plusMillis(938_500))),
            PaymentSum.NONE,
            4,
            Optional.of(Instant.EPOCH.plusSeconds(900)),
            1);
    return new Measures(
        status, payments, 3, 123_456_789_012L, exposure, Instant.EPOCH.plusSeconds(1000));
  }

  private static byte[] filled(Metrics metrics) {
    metrics.answered(TimeUnit.MILLISECONDS.toNanos(250));
    metrics.answered(TimeUnit.SECONDS.toNanos(90));
    metrics.committed(TimeUnit.MICROSECONDS.toNanos(1500));
    metrics.reconnected();
    metrics.ended(Attempt.Outcome.CONFIRMED);
    metrics.ended(Attempt.Outcome.CONFIRMED);
    metrics.ended(Attempt.Outcome.REVERSED);
    return metrics.text(measures());
  }

  @Test
  void every_figure_is_there_under_its_name_and_with_its_type() {
    Figures figures = Figures.parse(filled(metrics));
    assertEquals(
        Map.ofEntries(
            Map.entry("tillkeeper_payments", "gauge"),
            Map.entry("tillkeeper_pending_age_seconds_max", "gauge"),
            Map.entry("tillkeeper_open_reversals", "gauge"),
            Map.entry("tillkeeper_signatures_open", "gauge"),
            Map.entry("tillkeeper_attention", "gauge"),
            Map.entry("tillkeeper_line_online", "gauge"),
            Map.entry("tillkeeper_round_trip_seconds", "histogram"),
            Map.entry("tillkeeper_commit_seconds", "histogram"),
            Map.entry("tillkeeper_reconnects_total", "counter"),
            Map.entry("tillkeeper_attempts_total", "counter"),
            Map.entry("tillkeeper_reversal_age_seconds_max", "gauge"),
            Map.entry("tillkeeper_settlement_differences", "gauge"),
            Map.entry("tillkeeper_taken_timestamp_seconds", "gauge"),
            Map.entry("tillkeeper_ledger_bytes", "gauge"),
            Map.entry("tillkeeper_build_info", "gauge")),
        figures.types());
    assertEquals(12, figures.of("tillkeeper_payments{display=\"confirmed\"}"));
    assertEquals(61.5, figures.of("tillkeeper_pending_age_seconds_max"));
    assertEquals(4, figures.of("tillkeeper_open_reversals"));
    assertEquals(3, figures.of("tillkeeper_signatures_open"));
    assertEquals(2, figures.of("tillkeeper_attention"));
    assertEquals(1, figures.of("tillkeeper_line_online"));
    assertEquals(100, figures.of("tillkeeper_reversal_age_seconds_max"));
    assertEquals(1, figures.of("tillkeeper_settlement_differences"));
    assertEquals(1000, figures.of("tillkeeper_taken_timestamp_seconds"));
    assertEquals(123_456_789_012.0, figures.of("tillkeeper_ledger_bytes"));
    assertEquals(1, figures.of("tillkeeper_reconnects_total"));
    assertEquals(2, figures.of("tillkeeper_attempts_total{outcome=\"confirmed\"}"));
    assertEquals(0, figures.of("tillkeeper_attempts_total{outcome=\"declined\"}"));
    assertEquals(0, figures.of("tillkeeper_round_trip_seconds_bucket{le=\"0.2\"}"));
    assertEquals(1, figures.of("tillkeeper_round_trip_seconds_bucket{le=\"0.3\"}"));
    assertEquals(2, figures.of("tillkeeper_round_trip_seconds_bucket{le=\"+Inf\"}"));
    assertEquals(90.25, figures.of("tillkeeper_round_trip_seconds_sum"));
    assertEquals(1, figures.of("tillkeeper_commit_seconds_bucket{le=\"0.002\"}"));
    assertEquals(
        1,
        figures.of(
            "tillkeeper_build_info{dialect=\"unionpay-pos\",version=\"1.2 \\\"x\\\\y\\\"\\n\"}"));
  }

  @Test
  void labels_have_values_of_fixed_lists_alone_so_that_no_payment_adds_a_line() {
    Figures before = Figures.parse(metrics.text(measures()));
    Figures after = Figures.parse(filled(metrics));
    assertEquals(before.series(), after.series());
    assertEquals(Set.of("display", "outcome", "le", "version", "dialect"), after.labels());
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
  void prometheus_own_checker_finds_nothing() throws Exception {
    for (byte[] text :
        new byte[][] {new Metrics(() -> 0, "1", "d").text(measures()), filled(metrics)}) {
      assertEquals("0: ", checked(text));
    }
    String wrong = new String(filled(metrics), StandardCharsets.UTF_8).replace("_total", "_sum");
    assertTrue(checked(wrong.getBytes(StandardCharsets.UTF_8)).startsWith("3: "), "it does check");
  }

  @Test
  void the_page_explains_every_figure_and_its_alerts_ask_for_no_other() throws Exception {
    String page = Files.readString(PAGE);
    Figures figures = Figures.parse(metrics.text(measures()));
    for (String name : figures.types().keySet()) {
      assertTrue(page.contains("| `" + name), name);
    }
    Matcher named = Pattern.compile("tillkeeper_[a-z_]+").matcher(page);
    while (named.find()) {
      String name = named.group().replaceFirst("_(bucket|sum|count)$", "");
      assertTrue(figures.types().containsKey(name), name);
    }
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
  void prometheus_takes_the_alerts_of_the_page(@TempDir Path folder) throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("groups:");
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(rules, page.substring(begin, page.indexOf("```", begin)));
    String said = said(new byte[0], "check", "rules", rules.toString());
    assertTrue(said.startsWith("0: "), said);
    assertTrue(said.contains("9 rules found"), said);
  }

  private static String checked(byte[] text) throws IOException, InterruptedException {
    return said(text, "check", "metrics");
  }

  private static String said(byte[] text, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = promtool.getOutputStream()) {
      new ByteArrayInputStream(text).transferTo(in);
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return promtool.waitFor() + ": " + said;
  }
}
