package org.tillkeeper.tools.lane;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Strikes an agent again and again at random moments of mixed payments, over a line and with an
 * acquirer that fail too, and compares the two ledgers: nothing lost, nothing charged twice,
 * nothing shown as paid that is not.
 */
final class MishapLoops implements Lane {
  private static final int A_ROUND = 50;

  /** What strikes. */
  enum Mishap {
    /** SIGKILL: what was written is in the files. */
    KILL("kills"),
    /** The process and its file system end at once: what was not synced is gone. */
    POWER_CUT("power-cuts"),
    /** Its file system has no room for a while; the agent may be killed on it. */
    FULL_DISK("full-disk"),
    /** Its file system turns read-only under it and is repaired later. */
    READ_ONLY("read-only");

    private final String lane;

    Mishap(String lane) {
      this.lane = lane;
    }
  }

  private final Mishap mishap;
  private final int loops;
  private final List<String> agentJava;

  /**
   * @param loops how often it strikes in all
   * @param agentJava what starts a JVM for the agent
   */
  MishapLoops(Mishap mishap, int loops, List<String> agentJava) {
    this.mishap = mishap;
    this.loops = loops;
    this.agentJava = agentJava;
  }

  @Override
  public String name() {
    return mishap.lane;
  }

  @Override
  public Optional<String> lacks() {
    return mishap == Mishap.KILL ? Optional.empty() : Volume.lacks();
  }

  @Override
  public int rounds() {
    return (loops + A_ROUND - 1) / A_ROUND;
  }

  @Override
  public int atOnce() {
    return 4;
  }

  @Override
  public Map<String, Long> round(int number, long seed, Path folder) throws Exception {
    int now = Math.min(A_ROUND, loops - number * A_ROUND);
    try (TroubledShop shop = new TroubledShop(folder, mishap, seed, agentJava)) {
      return shop.run(now);
    }
  }
}
