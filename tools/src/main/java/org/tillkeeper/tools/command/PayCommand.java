package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.TypedMoney;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Takes a sale: with a payment code, else with the card that the reader is asked for. Ends with 0
 * only where the money has arrived.
 */
@Command(name = "pay", footer = "tools/tillkeeper pay 12.34 --reference ORDER-1")
final class PayCommand extends AgentCall {
  private static final Range WITHIN = new Range(1, 300);
  private static final int ASKED_MOST = 5;

  @Parameters(paramLabel = "AMOUNT", descriptionKey = "amount")
  private String amount;

  @Option(names = "--qr", paramLabel = "CODE")
  private String code;

  @Option(names = "--reference", paramLabel = "TEXT")
  private String reference;

  @Option(names = "--within", paramLabel = "SECONDS")
  private int within = 60;

  @Option(names = "--wait", paramLabel = "SECONDS")
  private int wait = 60;

  @Option(names = "--key", paramLabel = "KEY")
  private String key = "cli-" + UUID.randomUUID();

  @Override
  String path() throws InvalidSettings {
    Range.WAIT.check("--wait", wait);
    WITHIN.check("--within", within);
    return "/v1/payments?wait=" + wait;
  }

  @Override
  String ask(AgentApi api, String path) throws IOException, InvalidSettings {
    long minor = TypedMoney.of("AMOUNT", amount, api.currency());
    if (minor < 1) {
      throw new InvalidSettings("AMOUNT is \"" + amount + "\": allowed is more than nothing");
    }
    Map<String, Object> sale = new LinkedHashMap<>();
    sale.put("type", "sale");
    sale.put("amount", minor);
    sale.put("currency", api.currency());
    if (reference != null) {
      sale.put("reference", reference);
    }
    PrintStream err = Console.err();
    // Not where a program reads the answer. It is what a person repeats when this one is killed.
    err.println(say("pay.key", key));
    if (code != null) {
      sale.put("qr", Map.of("code", code));
    } else {
      sale.put("collect", Map.of("within", within + "s"));
      err.println(say("pay.collecting", money(minor, api.currency()), within));
    }
    try {
      return asked(api, path, sale);
    } catch (AgentApi.Refused e) {
      throw e;
    } catch (IOException e) {
      // Whoever runs the same line again without the key would charge twice.
      throw new IOException(e.getMessage() + "\n" + say("ask-again", key), e);
    }
  }

  private String asked(AgentApi api, String path, Map<String, Object> sale) throws IOException {
    Duration longer = code == null ? Duration.ofSeconds(within) : Duration.ZERO;
    for (int asked = 1; ; asked++) {
      try {
        return api.post(path, Map.of("Idempotency-Key", key), sale, longer);
      } catch (AgentApi.Refused e) {
        // The call had to give up its place; the same key waits for the same card.
        if (!e.type().equals("collecting") || asked == ASKED_MOST) {
          throw e;
        }
      }
    }
  }

  @Override
  void show(Map<String, Object> payment, AgentApi api, PrintStream out) {
    ShowCommand.facts(payment, out);
    Object display = payment.get("display");
    if ("pending".equals(display) || "cancelling".equals(display)) {
      out.println(say("pay.pending", text(payment, "id")));
    }
  }

  @Override
  int exitCode(Map<String, Object> payment) {
    return "confirmed".equals(payment.get("display")) ? 0 : 1;
  }
}
