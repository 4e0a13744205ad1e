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

/** The agent from its arguments on. */
final class AgentRun {
  private static final Log LOG = Log.of(AgentRun.class);
  private static final int DEFECT = 1;
  private static final int WRONG = 2;
  private static final String ACCEPT_IDENTITY = "--accept-identity";

  private final StopSignal signal;
  private volatile Optional<AgentProcess> running = Optional.empty();

  private AgentRun(StopSignal signal) {
    this.signal = signal;
  }

  /** Starts as {@link AgentMain} says, and returns once the agent runs. */
  static void start(String[] args, StopSignal signal) {
    AgentRun agent = new AgentRun(signal);
    signal.doLast(agent::end);
    try {
      AgentLog.toPerson(ZoneId.systemDefault());
      signal.exitsWith(agent.run(args, System.out, System.err));
    } catch (RuntimeException | Error e) {
      if (signal.hasCome()) {
        return; // what was begun cannot be finished any more
      }
      LOG.defect("the agent fails", e);
      agent.running.ifPresent(it -> it.endsBy("a defect: " + e.getClass().getName()));
      signal.exitsWith(DEFECT);
      throw e;
    }
    if (signal.exitCode() != 0) {
      System.exit(signal.exitCode());
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

  private void end() {
    if (signal.exitCode() == 0) {
      running.ifPresent(agent -> agent.endsBy("SIGTERM"));
    }
    running.ifPresent(AgentProcess::close);
  }
}
