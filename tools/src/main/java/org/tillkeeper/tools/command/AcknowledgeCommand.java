package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A person has looked at a settlement on which acquirer and terminal do not agree. */
@Command(
    name = "acknowledge",
    footer =
        "tools/tillkeeper acknowledge 0193a1f0 --by \"Li Ming\" --evidence \"statement of the day\"")
final class AcknowledgeCommand extends EvidenceCall {
  @Parameters(paramLabel = "ID", descriptionKey = "id")
  private String id;

  @Override
  String path() {
    return "/v1/settlements/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/acknowledge";
  }

  @Override
  void show(Map<String, Object> settlement, AgentApi api, PrintStream out) throws IOException {
    SettleCommand.show(settlement, api.currency(), out);
  }
}
