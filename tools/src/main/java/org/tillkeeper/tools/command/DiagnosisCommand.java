package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** What the running agent says of itself: its checks, one a line. */
@Command(name = "diagnosis", footer = "tools/tillkeeper diagnosis --config agent.yaml")
final class DiagnosisCommand extends AgentCall {
  @Override
  String path() {
    return "/v1/diagnosis";
  }

  @Override
  void show(Map<String, Object> diagnosis, AgentApi api, PrintStream out) {
    List<?> checks = diagnosis.get("checks") instanceof List<?> list ? list : List.of();
    for (Object one : checks) {
      if (one instanceof Map<?, ?> check) {
        boolean ok = Boolean.TRUE.equals(check.get("ok"));
        String said = check.get("message") instanceof Map<?, ?> texts ? inLanguage(texts) : "-";
        out.println(say(ok ? "check.ok" : "check.not-ok", text(check, "check"), said));
      }
    }
  }

  @Override
  int exitCode(Map<String, Object> diagnosis) {
    return Boolean.TRUE.equals(diagnosis.get("ok")) ? 0 : 1;
  }
}
