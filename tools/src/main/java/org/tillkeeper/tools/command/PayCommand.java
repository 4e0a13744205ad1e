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
 * Takes a sale: with a payment code, by a code that the customer scans, else with the card that the
 * reader is asked for. Ends with 0 only where the money has arrived.
 */
@Command(name = "pay", footer = "tools/tillkeeper pay 12.34 --reference ORDER-1")
final class PayCommand extends AgentCall {
  private static final Range WITHIN = new Range(1, 300);
  private static final Range SHOWN_WITHIN = new Range(10, 600);
  private static final int COLLECTED_WITHIN = 60;
  private static final int SHOWN_FOR = 120;
  private static final int ASKED_MOST = 5;

  @Parameters(paramLabel = "AMOUNT", descriptionKey = "amount")
  private String amount;

  @Option(names = "--qr", paramLabel = "CODE")
  private String code;

  @Option(names = "--show")
  private boolean shows;

  @Option(names = "--reference", paramLabel = "TEXT")
  private String reference;

  @Option(names = "--within", paramLabel = "SECONDS")
  private Integer within;

  @Option(names = "--wait", paramLabel = "SECONDS")
  private int wait = 60;

  @Option(names = "--key", paramLabel = "KEY")
  private String key = "cli-" + UUID.randomUUID();

  @Override
  String path() throws InvalidSettings {
    Range.WAIT.check("--wait", wait);
    if (shows && code != null) {
      throw new InvalidSettings("--show is given beside --qr: allowed is one of them");
    }
    if (within == null) {
      within = shows ? SHOWN_FOR : COLLECTED_WITHIN;
    }
    (shows ? SHOWN_WITHIN : WITHIN).check("--within", within);
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
    } else if (shows) {
      sale.put("show", Map.of("within", within + "s"));
    } else {
      sale.put("collect", Map.of("within", within + "s"));
      err.println(say("pay.collecting", money(minor, api.currency()), within));
    }
    try {
      return shows ? scanned(api, sale, err) : asked(api, path, sale);
    } catch (AgentApi.Refused e) {
      throw e;
    } catch (IOException e) {
      // Whoever runs the same line again without the key would charge twice.
      throw new IOException(e.getMessage() + "\n" + say("ask-again", key), e);
    }
  }

  /**
   * Shows the code as soon as it is there, and waits for the end: the same key asks for the same
   * sale. The agent closes a code whose time is over, so this comes to an end too.
   */
  private String scanned(AgentApi api, Map<String, Object> sale, PrintStream err)
      throws IOException {
    int each = Math.max(1, wait);
    int left = within / each + 2;
    String shown = "";
    boolean closing = false;
    while (true) {
      String body =
          api.post(
              "/v1/payments?wait=" + each, Map.of("Idempotency-Key", key), sale, Duration.ZERO);
      Map<String, Object> payment = AgentApi.parsed(body);
      Map<?, ?> show = payment.get("show") instanceof Map<?, ?> map ? map : Map.of();
      String text = show.get("code") == null ? "" : String.valueOf(show.get("code"));
      if (!text.isEmpty() && !text.equals(shown)) {
        shown = text;
        Object amount = money(payment.get("amount"), payment.get("currency"));
        // Beside the answer, which a program may read.
        err.println(say("pay.scan", amount, clock.shown(show.get("expiresAt")), text));
        err.println(say("pay.scan.stop", text(payment, "id")));
      }
      boolean over = closing || !"closing".equals(payment.get("state"));
      closing = "closing".equals(payment.get("state"));
      left--;
      if (left == 0 || (over && !"shown".equals(payment.get("state")))) {
        return body;
      }
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
