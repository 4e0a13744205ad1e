package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Settles the batch and waits for its end. Ends with 1 where the acquirer refused it or a person
 * has to compare; what has not ended when the time is up goes on without this command.
 */
@Command(name = "settle", footer = "tools/tillkeeper settle --config agent.yaml")
final class SettleCommand implements Callable<Integer> {
  /** What the agent waits for a settlement's end at most. */
  private static final long WAIT_AT_ONCE_SECONDS = 60;

  /** An agent may end a wait before its time, to give the place to another call. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Range WAIT = new Range(0, 3600);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = AgentCall.DEFAULT_CONFIG,
      order = AgentCall.LAST)
  private Path config;

  @Option(names = "--key", paramLabel = "KEY", descriptionKey = "request-key")
  private String key;

  @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "120")
  private int wait;

  @Option(names = "--json", order = AgentCall.LAST)
  private boolean json;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    WAIT.check("--wait", wait);
    AgentApi api = AgentApi.of(config);
    String body =
        api.post(
            "/v1/settlements",
            Map.of("Idempotency-Key", key == null ? "cli-" + UUID.randomUUID() : key),
            Map.of());
    Map<String, Object> settlement = AgentApi.parsed(body);
    String path = "/v1/settlements/" + settlement.get("id");
    long until = System.nanoTime() + wait * 1_000_000_000L;
    long left = wait;
    while (left > 0 && !"ended".equals(settlement.get("state"))) {
      body = api.await(path + "?wait=" + Math.min(left, WAIT_AT_ONCE_SECONDS));
      settlement = AgentApi.parsed(body);
      boolean goesOn = "ended".equals(settlement.get("state")) || Pause.of(PAUSE);
      left = goesOn ? (until - System.nanoTime() + 999_999_999) / 1_000_000_000 : 0;
    }
    PrintStream out = Console.out();
    if (json) {
      out.println(body.trim());
    } else {
      show(settlement, api.currency(), out);
    }
    return isFine(settlement) ? 0 : 1;
  }

  private static boolean isFine(Map<String, Object> settlement) {
    return "balanced".equals(settlement.get("result"))
        || "uploaded".equals(settlement.get("result"));
  }

  /** Shows a settlement to a person. */
  static void show(Map<?, ?> settlement, String currency, PrintStream out) {
    Object result = settlement.get("result");
    String ended = result == null ? "" : ", " + AgentCall.word("result", result);
    out.println(
        say(
            "settlement",
            text(settlement, "id"),
            text(settlement, "batch"),
            AgentCall.word("settling", settlement.get("state")) + ended));
    if (settlement.get("message") instanceof Map<?, ?> message) {
      out.println(AgentCall.inLanguage(message));
    }
    totals("settlement.ours", settlement.get("totals"), currency, out);
    if (settlement.get("acquirer") instanceof Map<?, ?> acquirer) {
      totals("settlement.acquirer", acquirer.get("totals"), currency, out);
      out.println(say("settlement.verdict", AgentCall.word("verdict", acquirer.get("verdict"))));
    }
  }

  /**
   * Totals on one line.
   *
   * @param whose the key of the text in front of them
   */
  static void totals(String whose, Object totals, String currency, PrintStream out) {
    if (totals instanceof Map<?, ?> sums) {
      out.println(
          say(whose)
              + say(
                  "totals",
                  text(sums, "debitCount"),
                  AgentCall.money(sums.get("debitAmount"), currency),
                  text(sums, "creditCount"),
                  AgentCall.money(sums.get("creditAmount"), currency)));
      if (sums.get("foreign") != null) {
        totals("settlement.foreign", sums.get("foreign"), currency, out);
      }
    }
  }

  private static String text(Map<?, ?> values, String key) {
    return AgentCall.text(values, key);
  }
}
