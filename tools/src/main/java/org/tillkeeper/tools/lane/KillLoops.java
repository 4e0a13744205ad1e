package org.tillkeeper.tools.lane;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Kills the agent again and again at random moments of mixed payments over a line and with an
 * acquirer that fail too, and compares the two ledgers: nothing lost, nothing charged twice,
 * nothing shown as paid that is not.
 */
final class KillLoops implements Lane {
  private static final int A_ROUND = 50;

  /** How the agent dies. */
  enum Death {
    /** SIGKILL: what was written is in the files. */
    SIGNAL,
    /** The file system goes down with it: what was not synced is gone. */
    POWER_CUT
  }

  private final Death death;
  private final int kills;
  private final List<String> agentJava;

  private KillLoops(Death death, int kills, List<String> agentJava) {
    this.death = death;
    this.kills = kills;
    this.agentJava = agentJava;
  }

  /**
   * @param kills how often in all
   * @param agentJava what starts a JVM for the agent
   */
  static KillLoops bySignal(int kills, List<String> agentJava) {
    return new KillLoops(Death.SIGNAL, kills, agentJava);
  }

  /** The same, where each death is a power cut of a file system of its own. */
  static KillLoops byPowerCut(int kills, List<String> agentJava) {
    return new KillLoops(Death.POWER_CUT, kills, agentJava);
  }

  @Override
  public String name() {
    return death == Death.SIGNAL ? "kills" : "power-cuts";
  }

  @Override
  public Optional<String> lacks() {
    return death == Death.SIGNAL ? Optional.empty() : Volume.lacks();
  }

  @Override
  public int rounds() {
    return (kills + A_ROUND - 1) / A_ROUND;
  }

  @Override
  public int atOnce() {
    return 4;
  }

  @Override
  public Map<String, Long> round(int number, long seed, Path folder) throws Exception {
    int loops = Math.min(A_ROUND, kills - number * A_ROUND);
    try (KilledShop shop = new KilledShop(folder, death, seed, agentJava)) {
      return shop.run(loops);
    }
  }
}
