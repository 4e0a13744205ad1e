package org.tillkeeper.tools.command;

import java.io.PrintStream;
import java.util.Map;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine.Command;

/** Whether the terminal is online, and what is pending. */
@Command(name = "status")
final class StatusCommand extends AgentCommand {
  @Override
  String path() {
    return "/v1/status";
  }

  @Override
  void show(Map<String, Object> status, AgentApi api, PrintStream out) {
    boolean online = Boolean.TRUE.equals(status.get("online"));
    String since = text(status, "since");
    out.println(
        online
            ? Words.say("在线，自 ", "online since ") + since
            : Words.say("离线，自 ", "offline since ") + since);
    out.println(Words.say("线路：", "route: ") + text(status, "route"));
    out.println(
        Boolean.TRUE.equals(status.get("signedIn"))
            ? Words.say("已签到，批次 ", "signed in, batch ") + text(status, "batch")
            : Words.say("未签到，批次 ", "not signed in, batch ") + text(status, "batch"));
    Map<?, ?> pending = status.get("pending") instanceof Map<?, ?> group ? group : Map.of();
    out.println(
        Words.say("待定：", "pending: ")
            + text(pending, "count")
            + Words.say(" 笔，", " payments, ")
            + money(pending.get("amount"), api.currency()));
    out.println(Words.say("需要处理：", "needs attention: ") + text(status, "attention"));
    out.println(Words.say("版本：", "version: ") + text(status, "version"));
  }
}
