package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;

/** Whether the terminal is online, and what is pending. */
@Command(name = "status", footer = "tools/tillkeeper status --config agent.yaml")
final class StatusCommand extends LookCall {
  @Override
  String path() {
    return "/v1/status";
  }

  @Override
  void show(Map<String, Object> status, AgentApi api, PrintStream out) {
    boolean online = Boolean.TRUE.equals(status.get("online"));
    String since = clock.shown(status.get("since"));
    out.println(online ? say("status.online", since) : say("status.offline", since));
    out.println(say("status.route", text(status, "route")));
    boolean signedIn = Boolean.TRUE.equals(status.get("signedIn"));
    String batch = text(status, "batch");
    out.println(signedIn ? say("status.signed-in", batch) : say("status.not-signed-in", batch));
    Map<?, ?> pending = status.get("pending") instanceof Map<?, ?> group ? group : Map.of();
    String amount = money(pending.get("amount"), api.currency());
    out.println(say("status.pending", text(pending, "count"), amount));
    out.println(say("status.attention", text(status, "attention")));
    out.println(say("status.version", text(status, "version")));
    if (status.get("deviceKey") != null) {
      out.println(say("status.device-key", text(status, "deviceKey")));
    }
  }

  /** Offline, or a person is needed. */
  @Override
  int exitCode(Map<String, Object> status) {
    boolean needed = status.get("attention") instanceof Number count && count.longValue() > 0;
    boolean lost = Boolean.TRUE.equals(status.get("ledgerLoss"));
    return Boolean.TRUE.equals(status.get("online")) && !needed && !lost ? 0 : 1;
  }
}
