package org.tillkeeper.tools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.ledger.PaymentSum;
import org.tillkeeper.agent.metrics.Metrics;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.upkeep.Exposure;
import org.tillkeeper.agent.upkeep.Measures;
import org.tillkeeper.agent.upkeep.Status;

/** The files for Prometheus and Grafana: they ask for figures that there are. */
class FleetFilesTest {
  private static final Path FILES = Path.of("fleet");
  private static final Pattern FIGURE = Pattern.compile("\\btillkeeper_[a-z_]+\\b");

  @TempDir Path folder;

  private static Measures measures() {
    Map<Display, Long> payments = new EnumMap<>(Display.class);
    for (Display display : Display.values()) {
      payments.put(display, 1L);
    }
    Status status =
        new Status(true, Instant.EPOCH, Optional.empty(), true, "000001", 0, 0, 0, 0, false, "1");
    Exposure exposure = new Exposure(PaymentSum.NONE, PaymentSum.NONE, 0, Optional.empty(), 0);
    return new Measures(status, payments, 0, 1, exposure, Instant.EPOCH);
  }

  /** What GET /metrics names. */
  private static Set<String> figures() {
    String text =
        new String(new Metrics(() -> 0, "1", "d").text(measures()), StandardCharsets.UTF_8);
    Set<String> names = new HashSet<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# TYPE ")) {
        names.add(line.split(" ", -1)[2]);
      }
    }
    return names;
  }

  private static Set<String> named(String text) {
    Set<String> named = new TreeSet<>();
    Matcher matcher = FIGURE.matcher(text);
    while (matcher.find()) {
      named.add(matcher.group().replaceFirst("_(bucket|sum|count)$", ""));
    }
    return named;
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yml", "dashboard.json", "mqtt-exporter.yaml"})
  void each_figure_that_is_asked_for_is_one_that_the_agent_has(String file) throws Exception {
    Set<String> asked = named(Files.readString(FILES.resolve(file)));
    assertFalse(asked.isEmpty());
    asked.removeAll(figures());
    assertEquals(Set.of(), asked);
  }

  @Test
  void the_exporter_has_each_figure_that_a_report_can_have_and_the_rules_ask_for()
      throws Exception {
    String exporter = Files.readString(FILES.resolve("mqtt-exporter.yaml"));
    Set<String> reported = Metrics.plain(measures()).keySet();
    for (String name : named(Files.readString(FILES.resolve("alerts.yml")))) {
      assertTrue(reported.contains(name), name + " is not in a report");
      assertTrue(
          exporter.contains("{prom_name: " + name + ", mqtt_name: figures." + name + ","), name);
    }
  }

  @Test
  void the_dashboard_is_a_document_whose_panels_each_ask_and_overlap_nowhere() throws Exception {
    Map<String, Object> dashboard =
        JSON.std.mapFrom(Files.readString(FILES.resolve("dashboard.json")));
    Set<Object> ids = new HashSet<>();
    Set<List<Integer>> taken = new HashSet<>();
    for (Object one : (List<?>) dashboard.get("panels")) {
      Map<?, ?> panel = (Map<?, ?>) one;
      assertTrue(ids.add(panel.get("id")));
      Map<?, ?> target = (Map<?, ?>) ((List<?>) panel.get("targets")).get(0);
      assertFalse(String.valueOf(target.get("expr")).isEmpty());
      assertFalse(String.valueOf(panel.get("description")).isEmpty());
      Map<?, ?> place = (Map<?, ?>) panel.get("gridPos");
      int x = (Integer) place.get("x");
      int y = (Integer) place.get("y");
      for (int dx = 0; dx < (Integer) place.get("w"); dx++) {
        for (int dy = 0; dy < (Integer) place.get("h"); dy++) {
          assertTrue(
              x + dx < 24 && taken.add(List.of(x + dx, y + dy)), panel.get("title").toString());
        }
      }
    }
    assertEquals(12, ids.size());
  }

  private String promtool(int expected, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(expected, process.waitFor(), said);
    return said;
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
  void prometheus_own_tool_takes_the_rules_and_they_fire_when_they_must() throws Exception {
    for (String file : List.of("alerts.yml", "alerts-test.yml", "prometheus.yml")) {
      Files.copy(FILES.resolve(file), folder.resolve(file));
    }
    assertTrue(promtool(0, "check", "rules", "alerts.yml").contains("9 rules found"));
    promtool(0, "check", "config", "prometheus.yml");
    promtool(0, "test", "rules", "alerts-test.yml");
    String rules = Files.readString(folder.resolve("alerts.yml"));
    for (String limit : List.of("> 600", "> 3600", "> 900", "differences > 0", "attention > 0")) {
      assertTrue(rules.contains(limit), limit);
      Files.writeString(
          folder.resolve("alerts.yml"),
          rules.replace(limit, limit.replaceAll("[0-9]+$", "99999999")));
      promtool(1, "test", "rules", "alerts-test.yml");
    }
    // Each expression of the dashboard is one that Prometheus can read.
    Map<String, Object> dashboard =
        JSON.std.mapFrom(Files.readString(FILES.resolve("dashboard.json")));
    StringBuilder asked = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    int number = 0;
    for (Object one : (List<?>) dashboard.get("panels")) {
      Map<?, ?> target = (Map<?, ?>) ((List<?>) ((Map<?, ?>) one).get("targets")).get(0);
      asked.append(
          "      - record: panel_" + number++ + "\n        expr: '" + target.get("expr") + "'\n");
    }
    Files.writeString(folder.resolve("panels.yml"), asked.toString());
    assertTrue(promtool(0, "check", "rules", "panels.yml").contains("12 rules found"));
  }
}
