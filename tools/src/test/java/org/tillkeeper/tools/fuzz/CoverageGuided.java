package org.tillkeeper.tools.fuzz;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What Jazzer calls; {@code -Dtillkeeper.fuzz=TARGET} says which target. */
public final class CoverageGuided {
  private static final Logger QUIET = Logger.getLogger("org.tillkeeper");
  private static Target target;

  private CoverageGuided() {}

  /** Called once, before the first input. */
  public static void fuzzerInitialize() throws Exception {
    QUIET.setLevel(Level.OFF);
    target = Targets.named(System.getProperty("tillkeeper.fuzz"));
    // What loading and instrumenting classes takes is not the inputs' doing.
    for (byte[] seed : target.seeds()) {
      target.check(seed);
    }
  }

  /** Called with each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    Bounds.check(target, input);
  }
}
