package org.tillkeeper.tools.simulate;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.tools.config.GivenFile;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.control.Members;

/** Runs the simulation for a person or a program and says what it came to. */
public final class SimulationReport {
  /** Enough for every path to be reached. */
  public static final long DEFAULT_RUNS = 20_000;

  private SimulationReport() {}

  /**
   * Runs and prints.
   *
   * @param seed of the first run
   * @param json for programs
   * @param shrink whether a schedule that fails is made as short as it can be
   * @return exit code: 1 where an invariant was broken or a path was never reached
   */
  public static int run(
      long seed, long runs, int jobs, boolean json, boolean shrink, PrintStream out)
      throws IOException {
    Simulation.Result result = Simulation.run(seed, runs, jobs);
    List<String> missed = missed(result.tally());
    if (json) {
      out.println(JSON.std.asString(figures(seed, jobs, result, missed)));
    } else {
      print(seed, jobs, result, missed, out);
    }
    if (result.failure().isPresent()) {
      explain(result.failure().get(), shrink, out);
    }
    return result.failure().isPresent() || !missed.isEmpty() ? 1 : 0;
  }

  /**
   * Runs one schedule from a file.
   *
   * @throws InvalidSettings if it cannot be read; the text names the file and the line
   */
  public static int replay(Path file, PrintStream out) throws IOException, InvalidSettings {
    Simulation.quiet();
    try (Templates templates = new Templates()) {
      Schedule schedule = read(file, templates);
      Optional<Violation> violation;
      try (World world = new World(schedule, templates, new Tally(), out::println)) {
        violation = world.run();
      }
      out.println(
          violation
              .map(it -> "violated: " + it.invariant().label() + ": " + it.what())
              .orElse("every invariant holds"));
      return violation.isPresent() ? 1 : 0;
    }
  }

  private static Schedule read(Path file, Templates templates) throws IOException, InvalidSettings {
    try {
      Schedule schedule = Schedule.read(GivenFile.text(file, "a schedule", 1024));
      templates.dialect(schedule);
      return schedule;
    } catch (NoSuchFileException | CharacterCodingException e) {
      throw new InvalidSettings(file + ": allowed is a readable text file that holds a schedule");
    } catch (IllegalArgumentException e) {
      throw new InvalidSettings(file + ": " + e.getMessage());
    }
  }

  /** Paths that a set of runs of the default size must take. */
  static List<String> missed(Tally tally) {
    List<String> missed = new ArrayList<>();
    for (org.tillkeeper.tools.simulate.Path path : org.tillkeeper.tools.simulate.Path.values()) {
      if (tally.runs >= DEFAULT_RUNS && tally.reachedHowOften(path) == 0) {
        missed.add(path.label());
      }
    }
    return missed;
  }

  private static Map<String, Object> figures(
      long seed, int jobs, Simulation.Result result, List<String> missed) {
    Tally tally = result.tally();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("seed", seed);
    figures.put("runs", tally.runs);
    figures.put("seconds", result.seconds());
    figures.put("runsPerMinute", Math.round(tally.runs / result.seconds() * 60));
    figures.put("paymentsPerSecondAndCore", Math.round(tally.payments / result.seconds() / jobs));
    figures.put("steps", tally.steps);
    figures.put("payments", tally.payments);
    figures.put("frames", tally.frames);
    figures.put("processes", tally.lives);
    figures.put("ends", tally.ends());
    figures.put("faults", tally.faults());
    Map<String, Object> paths = new LinkedHashMap<>();
    for (org.tillkeeper.tools.simulate.Path path : org.tillkeeper.tools.simulate.Path.values()) {
      paths.put(path.label(), tally.reachedHowOften(path));
    }
    figures.put("paths", paths);
    figures.put("neverReached", missed);
    result
        .failure()
        .ifPresent(
            failure ->
                figures.put(
                    "violation",
                    Members.of(
                        "invariant",
                        failure.invariant().label(),
                        "seed",
                        failure.seed(),
                        "what",
                        failure.what())));
    return figures;
  }

  private static void print(
      long seed, int jobs, Simulation.Result result, List<String> missed, PrintStream out) {
    figures(seed, jobs, result, missed)
        .forEach(
            (name, value) -> {
              if (value instanceof Map<?, ?> map) {
                out.println(name + ":");
                map.forEach((key, count) -> out.printf(Locale.ROOT, "  %-42s %s%n", key, count));
              } else if (value instanceof Double seconds) {
                out.printf(Locale.ROOT, "%s: %.1f%n", name, seconds);
              } else {
                out.println(name + ": " + value);
              }
            });
  }

  static void explain(Simulation.Failure failure, boolean shrink, PrintStream out)
      throws IOException {
    out.println();
    out.println("violated: " + failure.invariant().label());
    out.println("seed: " + failure.seed());
    out.println("what: " + failure.what());
    if (shrink) {
      try (Templates templates = new Templates()) {
        Schedule thin = Thinning.thinned(failure.schedule(), failure.invariant(), templates);
        Path file = Path.of("schedule-" + failure.seed() + ".txt");
        String text =
            "# " + failure.invariant().label() + ": " + failure.what() + "\n" + thin.text();
        Files.writeString(file, text);
        out.println("shrunk schedule, also in " + file + ":");
        out.print(thin.text());
      }
    }
  }
}
