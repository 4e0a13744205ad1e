package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * A person has settled with the acquirer why it approved what it had said not to have, and its
 * <em>no original</em> is believed again.
 */
@Command(
    name = "accept-no-original",
    footer =
        "tools/tillkeeper accept-no-original --by \"Li Ming\" --evidence \"the acquirer has mended it\"")
final class AcceptNoOriginalCommand extends EvidenceCall {
  @Override
  String path() {
    return "/v1/no-original/accept";
  }

  @Override
  void show(Map<String, Object> status, AgentApi api, PrintStream out) {
    out.println(say("no-original-accepted"));
  }
}
