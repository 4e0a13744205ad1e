package org.tillkeeper.tools.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every invariant in a fixed set of runs, and in every schedule that once broke one. */
class SimulationTest {
  private static final long SEED = 1;
  private static final long RUNS = 1_500;

  /** In this seed's run a ledger is opened that lost commits. */
  private static final long WITH_LOSS = 12;

  @Test
  void every_invariant_holds_in_a_fixed_set_of_runs() throws IOException {
    Simulation.Result result = Simulation.run(SEED, RUNS, 1);
    assertFalse(
        result.failure().isPresent(),
        () ->
            "seed "
                + result.failure().get().seed()
                + ", "
                + result.failure().get().invariant().label()
                + ": "
                + result.failure().get().what()
                + "\n"
                + result.failure().get().schedule().text());
    assertEquals(RUNS, result.tally().runs, "seed " + SEED);
    assertTrue(
        result
                .tally()
                .reachedHowOften(org.tillkeeper.tools.simulate.Path.CONFIRMED_BY_SECOND_ATTEMPT)
            > 0);
  }

  static Stream<Path> schedules() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/schedules"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void a_schedule_that_broke_an_invariant_breaks_none_any_more(Path file) throws IOException {
    Simulation.quiet();
    try (Templates templates = new Templates()) {
      Optional<Violation> violation =
          Simulation.run(Schedule.read(Files.readString(file)), templates, new Tally());
      assertEquals(Optional.empty(), violation);
    }
  }

  @Test
  void every_death_and_every_fault_alone_breaks_nothing() throws IOException {
    Tally tally = new Tally();
    Optional<Simulation.Failure> failure = Exhaustive.run(Exhaustive.Size.SINGLE, tally);
    assertEquals(Optional.empty(), failure.map(it -> it + "\n" + it.schedule().text()));
    assertTrue(tally.runs > 300, "only " + tally.runs + " cases");
  }

  @Test
  void the_same_seed_is_the_same_run() throws IOException {
    Simulation.Result one = Simulation.run(77, 3, 1);
    Simulation.Result other = Simulation.run(77, 3, 1);
    assertEquals(one.tally().steps, other.tally().steps);
    assertEquals(one.tally().frames, other.tally().frames);
    assertEquals(one.tally().ends(), other.tally().ends());
  }

  /** With what a disk took, which a ledger says in a row of its own when it is opened. */
  @Test
  void the_same_seed_writes_the_same_history_to_the_last_hash(@TempDir Path folder)
      throws IOException {
    for (long seed = WITH_LOSS; seed < WITH_LOSS + 5; seed++) {
      String schedule = Invention.of(seed).text();
      byte[] one = witness(schedule, folder.resolve(seed + "-one"));
      byte[] other = witness(schedule, folder.resolve(seed + "-other"));
      assertArrayEquals(one, other, "seed " + seed);
    }
  }

  /** Names the last row of the history, its hash, and the last STAN. */
  private static byte[] witness(String schedule, Path ledger) throws IOException {
    SimulationOnBench.leaveLedger(schedule, ledger.toFile());
    return Files.readAllBytes(ledger.resolve("witness"));
  }

  @Test
  void a_schedule_reads_back_as_it_was_written() {
    Schedule schedule = Invention.of(4711);
    assertEquals(schedule, Schedule.read(schedule.text()));
  }
}
