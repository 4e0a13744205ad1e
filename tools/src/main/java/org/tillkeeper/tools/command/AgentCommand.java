package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine.Option;

/** What the commands that ask a running agent have in common. */
abstract class AgentCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE", defaultValue = "agent.yaml")
  private Path config;

  @Option(names = "--json")
  private boolean json;

  /** What to ask for. */
  abstract String path() throws InvalidSettings;

  /** Shows the answer to a person. */
  abstract void show(Map<String, Object> answer, AgentApi api, PrintStream out) throws IOException;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    String path = path();
    AgentApi api = AgentApi.of(config);
    String body = ask(api, path);
    PrintStream out = Words.out();
    Map<String, Object> answer = AgentApi.parsed(body);
    if (json) {
      out.println(body.trim());
    } else {
      show(answer, api, out);
    }
    return exitCode(answer);
  }

  /** 0 where the command found or did what it was asked for, else 1. */
  int exitCode(Map<String, Object> answer) {
    return 0;
  }

  /** An option's value, if it is one of these or not given. */
  static String oneOf(String option, String value, List<String> allowed) throws InvalidSettings {
    if (value != null && !allowed.contains(value)) {
      throw new InvalidSettings(
          option + " is \"" + value + "\": allowed is one of " + String.join(", ", allowed));
    }
    return value;
  }

  /** Asks; most only look. */
  String ask(AgentApi api, String path) throws IOException, InvalidSettings {
    return api.get(path);
  }

  /** What a payment is, in words. */
  static String type(Object type) {
    return switch (String.valueOf(type)) {
      case "sale" -> Words.say("消费", "sale");
      case "void" -> Words.say("撤销", "void");
      case "preauth" -> Words.say("预授权", "pre-authorisation");
      case "preauth-void" -> Words.say("预授权撤销", "pre-authorisation void");
      case "completion" -> Words.say("预授权完成", "completion");
      case "completion-void" -> Words.say("预授权完成撤销", "completion void");
      case "refund" -> Words.say("退款", "refund");
      case "tip" -> Words.say("小费", "tip");
      case "balance" -> Words.say("余额查询", "balance");
      default -> String.valueOf(type);
    };
  }

  /** What the cashier sees of a payment, in words. */
  static String standing(Map<?, ?> payment) {
    if (payment.get("voidedBy") != null) {
      return Words.say("已被撤销", "voided since");
    }
    return "stored".equals(payment.get("state"))
        ? Words.say("待定（已离线受理）", "pending, accepted offline")
        : display(payment.get("display"), String.valueOf(payment.get("type")));
  }

  /** A value for a person; a dash for none. */
  static String text(Map<?, ?> values, String key) {
    Object value = values.get(key);
    return value == null ? "-" : String.valueOf(value);
  }

  /** An amount in minor units for a person, with its currency and as many digits as that has. */
  static String money(Object amount, Object currency) {
    if (!(amount instanceof Number number) || currency == null) {
      return "-";
    }
    int digits = Currency.getInstance(String.valueOf(currency)).getDefaultFractionDigits();
    return BigDecimal.valueOf(number.longValue(), Math.max(0, digits)).toPlainString()
        + " "
        + currency;
  }

  private static String display(Object display, String type) {
    boolean sale = type.equals("sale");
    return switch (String.valueOf(display)) {
      case "pending" -> Words.say("待定", "pending");
      case "cancelling" -> Words.say("正在取消", "cancelling");
      case "confirmed" -> Words.say("已确认", "confirmed");
      case "declined" -> Words.say("被拒绝", "declined");
      case "cancelled" ->
          sale ? Words.say("已取消，未扣款", "cancelled, not charged") : Words.say("已取消", "cancelled");
      case "not-sent" ->
          sale ? Words.say("未发送，请重新收款", "not sent, charge again") : Words.say("未发送", "not sent");
      case "attention" -> Words.say("需要处理", "needs attention");
      default -> String.valueOf(display);
    };
  }

  /** The card or code a payment was made with, masked. */
  static String card(Map<?, ?> payment) {
    if (payment.get("card") instanceof Map<?, ?> card) {
      return text(card, "pan") + " " + text(card, "entry");
    }
    return payment.get("qr") instanceof Map<?, ?> ? "QR" : "-";
  }
}
