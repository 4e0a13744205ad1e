package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.TypedMoney;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a payment back: by a void in the open batch, by a refund once it is settled. */
abstract class BackCommand extends AgentCall {
  @Parameters(paramLabel = "ID", descriptionKey = "id")
  private String id;

  @Option(names = "--key", paramLabel = "KEY", descriptionKey = "request-key")
  private String key = "cli-" + UUID.randomUUID();

  @Option(names = "--wait", paramLabel = "SECONDS")
  private int wait = 30;

  private final String what;

  BackCommand(String what) {
    this.what = what;
  }

  /** Takes a whole payment of the open batch back. */
  @Command(name = "void", footer = "tools/tillkeeper void 01930000-0000-7000-8000-000000000001")
  static final class OfOpenBatch extends BackCommand {
    OfOpenBatch() {
      super("void");
    }

    @Override
    Map<String, Object> body(AgentApi api) {
      return Map.of();
    }
  }

  /** Pays a settled payment back, or part of it. */
  @Command(
      name = "refund",
      footer = "tools/tillkeeper refund 01930000-0000-7000-8000-000000000001 --amount 5.00")
  static final class OfSettled extends BackCommand {
    @Option(names = "--amount", paramLabel = "SUM")
    private String amount;

    OfSettled() {
      super("refund");
    }

    @Override
    Map<String, Object> body(AgentApi api) throws InvalidSettings {
      if (amount == null) {
        return Map.of();
      }
      // Digits alone have always been the minor unit here: scripts rely on it.
      long minor =
          amount.matches("[0-9]{1,12}")
              ? Long.parseLong(amount)
              : TypedMoney.of("--amount", amount, api.currency());
      if (minor < 1) {
        throw new InvalidSettings(
            "--amount is "
                + amount
                + ": allowed is more than nothing, as money such as 12.34, or digits alone in the"
                + " currency's minor unit (fen)");
      }
      // So that nobody who means money and writes no decimal point believes that more went back.
      Console.err().println(say("refund.sum", money(minor, api.currency())));
      return Map.of("amount", minor);
    }
  }

  abstract Map<String, Object> body(AgentApi api) throws InvalidSettings;

  @Override
  String path() throws InvalidSettings {
    Range.WAIT.check("--wait", wait);
    return "/v1/payments/"
        + URLEncoder.encode(id, StandardCharsets.UTF_8)
        + "/"
        + what
        + "?wait="
        + wait;
  }

  @Override
  String ask(AgentApi api, String path) throws IOException, InvalidSettings {
    try {
      return api.post(path, Map.of("Idempotency-Key", key), body(api));
    } catch (AgentApi.Refused e) {
      throw e;
    } catch (IOException e) {
      // Whoever runs the same line again would pay back twice.
      throw new IOException(e.getMessage() + "\n" + say("ask-again", key), e);
    }
  }

  @Override
  void show(Map<String, Object> payment, AgentApi api, PrintStream out) {
    ShowCommand.facts(payment, out);
  }

  @Override
  int exitCode(Map<String, Object> payment) {
    return "confirmed".equals(payment.get("display")) ? 0 : 1;
  }
}
