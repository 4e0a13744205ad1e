package org.tillkeeper.tools.command;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands have in common by which a person says that something was looked at. */
abstract class EvidenceCall extends AgentCall {
  @Option(names = "--by", paramLabel = "NAME", required = true)
  private String by;

  @Option(names = "--evidence", paramLabel = "TEXT", required = true)
  private String evidence;

  @Override
  final String ask(AgentApi api, String path) throws IOException {
    return api.post(path, Map.of(), Map.of("by", by, "evidence", evidence));
  }
}
