package org.tillkeeper.tools.lane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs half a minute, Linux and jcmd; run with -Pfull")
  @Test
  void an_agent_sells_under_attack_and_is_as_before_when_the_attackers_have_gone()
      throws Exception {
    System.out.println("attacks: replay with -Dtillkeeper.seed=" + seed);
    Map<String, Long> counts = new HostileTraffic(folder, seed, 30, AGENT_JAVA).run();
    System.out.println("attacks: " + counts);
    assertTrue(counts.get("calls under attack") > 50, counts.toString());
    assertTrue(counts.get("payments confirmed") > 40, counts.toString());
  }

  @Test
  void a_till_that_keeps_its_connection_is_answered_beside_strangers() throws Exception {
    Map<String, Long> counts = new StrangersAtTheDoor(60, 1_000, 1_000, AGENT_JAVA).run(folder);
    System.out.println("attacks, strangers alone: " + counts);
    assertTrue(counts.get("knocks") >= 1_000, counts.toString());
  }

  @Test
  void what_floods_a_line_stands_between_the_frames_of_the_acquirer() throws Exception {
    try (ServerSocket acquirer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HostileLine line = new HostileLine();
        Socket terminal = new Socket()) {
      terminal.connect(
          line.before(new InetSocketAddress(acquirer.getInetAddress(), acquirer.getLocalPort())));
      try (Socket host = acquirer.accept()) {
        byte[] frame = {0, 3, 1, 2, 3};
        host.getOutputStream().write(frame);
        assertArrayEquals(frame, terminal.getInputStream().readNBytes(frame.length));
        assertEquals(2, line.flood(HostileLine.Flood.EMPTY, 2, new Random(seed)));
        host.getOutputStream().write(frame);
        byte[] all = {0, 0, 0, 0, 0, 3, 1, 2, 3};
        assertArrayEquals(all, terminal.getInputStream().readNBytes(all.length));
        terminal.getOutputStream().write(frame);
        assertArrayEquals(frame, host.getInputStream().readNBytes(frame.length));
      }
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
