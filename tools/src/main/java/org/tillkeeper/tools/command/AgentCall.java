package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.WORDS;
import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Option;

/** What the commands that ask a running agent have in common. */
abstract class AgentCall implements Callable<Integer> {
  /** Where help shows what all of these commands take: behind what is their own. */
  static final int LAST = 100;

  /** Here, or where the package of a distribution has it. */
  static final String DEFAULT_CONFIG = "${env:TILLKEEPER_CONFIG:-agent.yaml}";

  @Option(names = "--config", paramLabel = "FILE", defaultValue = DEFAULT_CONFIG, order = LAST)
  private Path config;

  @Option(names = "--json", order = LAST)
  private boolean json;

  /** By which times are shown; there once the path is known. */
  ShopClock clock;

  /** The terminal's, in which sums are typed; there once the path is known. */
  String currency;

  /** By which times are typed. */
  ShopClock clock() throws InvalidSettings {
    return ShopClock.of(config);
  }

  /** What to ask for. */
  abstract String path() throws InvalidSettings;

  /** Shows the answer to a person. */
  abstract void show(Map<String, Object> answer, AgentApi api, PrintStream out) throws IOException;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    String path = path();
    AgentApi api = api();
    clock = clock();
    currency = api.currency();
    String body = ask(api, path);
    PrintStream out = Console.out();
    Map<String, Object> answer = AgentApi.parsed(body);
    if (json) {
      out.println(body.trim());
    } else {
      show(answer, api, out);
    }
    return exitCode(answer);
  }

  /** Whom to ask. */
  AgentApi api() throws InvalidSettings, IOException {
    return AgentApi.of(config);
  }

  /** Which agent is asked. */
  final Path config() {
    return config;
  }

  /** Whether a program reads the answer. */
  final boolean isJson() {
    return json;
  }

  /** The data folder that the configuration names. */
  final Path data() throws InvalidSettings {
    return Settings.ofFile(config).path("data", "./data");
  }

  /** The reader's clock where the configuration has none that can be read; others refuse that. */
  final ShopClock clockOrReaders() {
    try {
      return clock();
    } catch (InvalidSettings e) {
      return ShopClock.ofReader();
    }
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
    return word("type", type);
  }

  /** A stable word of the API's for a person; as it is where there is none for it. */
  static String word(String group, Object value) {
    String name = String.valueOf(value);
    return WORDS.meaning(group, name).orElse(name);
  }

  /** What the cashier sees of a payment, in words. */
  static String standing(Map<?, ?> payment) {
    if (payment.get("voidedBy") != null) {
      return say("standing.voided");
    }
    return "stored".equals(payment.get("state"))
        ? say("standing.stored")
        : display(payment.get("display"), String.valueOf(payment.get("type")));
  }

  /** A text that the agent sends in both languages, in that of the person. */
  static String inLanguage(Map<?, ?> texts) {
    return text(texts, WORDS.language().code());
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
    int digits = CurrencyCode.minorUnits(String.valueOf(currency));
    return BigDecimal.valueOf(number.longValue(), digits).toPlainString() + " " + currency;
  }

  private static String display(Object display, String type) {
    String seen = String.valueOf(display);
    Optional<String> ofType = WORDS.meaning("display." + type, seen);
    return ofType.or(() -> WORDS.meaning("display", seen)).orElse(seen);
  }

  /** The card or code a payment was made with, masked. */
  static String card(Map<?, ?> payment) {
    if (payment.get("card") instanceof Map<?, ?> card) {
      return text(card, "pan") + " " + word("entry", card.get("entry"));
    }
    if (payment.get("show") instanceof Map<?, ?>) {
      return word("entry", "shown");
    }
    return payment.get("qr") instanceof Map<?, ?> ? "QR" : "-";
  }
}
