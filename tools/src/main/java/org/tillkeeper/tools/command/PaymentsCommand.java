package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.TypedMoney;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The payments, newest first. */
@Command(name = "payments", footer = "tools/tillkeeper payments --display pending")
final class PaymentsCommand extends LookCall {
  private static final Range LIMIT = new Range(1, 500);
  private static final List<String> STATES =
      List.of(
          "recorded",
          "sent",
          "stored",
          "inquiring",
          "shown",
          "closing",
          "reversing",
          "confirmed",
          "declined",
          "cancelled",
          "not-sent",
          "attention");
  private static final List<String> DISPLAYS =
      List.of(
          "pending", "cancelling", "confirmed", "declined", "cancelled", "not-sent", "attention");

  @Option(names = "--state", paramLabel = "STATE")
  private String state;

  @Option(names = "--display", paramLabel = "DISPLAY")
  private String display;

  @Option(names = "--since", paramLabel = "TIME")
  private String since;

  @Option(names = "--until", paramLabel = "TIME")
  private String until;

  @Option(names = "--date", paramLabel = "DAY")
  private String date;

  @Option(names = "--stan", paramLabel = "STAN")
  private String stan;

  @Option(names = "--rrn", paramLabel = "RRN")
  private String rrn;

  @Option(names = "--reference", paramLabel = "REFERENCE")
  private String reference;

  @Option(names = "--amount", paramLabel = "SUM")
  private String amount;

  @Option(names = "--last4", paramLabel = "DIGITS")
  private String last4;

  @Option(names = "--limit", paramLabel = "N")
  private Integer limit;

  @Option(names = "--after", paramLabel = "ID")
  private String after;

  @Override
  String path() throws InvalidSettings {
    List<String> query = new ArrayList<>();
    add(query, "state", oneOf("--state", state, STATES));
    add(query, "display", oneOf("--display", display, DISPLAYS));
    PaymentSearch search = new PaymentSearch();
    if (since != null || until != null || date != null) {
      search.times(since, until, date, clock());
    }
    search.text("stan", stan);
    search.text("rrn", rrn);
    search.text("reference", reference);
    search.text("last4", last4);
    if (amount != null) {
      search.number("amount", TypedMoney.of("--amount", amount, AgentApi.of(config()).currency()));
    }
    if (limit != null) {
      LIMIT.check("--limit", limit);
    }
    add(query, "limit", limit == null ? null : String.valueOf(limit));
    add(query, "after", after);
    query.addAll(search.parameters());
    return "/v1/payments" + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }

  private static void add(List<String> query, String key, String value) {
    if (value != null) {
      query.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    List<?> payments = answer.get("payments") instanceof List<?> list ? list : List.of();
    if (payments.isEmpty()) {
      out.println(say("no-payments"));
      return;
    }
    for (Object one : payments) {
      if (one instanceof Map<?, ?> payment) {
        out.println(
            String.join(
                "  ",
                text(payment, "id"),
                clock.shown(payment.get("createdAt")),
                type(payment.get("type")),
                money(payment.get("amount"), payment.get("currency")),
                standing(payment),
                card(payment),
                text(payment, "stan"),
                text(payment, "reference")));
      }
    }
    if (answer.get("next") != null) {
      out.println(say("more", text(answer, "next")));
    }
  }
}
