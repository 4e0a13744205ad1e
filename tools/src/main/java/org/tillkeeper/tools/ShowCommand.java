package org.tillkeeper.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One payment and all that happened to it. */
@Command(name = "show")
final class ShowCommand extends AgentCommand {
  @Parameters(paramLabel = "ID")
  private String id;

  @Override
  String path() {
    return "/v1/payments/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  @Override
  void show(Map<String, Object> payment, AgentApi api, PrintStream out) throws IOException {
    out.println(
        money(payment.get("amount"), payment.get("currency"))
            + "  "
            + display(payment.get("display"))
            + " ("
            + text(payment, "state")
            + ")");
    if (payment.get("message") instanceof Map<?, ?> message) {
      out.println(text(message, Words.language()));
    }
    line(out, "编号", "payment", text(payment, "id"));
    line(out, "类型", "type", text(payment, "type"));
    line(out, "商户单号", "reference", text(payment, "reference"));
    line(out, "卡", "card", card(payment));
    line(out, "流水号 / 批次", "STAN / batch", text(payment, "stan") + " / " + text(payment, "batch"));
    line(out, "检索参考号", "RRN", text(payment, "rrn"));
    line(out, "授权码", "authorisation", text(payment, "authCode"));
    line(out, "应答码", "response code", text(payment, "responseCode"));
    for (Object one : list(payment.get("attempts"))) {
      if (one instanceof Map<?, ?> attempt) {
        line(
            out,
            "尝试",
            "attempt",
            text(attempt, "stan")
                + "  "
                + text(attempt, "outcome")
                + "  x"
                + text(attempt, "sends"));
      }
    }
    Map<String, Object> history = AgentApi.parsed(api.get(path() + "/history"));
    out.println(Words.say("经过:", "history:"));
    for (Object one : list(history.get("events"))) {
      if (one instanceof Map<?, ?> event) {
        out.println(
            "  "
                + text(event, "at")
                + "  "
                + text(event, "kind")
                + "  "
                + message(event.get("message")));
      }
    }
  }

  private static String message(Object message) {
    if (message instanceof Map<?, ?> texts && texts.containsKey(Words.language())) {
      return text(texts, Words.language());
    }
    return message == null ? "" : String.valueOf(message);
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static void line(PrintStream out, String chinese, String english, String value) {
    out.println("  " + Words.say(chinese, english) + ": " + value);
  }
}
