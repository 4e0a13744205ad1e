package org.tillkeeper.tools.lane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attacks on an agent that sells: strangers alone first, who knock as often as the machine lets
 * them, and then everybody at once. The second round is one long one, for what leaks does so over
 * time.
 */
final class Attacks implements Lane {
  private static final int CALLS = 300;
  private static final int STRANGERS = 5_000;
  private static final int A_SECOND = 2_000;

  private final int strikes;
  private final List<String> agentJava;

  /**
   * @param strikes how many attacks there are when everybody comes
   * @param agentJava what starts a JVM for the agent
   */
  Attacks(int strikes, List<String> agentJava) {
    this.strikes = strikes;
    this.agentJava = agentJava;
  }

  @Override
  public String name() {
    return "attacks";
  }

  @Override
  public Optional<String> lacks() {
    return Files.isExecutable(Footprint.jcmd()) && Files.isDirectory(Path.of("/proc/self/fd"))
        ? Optional.empty()
        : Optional.of("Linux and a JDK with jcmd");
  }

  @Override
  public int rounds() {
    return 2;
  }

  @Override
  public int atOnce() {
    return 1;
  }

  @Override
  public Map<String, Long> round(int number, long seed, Path folder) throws Exception {
    return number == 0
        ? new StrangersAtTheDoor(CALLS, STRANGERS, A_SECOND, agentJava).run(folder)
        : new HostileTraffic(folder, seed, strikes, agentJava).run();
  }
}
