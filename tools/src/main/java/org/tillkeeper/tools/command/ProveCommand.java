package org.tillkeeper.tools.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.lane.Lanes;
import org.tillkeeper.tools.simulate.Proof;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The proof in all its lanes; can be stopped, and goes on where it was. */
@Command(name = "prove", footer = "tools/tillkeeper prove --runs 100000 --jobs 2")
final class ProveCommand implements Callable<Integer> {
  @Option(names = "--runs", paramLabel = "N")
  private long runs = 1_000_000;

  @Option(names = "--jobs", paramLabel = "N")
  private int jobs = 2;

  @Option(names = "--pairs")
  private boolean pairs;

  @Option(names = "--without-planted")
  private boolean withoutPlanted;

  @Option(names = "--kills", paramLabel = "N")
  private int kills = 1_000;

  @Option(names = "--seed", paramLabel = "S")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--lane", paramLabel = "NAME")
  private List<String> lanes = List.of();

  @Option(names = "--state", paramLabel = "FILE")
  private Path state = Path.of("prove.state");

  @Override
  public Integer call() throws IOException, InvalidSettings {
    Range.TIMES.check("--runs", runs);
    Range.TIMES.check("--kills", kills);
    Range.JOBS.check("--jobs", jobs);
    Optional<Path> tools =
        Optional.ofNullable(System.getenv("TILLKEEPER_ROOT")).map(root -> Path.of(root, "tools"));
    Optional<Path> planted =
        withoutPlanted
            ? Optional.empty()
            : tools.map(folder -> folder.resolve("planted")).filter(Files::isExecutable);
    Optional<Path> options =
        tools.map(folder -> folder.resolve("agent.options")).filter(Files::isReadable);
    Lanes.Choice chosen = Lanes.choice(lanes, kills, seed, options);
    return Proof.run(state, runs, jobs, pairs, planted, chosen, Console.out());
  }
}
