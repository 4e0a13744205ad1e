package org.tillkeeper.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.simulate.SimulationReport;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The agent in virtual time under every fault, many times over. */
@Command(name = "simulate", footer = "tools/tillkeeper simulate --runs 1000000 --jobs 2")
final class SimulateCommand implements Callable<Integer> {
  @Option(names = "--runs", paramLabel = "N")
  private long runs = SimulationReport.DEFAULT_RUNS;

  @Option(names = "--seed", paramLabel = "S")
  private Long seed;

  @Option(names = "--jobs", paramLabel = "N")
  private int jobs = 1;

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--unshrunk")
  private boolean unshrunk;

  @Option(names = "--schedule", paramLabel = "FILE")
  private Path schedule;

  @Override
  public Integer call() throws IOException, InvalidSettings {
    Range.TIMES.check("--runs", runs);
    Range.JOBS.check("--jobs", jobs);
    if (schedule != null) {
      return SimulationReport.replay(schedule, Console.out());
    }
    long first = seed == null ? System.nanoTime() : seed;
    return SimulationReport.run(first, runs, jobs, json, !unshrunk, Console.out());
  }
}
