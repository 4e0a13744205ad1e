package org.tillkeeper.tools.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tillkeeper.tools.config.InvalidSettings;
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

  private static final Pattern NUMBERS =
      Pattern.compile("seed|runs|steps|payments|processes|frames|milliseconds|(path|fault)\\..*");

  private Proof(Path state, PrintStream out) throws IOException, InvalidSettings {
    this.state = state;
    this.out = out;
    if (Files.exists(state)) {
      try (InputStream in = Files.newInputStream(state)) {
        done.load(in);
      } catch (IllegalArgumentException e) {
        throw new InvalidSettings(
            state + ": " + e.getMessage() + "; delete the file to begin anew");
      }
    }
    for (String name : done.stringPropertyNames()) {
      String value = done.getProperty(name);
      if (NUMBERS.matcher(name).matches() && !value.matches("-?[0-9]{1,18}")) {
        throw new InvalidSettings(
            state
                + ": "
                + name
                + " is \""
                + value
                + "\": allowed is a whole number; delete the file to begin anew");
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
   * @throws InvalidSettings if the file that keeps what is done cannot be read
   */
  public static int run(
      Path state,
      long runs,
      int jobs,
      boolean pairs,
      Optional<Path> planted,
      Lanes.Choice lanes,
      PrintStream out)
      throws IOException, InvalidSettings {
    Proof proof = new Proof(state, out);
    // Each lane runs, whatever became of the one before.
    boolean holds = true;
    if (!lanes.only()) {
      if (lanes.seed().isPresent()) {
        proof.begin(lanes.seed().get());
      }
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
    Path next = state.resolveSibling(state.getFileName() + ".next");
    try (OutputStream to = Files.newOutputStream(next)) {
      done.store(to, "tillkeeper prove: delete this file to begin anew");
    }
    // Whoever stops it stops it anywhere: the file is the old one or the new one.
    Files.move(next, state, StandardCopyOption.REPLACE_EXISTING);
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

  /** A proof has one seed, from its first run to its last. */
  private void begin(long seed) throws IOException, InvalidSettings {
    if (done.containsKey("seed") && number("seed") != seed) {
      throw new InvalidSettings(
          "--seed is "
              + seed
              + ", and what "
              + state
              + " keeps began with "
              + number("seed")
              + ": leave --seed out to go on there, or name another file with --state");
    }
    keep("seed", seed);
  }

  private long seed() throws IOException {
    if (!done.containsKey("seed")) {
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
      count(result.tally());
      sum("milliseconds", Math.round(result.seconds() * 1000));
      keep("runs", before + now);
      double aMinute = now / result.seconds() * 60;
      out.printf(
          Locale.ROOT,
          "simulation: %d of %d runs, %.0f a minute, %.0f minutes left%n",
          before + now,
          runs,
          aMinute,
          (runs - before - now) / aMinute);
    }
    List<String> missed = new ArrayList<>();
    for (org.tillkeeper.tools.simulate.Path path : org.tillkeeper.tools.simulate.Path.values()) {
      if (runs >= SimulationReport.DEFAULT_RUNS && number("path." + path.label()) == 0) {
        missed.add(path.label());
      }
    }
    keep("simulation", missed.isEmpty() ? "holds" : "never reached " + missed);
    return missed.isEmpty();
  }

  /** A path that was never reached shows nothing, so they are counted with the rest. */
  private void count(Tally tally) {
    sum("steps", tally.steps);
    sum("payments", tally.payments);
    sum("processes", tally.lives);
    sum("frames", tally.frames);
    tally.faults().forEach((fault, count) -> sum("fault." + fault.replace(' ', '-'), count));
    for (org.tillkeeper.tools.simulate.Path path : org.tillkeeper.tools.simulate.Path.values()) {
      sum("path." + path.label(), tally.reachedHowOften(path));
    }
  }

  /** Kept with whatever is kept next. */
  private void sum(String name, long more) {
    done.setProperty(name, Long.toString(number(name) + more));
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
    int found = 0;
    List<String> missed = new ArrayList<>();
    for (String bug : bugs(script)) {
      String name = "planted." + bug;
      if (!done.getProperty(name, "").equals("found")) {
        keep(name, finds(script, bug) ? "found" : "NOT FOUND");
      }
      if (done.getProperty(name).equals("found")) {
        found++;
      } else {
        missed.add(bug);
      }
    }
    keep("planted", missed.isEmpty() ? "found" : found + " found, missed " + missed);
    return missed.isEmpty();
  }

  private static List<String> bugs(Path script) throws IOException {
    try (Stream<Path> files =
        Files.list(script.resolveSibling(Path.of("src", "test", "resources", "planted")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".patch"))
          .map(name -> name.substring(0, name.length() - ".patch".length()))
          .sorted()
          .toList();
    }
  }

  private static boolean finds(Path script, String bug) throws IOException {
    Process process = new ProcessBuilder(script.toString(), bug).inheritIO().start();
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
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
