package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * A person has compared a ledger that lost records with the acquirer, and new payments may be taken
 * again.
 */
@Command(
    name = "accept-loss",
    footer =
        "tools/tillkeeper accept-loss --by \"Li Ming\" --evidence \"compared with the acquirer's list of today\"")
final class AcceptLossCommand extends EvidenceCall {
  @Override
  String path() {
    return "/v1/ledger-loss/accept";
  }

  @Override
  void show(Map<String, Object> status, AgentApi api, PrintStream out) {
    out.println(say("loss-accepted"));
  }
}
