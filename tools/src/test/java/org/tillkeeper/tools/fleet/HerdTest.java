package org.tillkeeper.tools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A hundred thousand terminals come back to their broker. */
class HerdTest {
  private static final int TERMINALS = 100_000;
  private static final Path PAGE = Path.of("docs/fleet-at-scale.md");

  private static final Map<String, Function<Random, Supplier<Duration>>> POLICIES =
      new LinkedHashMap<>();

  static {
    POLICIES.put("every 5 s", Herd::fixed);
    POLICIES.put("1 s doubled, no chance", Herd::doubled);
    POLICIES.put("full jitter from 1 s", Herd::impatient);
    POLICIES.put("the agent's", Herd::ofAgent);
  }

  private static Herd.Return after(Duration outage, int connectsPerSecond) {
    return new Herd(TERMINALS, outage, connectsPerSecond, Herd::ofAgent).run(1);
  }

  @Test
  void a_broker_that_was_away_for_long_is_asked_by_no_more_than_it_can_serve() {
    Herd.Return hour = after(Duration.ofHours(1), 500);
    assertTrue(hour.triesPeak() < 500, hour.toString());
    assertEquals(0, hour.inVain(), hour.toString());
    assertTrue(hour.all().compareTo(Duration.ofMinutes(11)) < 0, hour.toString());
  }

  @Test
  void a_broker_that_is_started_anew_is_not_run_down_by_those_who_come_back() {
    Herd.Return blink = after(Duration.ofSeconds(5), 2000);
    assertTrue(blink.triesPeak() < 6000, blink.toString());
    assertTrue(blink.all().compareTo(Duration.ofMinutes(20)) < 0, blink.toString());
    Herd.Return slow = after(Duration.ofSeconds(5), 500);
    assertTrue(slow.all().compareTo(Duration.ofMinutes(30)) < 0, "nor a slow one: " + slow);
    assertFalse(slow.all().isZero(), "nor a slow one: " + slow);
    Herd.Return fixed = new Herd(TERMINALS, Duration.ofSeconds(5), 2000, Herd::fixed).run(1);
    assertTrue(fixed.triesPeak() > 50_000, "and with a fixed pause it would be: " + fixed);
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
  void the_page_says_what_this_finds() throws Exception {
    String page = Files.readString(PAGE);
    for (String row : rows()) {
      assertTrue(page.contains(row), "docs/fleet-at-scale.md lacks:\n" + row);
    }
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (Duration outage : List.of(Duration.ofSeconds(5), Duration.ofHours(1))) {
      for (int capacity : new int[] {500, 2000, 10_000}) {
        POLICIES.forEach(
            (name, policy) -> {
              if (outage.toMinutes() > 0 && !name.contains("jitter") && !name.contains("agent")) {
                return; // it is the same as after 5 s
              }
              Herd.Return found = new Herd(TERMINALS, outage, capacity, policy).run(1);
              rows.add(
                  String.format(
                      Locale.ROOT,
                      "| %s | %,d | %s | %,d | %,d | %s | %s | %s |",
                      outage.toMinutes() > 0 ? outage.toHours() + " h" : outage.toSeconds() + " s",
                      capacity,
                      name,
                      found.triesPeak(),
                      found.inVain(),
                      shown(found.half()),
                      shown(found.most()),
                      shown(found.all())));
            });
      }
    }
    return rows;
  }

  private static String shown(Duration time) {
    return time.isZero()
        ? "never"
        : time.toMinutes() > 9 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  /** Prints the rows of the page. */
  public static void main(String[] arguments) {
    rows().forEach(System.out::println);
  }
}
