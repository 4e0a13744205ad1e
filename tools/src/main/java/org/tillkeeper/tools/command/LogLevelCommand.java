package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Logs more or less for a time; then the level of the configuration is back by itself. */
@Command(name = "log-level", footer = "tools/tillkeeper log-level debug --logger host --for 10m")
final class LogLevelCommand extends AgentCall {
  @Parameters(paramLabel = "LEVEL", descriptionKey = "level")
  private String level;

  @Option(names = "--logger", paramLabel = "NAME")
  private String logger;

  @Option(names = "--for", paramLabel = "TIME", required = true)
  private String time;

  @Override
  String path() {
    return "/v1/log-level";
  }

  @Override
  String ask(AgentApi api, String path) throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("level", level);
    if (logger != null) {
      body.put("logger", logger);
    }
    body.put("for", time);
    return api.put(path, body);
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    out.println(say("log-level.set", text(answer, "level"), text(answer, "until")));
  }
}
