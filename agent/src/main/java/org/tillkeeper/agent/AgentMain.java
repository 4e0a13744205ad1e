package org.tillkeeper.agent;

import java.io.File;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.AgentProcess.OtherIdentity;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.upkeep.AgentLog;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * The agent in the foreground, until SIGTERM: exit 0, also while it still starts. Exit 2 if it
 * cannot start; the message says why.
 */
public final class AgentMain {
  private static final Log LOG = Log.of(AgentMain.class);
  private static final int DEFECT = 1;
  private static final int WRONG = 2;
  private static final String ACCEPT_IDENTITY = "--accept-identity";

  private volatile int exitCode;
  private volatile boolean stopping;
  private volatile Optional<AgentProcess> running = Optional.empty();

  private AgentMain() {}

  /**
   * Runs until the process is told to end.
   *
   * @param args {@code --config FILE}, or nothing for {@code ./agent.yaml}; then {@code
   *     --accept-identity} where a person has accepted that this ledger becomes another terminal's
   */
  public static void main(String[] args) {
    AgentMain agent = new AgentMain();
    // Before all else: the process may be told to end at any moment.
    Runtime.getRuntime().addShutdownHook(new Thread(agent::stop, "tillkeeper-stop"));
    try {
      AgentLog.toPerson(ZoneId.systemDefault());
      agent.exitCode = agent.run(args, System.out, System.err);
    } catch (RuntimeException | Error e) {
      if (agent.stopping) {
        return; // what was begun cannot be finished any more
      }
      LOG.defect("the agent fails", e);
      agent.running.ifPresent(it -> it.endsBy("a defect: " + e.getClass().getName()));
      agent.exitCode = DEFECT;
      throw e;
    }
    if (agent.exitCode != 0) {
      System.exit(agent.exitCode);
    }
  }

  private int run(String[] args, PrintStream out, PrintStream err) {
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    boolean accepted = rest.remove(ACCEPT_IDENTITY);
    String file = "agent.yaml";
    if (rest.size() == 2 && rest.get(0).equals("--config")) {
      file = rest.get(1);
    } else if (!rest.isEmpty()) {
      err.println(
          "agent: "
              + String.join(" ", args)
              + ": allowed are --config FILE (default ./agent.yaml) and --accept-identity");
      return WRONG;
    }
    try {
      AgentConfig config = AgentConfig.read(new File(file));
      AgentLog.toPerson(config.terminal().timeZone());
      AgentProcess agent =
          AgentProcess.start(
              config, Version.text(), accepted ? OtherIdentity.ACCEPTED : OtherIdentity.REFUSED);
      running = Optional.of(agent);
      out.println("agent listening on " + shown(config.api().host()) + ":" + agent.port());
      out.flush();
      return 0;
    } catch (InvalidConfig | CannotStart e) {
      err.println("agent: " + Printable.escapedLines(e.getMessage()));
      return WRONG;
    }
  }

  /** As it stands in a URL. */
  private static String shown(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /**
   * To be told to end is no failure; Java would exit with 143, and a supervisor would restart. What
   * is still starting is left as a power failure would leave it: the next start recovers from that.
   */
  private void stop() {
    stopping = true;
    if (exitCode == 0) {
      running.ifPresent(agent -> agent.endsBy("SIGTERM"));
    }
    running.ifPresent(AgentProcess::close);
    Runtime.getRuntime().halt(exitCode);
  }
}
