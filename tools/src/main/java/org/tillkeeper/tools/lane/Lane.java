package org.tillkeeper.tools.lane;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A part of the proof that runs the agent for real. It is done in rounds, so that it can go on. */
interface Lane {
  /** One word or two, for the summary. */
  String name();

  /** What this machine lacks to run it; empty where it can be run. */
  Optional<String> lacks();

  /** How many rounds there are. */
  int rounds();

  /** How many rounds may run side by side. */
  int atOnce();

  /**
   * Runs one round.
   *
   * @param number from 0
   * @param seed all that is left to chance follows from it
   * @param folder empty; what a failing round leaves there is kept
   * @return what was counted
   * @throws Broken if the agent does not hold what it promises
   */
  Map<String, Long> round(int number, long seed, Path folder) throws Exception;

  /** The agent does not hold what it promises. */
  final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
      super(what);
    }
  }
}
