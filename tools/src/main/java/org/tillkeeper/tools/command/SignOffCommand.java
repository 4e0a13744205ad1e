package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;

/** Signs the terminal off; it signs in again by itself for the next payment. */
@Command(name = "sign-off", footer = "tools/tillkeeper sign-off --config agent.yaml")
final class SignOffCommand extends AgentCall {
  @Override
  String path() {
    return "/v1/sign-off";
  }

  @Override
  String ask(AgentApi api, String path) throws IOException {
    return api.post(path, Map.of(), Map.of());
  }

  @Override
  void show(Map<String, Object> status, AgentApi api, PrintStream out) {
    out.println(say("signed-off"));
  }
}
