package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.config.InvalidSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a person does with a payment that has no end yet, or needs a person. */
abstract class ActCommand extends AgentCall {
  @Parameters(paramLabel = "ID", descriptionKey = "id")
  private String id;

  private final String what;

  ActCommand(String what) {
    this.what = what;
  }

  /** The cashier gives up on a payment. */
  @Command(name = "cancel", footer = "tools/tillkeeper cancel 01930000-0000-7000-8000-000000000001")
  static final class Cancel extends ActCommand {
    Cancel() {
      super("cancel");
    }
  }

  /** What is open of a payment is sent now. */
  @Command(name = "retry", footer = "tools/tillkeeper retry 01930000-0000-7000-8000-000000000001")
  static final class Retry extends ActCommand {
    Retry() {
      super("retry");
    }
  }

  /** A person settles a payment by evidence. */
  @Command(
      name = "resolve",
      footer =
          "tools/tillkeeper resolve 0193 --outcome cancelled --by \"Li Ming\" --evidence \"statement\"")
  static final class Resolve extends ActCommand {
    private static final List<String> OUTCOMES = List.of("confirmed", "cancelled");

    @Option(names = "--outcome", paramLabel = "OUTCOME", required = true)
    private String outcome;

    @Option(names = "--by", paramLabel = "NAME", required = true)
    private String by;

    @Option(names = "--evidence", paramLabel = "TEXT", required = true)
    private String evidence;

    Resolve() {
      super("resolve");
    }

    @Override
    Map<String, Object> body() throws InvalidSettings {
      oneOf("--outcome", outcome, OUTCOMES);
      return Map.of("outcome", outcome, "by", by, "evidence", evidence);
    }
  }

  Map<String, Object> body() throws InvalidSettings {
    return Map.of();
  }

  @Override
  String path() {
    return "/v1/payments/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/" + what;
  }

  @Override
  String ask(AgentApi api, String path) throws IOException, InvalidSettings {
    return api.post(path, Map.of(), body());
  }

  @Override
  void show(Map<String, Object> payment, AgentApi api, PrintStream out) {
    ShowCommand.facts(payment, out);
  }
}
