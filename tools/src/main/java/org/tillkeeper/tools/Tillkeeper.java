package org.tillkeeper.tools;

import java.util.Arrays;
import org.tillkeeper.tools.command.Commands;

/** Where {@code tools/tillkeeper} begins. */
public final class Tillkeeper {
  private Tillkeeper() {}

  /**
   * Runs one command and exits with its code: 0 fine, 1 a problem was found, 2 wrong usage or
   * configuration.
   */
  public static void main(String[] args) throws Exception {
    // The agent runs for months in little memory: nothing of the command line is loaded for it.
    boolean helps = Arrays.asList(args).contains("--help");
    if (args.length > 0 && args[0].equals("agent") && !helps) {
      AgentEntry.run(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    int code = Commands.run(args);
    if (code != Commands.STAYS) {
      System.exit(code);
    }
  }
}
