package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine.Command;

/** Signs the terminal off; it signs in again by itself for the next payment. */
@Command(name = "sign-off")
final class SignOffCommand extends AgentCommand {
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
    out.println(
        Words.say("已签退。下次收款时自动签到。", "Signed off. The next payment signs in again by itself."));
  }
}
