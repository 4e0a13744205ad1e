package org.tillkeeper.tools.words;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where texts go: in UTF-8, whatever Java makes of the locale. */
public final class Console {
  private Console() {}

  /** Standard output. */
  public static PrintStream out() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  /** Standard error. */
  public static PrintStream err() {
    return new PrintStream(System.err, true, StandardCharsets.UTF_8);
  }
}
