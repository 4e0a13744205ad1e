package org.tillkeeper.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
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
    if (json) {
      out.println(body.trim());
    } else {
      show(AgentApi.parsed(body), api, out);
    }
    return 0;
  }

  /** Asks; most only look. */
  String ask(AgentApi api, String path) throws IOException {
    return api.get(path);
  }

  /** A value for a person; a dash for none. */
  static String text(Map<?, ?> values, String key) {
    Object value = values.get(key);
    return value == null ? "-" : String.valueOf(value);
  }

  /** An amount in minor units for a person, with its currency. */
  static String money(Object amount, Object currency) {
    if (!(amount instanceof Number number)) {
      return "-";
    }
    String digits = String.format(Locale.ROOT, "%03d", number.longValue());
    String sum =
        digits.substring(0, digits.length() - 2) + "." + digits.substring(digits.length() - 2);
    return currency == null ? sum : sum + " " + currency;
  }

  /** What the cashier sees, in words. */
  static String display(Object display) {
    return switch (String.valueOf(display)) {
      case "pending" -> Words.say("待定", "pending");
      case "cancelling" -> Words.say("正在取消", "cancelling");
      case "confirmed" -> Words.say("已确认", "confirmed");
      case "declined" -> Words.say("被拒绝", "declined");
      case "cancelled" -> Words.say("已取消,未扣款", "cancelled, not charged");
      case "not-sent" -> Words.say("未发送,请重新收款", "not sent, charge again");
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
