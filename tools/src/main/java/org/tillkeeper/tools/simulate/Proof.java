package org.tillkeeper.tools.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.tillkeeper.tools.lane.Lanes;

/**
 * All lanes of the proof, one after the other: runs of the simulation, everything enumerated, bugs
 * planted. What is done is kept in a file, so that it can be stopped at any time and goes on there.
 */
public final class Proof {
  private static final long AT_ONCE = 2_000;

  private final Path state;
  private final PrintStream out;
  private final Properties done = new Properties();

  private Proof(Path state, PrintStream out) throws IOException {
    this.state = state;
    this.out = out;
    if (Files.exists(state)) {
      try (InputStream in = Files.newInputStream(state)) {
        done.load(in);
      }
    }
  }

  /**
   * Runs what is not done yet.
   *
   * @param state file that keeps what is done
   * @param runs of the simulation in all
   * @param pairs whether every death is combined with every fault as well
   * @param planted the script that plants bugs; empty to leave them out
   * @param lanes what runs for real, on real files
   * @return exit code: 1 where a lane failed
   */
  public static int run(
      Path state,
      long runs,
      int jobs,
      boolean pairs,
      Optional<Path> planted,
      Lanes.Choice lanes,
      PrintStream out)
      throws IOException {
    Proof proof = new Proof(state, out);
    // Each lane runs, whatever became of the one before.
    boolean holds = true;
    if (!lanes.only()) {
      holds = proof.simulation(runs, jobs);
      holds = proof.exhaustive(pairs) && holds;
      if (planted.isPresent()) {
        holds = proof.planted(planted.get()) && holds;
      }
    }
    holds = proof.lanes(lanes, jobs) && holds;
    proof.summary(holds);
    return holds ? 0 : 1;
  }

  private long number(String name) {
    return Long.parseLong(done.getProperty(name, "0"));
  }

  private void keep(String name, Object value) throws IOException {
    done.setProperty(name, value.toString());
    try (OutputStream to = Files.newOutputStream(state)) {
      done.store(to, "tillkeeper prove: delete this file to begin anew");
    }
  }

  private boolean lanes(Lanes.Choice lanes, int jobs) throws IOException {
    Lanes.Notes notes =
        new Lanes.Notes() {
          @Override
          public synchronized String read(String name) {
            return done.getProperty(name, "");
          }

          @Override
          public synchronized void write(String name, String value) throws IOException {
            keep(name, value);
          }
        };
    return new Lanes(notes, out).run(lanes, lanes.seed().orElse(seed()), jobs);
  }

  private long seed() throws IOException {
    if (number("seed") == 0) {
      keep("seed", System.nanoTime());
    }
    return number("seed");
  }

  private boolean simulation(long runs, int jobs) throws IOException {
    long seed = seed();
    while (number("runs") < runs) {
      long before = number("runs");
      long now = Math.min(AT_ONCE * jobs, runs - before);
      Simulation.Result result = Simulation.run(seed + before, now, jobs);
      if (result.failure().isPresent()) {
        SimulationReport.explain(result.failure().get(), true, out);
        keep("simulation", "violated " + result.failure().get().invariant().label());
        return false;
      }
      keep("steps", number("steps") + result.tally().steps);
      keep("payments", number("payments") + result.tally().payments);
      keep("milliseconds", number("milliseconds") + Math.round(result.seconds() * 1000));
      keep("runs", before + now);
      out.printf(
          Locale.ROOT,
          "simulation: %d of %d runs, %.0f a minute%n",
          before + now,
          runs,
          now / result.seconds() * 60);
    }
    keep("simulation", "holds");
    return true;
  }

  private boolean exhaustive(boolean pairs) throws IOException {
    Exhaustive.Size size = pairs ? Exhaustive.Size.PAIRS : Exhaustive.Size.SINGLE;
    String name = "exhaustive." + size.name().toLowerCase(Locale.ROOT);
    if (done.getProperty(name, "").startsWith("holds")) {
      return true;
    }
    out.println("exhaustive: every death and every fault" + (pairs ? ", and every pair" : ""));
    Tally tally = new Tally();
    Optional<Simulation.Failure> failure = Exhaustive.run(size, tally);
    if (failure.isPresent()) {
      SimulationReport.explain(failure.get(), true, out);
    }
    keep(name, (failure.isPresent() ? "violated" : "holds") + " in " + tally.runs + " cases");
    return !failure.isPresent();
  }

  private boolean planted(Path script) throws IOException {
    if (done.getProperty("planted", "").equals("found")) {
      return true;
    }
    out.println("planted bugs:");
    Process process = new ProcessBuilder(List.of(script.toString())).inheritIO().start();
    try {
      boolean found = process.waitFor() == 0;
      keep("planted", found ? "found" : "not all found");
      return found;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void summary(boolean holds) {
    out.println();
    for (String name : done.stringPropertyNames().stream().sorted().toList()) {
      out.println("  " + name + ": " + done.getProperty(name));
    }
    out.println(holds ? "everything holds" : "NOT proven, see above");
  }
}
