package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One payment and all that happened to it. */
@Command(name = "show", footer = "tools/tillkeeper show 01930000-0000-7000-8000-000000000001")
final class ShowCommand extends LookCall {
  @Parameters(paramLabel = "ID", descriptionKey = "id")
  private String id;

  @Override
  String path() {
    return "/v1/payments/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  @Override
  void show(Map<String, Object> payment, AgentApi api, PrintStream out) throws IOException {
    facts(payment, out);
    Map<String, Object> history = AgentApi.parsed(api.get(path() + "/history"));
    out.println(say("history"));
    for (Object one : list(history.get("events"))) {
      if (one instanceof Map<?, ?> event) {
        out.println(
            "  "
                + clock.shown(event.get("at"))
                + "  "
                + text(event, "kind")
                + "  "
                + message(event));
      }
    }
  }

  /** A payment without its history. */
  static void facts(Map<String, Object> payment, PrintStream out) {
    out.println(
        type(payment.get("type"))
            + "  "
            + money(payment.get("amount"), payment.get("currency"))
            + "  "
            + standing(payment)
            + " ("
            + text(payment, "state")
            + ")");
    if (payment.get("message") instanceof Map<?, ?> message) {
      out.println(inLanguage(message));
    }
    if (payment.get("chargeAgain") instanceof Map<?, ?> again) {
      out.println(say("again", inLanguage(again)));
    }
    line(out, "payment", text(payment, "id"));
    Object currency = payment.get("currency");
    there(out, "approved", payment.get("approvedAmount"), currency);
    there(out, "balance", payment.get("balance"), currency);
    there(out, "tip", payment.get("tip"), currency);
    there(out, "refunded", payment.get("refunded"), currency);
    there(out, "original", payment.get("original"));
    there(out, "voided-by", payment.get("voidedBy"));
    there(out, "completed-by", payment.get("completedBy"));
    there(out, "attention", payment.get("attention"));
    there(out, "voucher", payment.get("voucher"));
    if ("awaited".equals(payment.get("cardResult"))) {
      line(out, "chip", say("chip.awaited"));
    }
    if (Boolean.TRUE.equals(payment.get("settled"))) {
      line(out, "batch", say("batch.closed"));
    }
    line(out, "reference", text(payment, "reference"));
    line(out, "card", card(payment));
    line(out, "stan-batch", text(payment, "stan") + " / " + text(payment, "batch"));
    line(out, "rrn", text(payment, "rrn"));
    line(out, "authorisation", text(payment, "authCode"));
    line(out, "response-code", text(payment, "responseCode"));
    for (Object one : list(payment.get("attempts"))) {
      if (one instanceof Map<?, ?> attempt) {
        line(
            out,
            "attempt",
            text(attempt, "stan")
                + "  "
                + text(attempt, "outcome")
                + "  x"
                + text(attempt, "sends")
                + approvals(attempt));
      }
    }
  }

  /** The reference numbers under which the acquirer booked it, for a call to the acquirer. */
  private static String approvals(Map<?, ?> attempt) {
    StringBuilder numbers = new StringBuilder();
    for (Object one : list(attempt.get("approvals"))) {
      if (one instanceof Map<?, ?> approval && approval.get("rrn") != null) {
        numbers.append("  RRN ").append(approval.get("rrn"));
      }
    }
    return numbers.toString();
  }

  private static String message(Map<?, ?> event) {
    return event.get("text") instanceof Map<?, ?> texts
        ? inLanguage(texts)
        : text(event, "message");
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static void there(PrintStream out, String key, Object amount, Object currency) {
    if (amount instanceof Number number && number.longValue() != 0) {
      line(out, key, money(number, currency));
    }
  }

  private static void there(PrintStream out, String key, Object value) {
    if (value != null) {
      line(out, key, String.valueOf(value));
    }
  }

  private static void line(PrintStream out, String key, String value) {
    out.println("  " + say("payment." + key) + ": " + value);
  }
}
