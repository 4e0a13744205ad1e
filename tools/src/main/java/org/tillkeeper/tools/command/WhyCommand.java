package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.WORDS;
import static org.tillkeeper.tools.command.CommandWords.say;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.TypedMoney;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * One payment's story: where the money is, what proves it, and what to tell merchant and customer.
 * It is found by what a person has in hand: the payment's id, a trace number, a reference number,
 * an amount, or the till's own name for it.
 */
@Command(name = "why", footer = "tools/tillkeeper why 44.44 --date yesterday")
final class WhyCommand extends LookCall {
  /** More than that are no answer to a question about one payment. */
  private static final int MOST = 20;

  @Parameters(paramLabel = "WHICH", descriptionKey = "why.which")
  private String which;

  @Option(names = "--date", paramLabel = "DAY")
  private String date;

  private final Map<String, Map<?, ?>> payments = new LinkedHashMap<>();
  private boolean more;

  @Override
  String path() {
    return "/v1/payments/";
  }

  @Override
  String ask(AgentApi api, String path) throws IOException, InvalidSettings {
    PaymentSource source;
    try {
      api.get("/v1/payments?limit=1");
      source = new PaymentSource.OfAgent(api);
    } catch (AgentApi.Refused e) {
      throw e;
    } catch (IOException stopped) {
      if (isAfar()) {
        throw stopped;
      }
      return withStopped(stopped);
    }
    return stories(source);
  }

  /** Without the agent the ledger is read, where nobody else has it. */
  private String withStopped(IOException stopped) throws IOException, InvalidSettings {
    try (PaymentSource.OfLedger ledger = PaymentSource.OfLedger.of(config(), currency, stopped)) {
      Console.err().println(say("why.stopped"));
      return stories(ledger);
    }
  }

  private String stories(PaymentSource source) throws IOException, InvalidSettings {
    find(source);
    List<Object> stories = new ArrayList<>();
    for (String id : payments.keySet()) {
      source.story(id).ifPresent(stories::add);
    }
    return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(Map.of("payments", stories));
  }

  private void find(PaymentSource source) throws IOException, InvalidSettings {
    if (which.matches("[0-9]{1,6}")) {
      add(source, "stan", String.format("%6s", which).replace(' ', '0'));
    }
    if (which.matches("[A-Za-z0-9]{12}")) {
      add(source, "rrn", which);
    }
    Optional<Long> sum = TypedMoney.read(which, currency);
    if (sum.isPresent()) {
      add(source, "amount", sum.get().toString());
    }
    if (payments.isEmpty() && which.matches("[A-Za-z0-9-]{1,64}")) {
      Optional<Map<String, Object>> one = source.payment(which);
      one.ifPresent(payment -> payments.put(which, payment));
    }
    if (payments.isEmpty()) {
      add(source, "reference", which);
    }
  }

  private void add(PaymentSource source, String name, String value)
      throws IOException, InvalidSettings {
    PaymentSearch search = new PaymentSearch();
    search.times(null, null, date, clock);
    search.text(name, value);
    search.number("limit", MOST);
    Map<String, Object> found = source.payments(search);
    more |= found.get("next") != null;
    for (Object one : found.get("payments") instanceof List<?> list ? list : List.of()) {
      if (one instanceof Map<?, ?> payment) {
        payments.putIfAbsent(text(payment, "id"), payment);
      }
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    List<?> stories = answer.get("payments") instanceof List<?> list ? list : List.of();
    if (stories.isEmpty()) {
      out.println(say("why.nothing", which, date == null ? "" : " (" + date + ")"));
      return;
    }
    boolean one = stories.size() == 1;
    for (Object found : stories) {
      if (found instanceof Map<?, ?> story) {
        tell(story, payments.getOrDefault(text(story, "id"), Map.of()), one, out);
      }
    }
    if (!one) {
      out.println(say("why.one"));
    }
    if (more) {
      out.println(say("why.more", MOST));
    }
  }

  private void tell(Map<?, ?> story, Map<?, ?> payment, boolean whole, PrintStream out) {
    out.println(
        String.join(
            "  ",
            clock.shown(payment.get("createdAt")),
            type(payment.get("type")),
            money(payment.get("amount"), payment.get("currency")),
            card(payment),
            say("payment.stan") + " " + text(payment, "stan"),
            text(story, "id")));
    String where = text(story, "where");
    out.println("  " + say("why.where", WORDS.meaning("where", where).orElse(where)));
    if (whole) {
      out.println("  " + say("why.proof"));
      for (Object one : story.get("proof") instanceof List<?> list ? list : List.of()) {
        if (one instanceof Map<?, ?> proof) {
          String at = proof.get("at") == null ? "" : clock.shown(proof.get("at")) + "  ";
          out.println("    " + at + inLanguage(proof));
        }
      }
    }
    told("why.merchant", story.get("merchant"), out);
    if (whole) {
      told("why.customer", story.get("customer"), out);
    }
  }

  private static void told(String key, Object texts, PrintStream out) {
    if (texts instanceof Map<?, ?> both) {
      out.println("  " + say(key, inLanguage(both)));
    }
  }

  @Override
  int exitCode(Map<String, Object> answer) {
    return answer.get("payments") instanceof List<?> list && !list.isEmpty() ? 0 : 1;
  }
}
