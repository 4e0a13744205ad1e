package org.tillkeeper.agent;

/**
 * The agent in the foreground, until SIGTERM: exit 0, also while it still starts. Exit 2 if it
 * cannot start; the message says why. A signal that comes before this class, while Java itself
 * starts, is answered by Java: 143.
 */
public final class AgentMain {
  private AgentMain() {}

  /**
   * Runs until the process is told to end.
   *
   * @param args {@code --config FILE}, or nothing for {@code ./agent.yaml}; then {@code
   *     --accept-identity} where a person has accepted that this ledger becomes another terminal's
   */
  public static void main(String[] args) {
    AgentRun.start(args, StopSignal.awaited());
  }
}
