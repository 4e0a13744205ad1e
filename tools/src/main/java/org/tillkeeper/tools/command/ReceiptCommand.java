package org.tillkeeper.tools.command;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Language;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A payment's receipt as it is printed. Looking at it prints nothing and changes nothing. */
@Command(
    name = "receipt",
    footer =
        "tools/tillkeeper receipt 01930000-0000-7000-8000-000000000001 --copy merchant --columns 48")
final class ReceiptCommand extends AgentCall {
  @Parameters(paramLabel = "ID", descriptionKey = "id")
  private String id;

  @Option(names = "--copy", paramLabel = "merchant|customer")
  private String copy = "customer";

  @Option(names = "--columns", paramLabel = "32|48")
  private String columns = "32";

  @Option(names = "--lang", paramLabel = "zh|en")
  private String language = Language.ofReader().code();

  @Option(names = "--reprint")
  private boolean reprint;

  @Override
  String path() throws InvalidSettings {
    return "/v1/payments/"
        + URLEncoder.encode(id, StandardCharsets.UTF_8)
        + "/receipt?copy="
        + oneOf("--copy", copy, List.of("merchant", "customer"))
        + "&columns="
        + oneOf("--columns", columns, List.of("32", "48"))
        + "&lang="
        + oneOf("--lang", language, List.of("zh", "en"))
        + (reprint ? "&reprint=true" : "");
  }

  @Override
  void show(Map<String, Object> receipt, AgentApi api, PrintStream out) {
    out.print(text(receipt, "text"));
    out.flush();
  }
}
