package org.tillkeeper.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.simulate.Proof;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The proof in all its lanes; can be stopped, and goes on where it was. */
@Command(name = "prove")
final class ProveCommand implements Callable<Integer> {
  @Option(names = "--runs", paramLabel = "N")
  private long runs = 1_000_000;

  @Option(names = "--jobs", paramLabel = "N")
  private int jobs = 2;

  @Option(names = "--pairs")
  private boolean pairs;

  @Option(names = "--without-planted")
  private boolean withoutPlanted;

  @Option(names = "--state", paramLabel = "FILE")
  private Path state = Path.of("prove.state");

  @Override
  public Integer call() throws IOException {
    Optional<Path> planted =
        withoutPlanted
            ? Optional.empty()
            : Optional.ofNullable(System.getenv("TILLKEEPER_ROOT"))
                .map(root -> Path.of(root, "tools", "planted"))
                .filter(Files::isExecutable);
    return Proof.run(state, runs, jobs, pairs, planted, Words.out());
  }
}
