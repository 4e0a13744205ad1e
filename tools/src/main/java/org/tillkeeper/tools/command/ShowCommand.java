package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.words.Words;
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
    facts(payment, out);
    Map<String, Object> history = AgentApi.parsed(api.get(path() + "/history"));
    out.println(Words.say("经过：", "history:"));
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
      out.println(text(message, Words.language()));
    }
    if (payment.get("chargeAgain") instanceof Map<?, ?> again) {
      out.println(Words.say("再做一次？", "Again? ") + text(again, Words.language()));
    }
    line(out, "编号", "payment", text(payment, "id"));
    Object currency = payment.get("currency");
    there(out, "批准金额", "approved", payment.get("approvedAmount"), currency);
    there(out, "余额", "balance", payment.get("balance"), currency);
    there(out, "小费", "tip", payment.get("tip"), currency);
    there(out, "已退款", "refunded", payment.get("refunded"), currency);
    there(out, "原交易", "original", payment.get("original"));
    there(out, "撤销于", "voided by", payment.get("voidedBy"));
    there(out, "完成于", "completed by", payment.get("completedBy"));
    there(out, "需要处理", "attention", payment.get("attention"));
    there(out, "付款凭证", "voucher", payment.get("voucher"));
    if ("awaited".equals(payment.get("cardResult"))) {
      line(out, "芯片", "chip", Words.say("等待芯片结果", "its answer is awaited"));
    }
    if (Boolean.TRUE.equals(payment.get("settled"))) {
      line(out, "批次", "batch", Words.say("已关闭", "closed"));
    }
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

  private static void there(
      PrintStream out, String chinese, String english, Object amount, Object currency) {
    if (amount instanceof Number number && number.longValue() != 0) {
      line(out, chinese, english, money(number, currency));
    }
  }

  private static void there(PrintStream out, String chinese, String english, Object value) {
    if (value != null) {
      line(out, chinese, english, String.valueOf(value));
    }
  }

  private static void line(PrintStream out, String chinese, String english, String value) {
    out.println("  " + Words.say(chinese, english) + ": " + value);
  }
}
