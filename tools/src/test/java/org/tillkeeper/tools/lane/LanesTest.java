package org.tillkeeper.tools.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.lab.Lab;

/** Each lane of real processes, short; the proof runs them long. */
class LanesTest {
  private static final List<String> AGENT_JAVA =
      List.of(Lab.java(), "@" + Path.of("agent.options").toAbsolutePath());

  @TempDir private Path folder;

  private final long seed = Long.getLong("tillkeeper.seed", new Random().nextLong(1_000_000_000));
  private final Map<String, String> noted = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Map<String, Long> round(Lane lane) throws Exception {
    System.out.println(lane.name() + ": replay with -Dtillkeeper.seed=" + seed);
    Map<String, Long> counts = lane.round(0, seed, folder);
    System.out.println(lane.name() + ": " + counts);
    return counts;
  }

  @Test
  void the_ledgers_agree_after_kills_at_random_moments() throws Exception {
    Map<String, Long> counts = round(new MishapLoops(MishapLoops.Mishap.KILL, 10, AGENT_JAVA));
    assertTrue(counts.get("deaths") >= 10, counts.toString());
    assertTrue(counts.get("payments") > 5, counts.toString());
  }

  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs root, loop devices, ext4 and python3; run with -Pfull")
  @ParameterizedTest
  @EnumSource(names = {"POWER_CUT", "FULL_DISK", "READ_ONLY"})
  void the_ledgers_agree_after_what_disks_do(MishapLoops.Mishap mishap) throws Exception {
    Map<String, Long> counts = round(new MishapLoops(mishap, 8, AGENT_JAVA));
    assertTrue(counts.get("payments") > 4, counts.toString());
    assertTrue(counts.get("comparisons") > 0, counts.toString());
  }

  @Test
  void a_bit_that_flips_is_noticed_or_changes_nothing() throws Exception {
    Map<String, Long> counts = round(new FlippedBits(1, 3, AGENT_JAVA));
    for (String reached : List.of("refused", "alarm", "reads as before")) {
      assertTrue(counts.getOrDefault(reached, 0L) > 0, counts.toString());
    }
  }

  /** A lane without an agent, to see how lanes are run. */
  private static final class Told implements Lane {
    private final int broken;
    private int run;

    Told(int broken) {
      this.broken = broken;
    }

    @Override
    public String name() {
      return "told";
    }

    @Override
    public Optional<String> lacks() {
      return Optional.empty();
    }

    @Override
    public int rounds() {
      return 3;
    }

    @Override
    public int atOnce() {
      return 1;
    }

    @Override
    public Map<String, Long> round(int number, long seed, Path folder) throws Broken {
      run++;
      if (number == broken) {
        throw new Broken("round " + number + " of seed " + seed);
      }
      return Map.of("seeds", seed);
    }
  }

  private boolean run(Lane lane) throws Exception {
    Lanes.Notes notes =
        new Lanes.Notes() {
          @Override
          public String read(String name) {
            return noted.getOrDefault(name, "");
          }

          @Override
          public void write(String name, String value) {
            noted.put(name, value);
          }
        };
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new Lanes(notes, out)
        .run(new Lanes.Choice(List.of(lane), true, Optional.empty()), 100, 2);
  }

  @Test
  void rounds_that_are_done_are_not_done_again_and_their_counts_are_added() throws Exception {
    Told broken = new Told(1);
    assertFalse(run(broken));
    assertEquals(3, broken.run);
    assertTrue(said.toString(StandardCharsets.UTF_8).contains("round 1 of seed 101"));
    assertEquals("violated", noted.get("told"));
    Told repaired = new Told(-1);
    assertTrue(run(repaired));
    assertEquals(1, repaired.run);
    assertEquals("holds", noted.get("told"));
    assertEquals(Integer.toString(100 + 101 + 102), noted.get("told.seeds"));
  }

  @Test
  void a_lane_that_does_not_exist_is_refused_with_those_that_do() {
    InvalidSettings refused =
        assertThrows(
            InvalidSettings.class,
            () -> Lanes.choice(List.of("flood"), 10, Optional.empty(), Optional.empty()));
    assertTrue(refused.getMessage().contains("power-cuts"), refused.getMessage());
  }
}
