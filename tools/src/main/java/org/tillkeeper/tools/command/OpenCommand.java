package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A one-time address of the cashier's page, or the end of every browser that shows it. */
@Command(name = "open", footer = "tools/tillkeeper open --config agent.yaml")
final class OpenCommand extends AgentCall {
  @Option(names = "--end-all")
  private boolean endAll;

  @Override
  String path() {
    return endAll ? "/v1/sessions/end-all" : "/v1/page-address";
  }

  @Override
  String ask(AgentApi api, String path) throws IOException {
    return api.post(path, Map.of(), Map.of());
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    if (endAll) {
      out.println(say("open.ended", text(answer, "ended")));
      return;
    }
    // Alone on the first line, for what opens a browser by itself.
    out.println(text(answer, "address"));
    out.println(say("open.valid", text(answer, "validSeconds")));
  }
}
