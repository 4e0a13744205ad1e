package org.tillkeeper.agent;

import java.io.File;
import java.io.PrintStream;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.upkeep.AgentLog;

/**
 * The agent in the foreground, until SIGTERM: exit 0. Exit 2 if it cannot start; the message says
 * why.
 */
public final class AgentMain {
  private static final int WRONG = 2;

  private AgentMain() {}

  /**
   * Runs until the process is told to end.
   *
   * @param args {@code --config FILE}, or nothing for {@code ./agent.yaml}
   */
  public static void main(String[] args) {
    AgentLog.format();
    int code = run(args, System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    String file = "agent.yaml";
    if (args.length == 2 && args[0].equals("--config")) {
      file = args[1];
    } else if (args.length != 0) {
      err.println(
          "agent: " + String.join(" ", args) + ": allowed is --config FILE (default ./agent.yaml)");
      return WRONG;
    }
    try {
      AgentConfig config = AgentConfig.read(new File(file));
      AgentProcess agent = AgentProcess.start(config, Version.text());
      AgentLog.toFolder(config.data());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "tillkeeper-stop"));
      out.println("agent listening on " + config.api().host() + ":" + agent.port());
      out.flush();
      return 0;
    } catch (InvalidConfig | CannotStart e) {
      err.println("agent: " + e.getMessage());
      return WRONG;
    }
  }

  /** To be told to end is no failure; Java would exit with 143, and a supervisor would restart. */
  private static void stop(AgentProcess agent) {
    agent.close();
    Runtime.getRuntime().halt(0);
  }
}
