package org.tillkeeper.tools.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The agent, as help knows it. {@code Tillkeeper} starts the agent before any of this is loaded, so
 * that it runs without the command line in its memory.
 */
@Command(name = "agent", footer = "tools/tillkeeper agent --config agent.yaml")
final class AgentCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE")
  private Path config;

  @Option(names = "--accept-identity")
  private boolean acceptIdentity;

  @Override
  public Integer call() {
    throw new IllegalStateException(
        config + " " + acceptIdentity + ": the agent is started without the command line");
  }
}
