package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.config.InvalidSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The day report: what a batch holds, what is open and why, and both totals. */
@Command(name = "report", footer = "tools/tillkeeper report --config agent.yaml")
final class ReportCommand extends AgentCall {
  @Option(names = "--batch", paramLabel = "SEQ")
  private Long batch;

  @Override
  String path() throws InvalidSettings {
    if (batch != null && batch < 0) {
      throw new InvalidSettings("--batch is " + batch + ": allowed is the seq of a batch");
    }
    return "/v1/report" + (batch == null ? "" : "?batch=" + batch);
  }

  @Override
  void show(Map<String, Object> report, AgentApi api, PrintStream out) {
    if (report.get("warning") instanceof Map<?, ?> warning) {
      out.println("!!! " + inLanguage(warning));
      for (Object one : list(report, "closedByAcquirer")) {
        if (one instanceof Map<?, ?> closed) {
          out.println(
              "!!! "
                  + text(closed, "number")
                  + " (--batch "
                  + text(closed, "seq")
                  + "), "
                  + clock.shown(closed.get("closedAt")));
        }
      }
    }
    if (report.get("batch") instanceof Map<?, ?> shown) {
      out.println(
          say(
              "report.batch",
              text(shown, "number"),
              text(shown, "seq"),
              word("batch", shown.get("state")),
              clock.shown(shown.get("openedAt"))));
    }
    for (Object one : list(report, "payments")) {
      if (one instanceof Map<?, ?> line) {
        out.println(
            "  "
                + type(line.get("type"))
                + "  "
                + word("state", line.get("state"))
                + "  "
                + text(line, "count")
                + "  "
                + money(line.get("amount"), api.currency()));
      }
    }
    SettleCommand.totals("report.counted", report.get("totals"), api.currency(), out);
    listed(say("report.attention"), list(report, "attention"), api.currency(), out);
    listed(say("report.open"), list(report, "open"), api.currency(), out);
    if (report.get("settlement") instanceof Map<?, ?> settlement) {
      SettleCommand.show(settlement, api.currency(), out);
    }
  }

  private static void listed(String title, List<?> payments, String currency, PrintStream out) {
    if (payments.isEmpty()) {
      return;
    }
    out.println(title);
    for (Object one : payments) {
      if (one instanceof Map<?, ?> payment) {
        out.println(
            "  "
                + text(payment, "id")
                + "  "
                + type(payment.get("type"))
                + "  "
                + money(payment.get("amount"), currency)
                + "  "
                + text(payment, "why")
                + "  "
                + text(payment, "reference"));
      }
    }
  }

  private static List<?> list(Map<String, Object> report, String key) {
    return report.get(key) instanceof List<?> list ? list : List.of();
  }
}
