package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A simulated card reader: what the payment application of a terminal with a real one would do. It
 * takes the agent's requests one after the other, and presents the card or code it was given, or
 * what somebody types.
 */
@Command(
    name = "reader",
    footer = "tools/tillkeeper reader --card 6225000000000006=30125200000000000000")
final class ReaderCommand extends AgentCall {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int SENT_MOST = 20;
  private static final List<String> ENTRIES = List.of("swipe", "chip", "contactless");

  /** What a chip says that has taken the acquirer's approval: a transaction certificate. */
  private static final String CERTIFICATE = "9F2608A1B2C3D4E5F600019F270140";

  @Option(names = "--card", paramLabel = "TRACK2")
  private String card;

  @Option(names = "--entry", paramLabel = "ENTRY")
  private String entry = "swipe";

  @Option(names = "--qr", paramLabel = "CODE")
  private String code;

  @Option(names = "--once")
  private boolean once;

  private final PresentedCard holder = new PresentedCard();
  private final BufferedReader typed =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  @Override
  String path() throws InvalidSettings {
    oneOf("--entry", entry, ENTRIES);
    if (card != null && code != null) {
      throw new InvalidSettings("--card and --qr are both given: allowed is one of them");
    }
    if (card != null && PresentedCard.swiped(card).isEmpty()) {
      throw new InvalidSettings(
          "--card is no track 2: allowed is 12 to 19 digits, '=' or 'D', and 4 to 24 digits that"
              + " begin with YYMM");
    }
    if (card == null && !entry.equals("swipe")) {
      throw new InvalidSettings("--entry belongs to --card");
    }
    return "/v1/reader/requests?wait=60";
  }

  @Override
  public Integer call() throws InvalidSettings, IOException {
    String path = path();
    AgentApi api = api();
    PrintStream out = Console.out();
    boolean everAnswered = false;
    boolean isLost = false;
    String seen = "";
    while (!out.checkError()) {
      try {
        Optional<Map<?, ?>> request = request(api.await(path + seen));
        everAnswered = true;
        isLost = false;
        seen = request.map(it -> "&seen=" + it.get("id")).orElse("");
        if (request.isPresent()) {
          boolean confirmed = serve(api, request.get(), out);
          if (once) {
            return confirmed ? 0 : 1;
          }
        }
      } catch (AgentApi.NoAnswer e) {
        if (!everAnswered) {
          throw e;
        }
        seen = "";
        if (!isLost) {
          isLost = true;
          Console.err().println(say("reader.lost"));
        }
        if (!Pause.of(PAUSE)) {
          break;
        }
      }
    }
    return 0;
  }

  private static Optional<Map<?, ?>> request(String body) throws IOException {
    return AgentApi.parsed(body).get("requests") instanceof List<?> list
            && !list.isEmpty()
            && list.get(0) instanceof Map<?, ?> first
        ? Optional.of(first)
        : Optional.empty();
  }

  /**
   * One request to its end.
   *
   * @return whether the payment is confirmed
   */
  private boolean serve(AgentApi api, Map<?, ?> request, PrintStream out) throws IOException {
    if (!isJson()) {
      for (Language language : Language.values()) {
        out.println(wanted(request, Words.of("command", language)));
      }
    }
    while (true) {
      Optional<Map<String, Object>> answer = presented(request, out);
      if (answer.isEmpty()) {
        out.println(say("reader.not-understood"));
        continue;
      }
      try {
        return told(api, answered(api, request, answer.get()), out);
      } catch (AgentApi.Refused e) {
        out.println(e.getMessage());
        boolean isOpen = e.status() == 400;
        if (!isOpen) {
          return false;
        }
        if (card != null || code != null) {
          // The same again would be refused again.
          api.post(
              "/v1/reader/requests/" + request.get("id"),
              Map.of(),
              Map.of("refused", "unreadable"));
          return false;
        }
      }
    }
  }

  /** The same answer again is told the same, so what is lost is asked for again. */
  private static String answered(AgentApi api, Map<?, ?> request, Map<String, Object> answer)
      throws IOException {
    for (int sent = 1; ; sent++) {
      try {
        return api.post("/v1/reader/requests/" + request.get("id") + "?wait=60", Map.of(), answer);
      } catch (AgentApi.NoAnswer e) {
        if (sent == SENT_MOST || !Pause.of(PAUSE)) {
          throw e;
        }
      }
    }
  }

  /** In a customer's language, which is not always the cashier's. */
  private static String wanted(Map<?, ?> request, Words words) {
    String entries =
        request.get("entries") instanceof List<?> list
            ? list.stream()
                .map(String::valueOf)
                .map(one -> words.meaning("entry", one).orElse(one))
                .collect(Collectors.joining(", "))
            : "";
    String type = String.valueOf(request.get("type"));
    String what = words.meaning("type", type).orElse(type);
    String money =
        type.equals("balance") ? "" : " " + money(request.get("amount"), request.get("currency"));
    return words.say("reader.present", what + money, entries);
  }

  private Optional<Map<String, Object>> presented(Map<?, ?> request, PrintStream out)
      throws IOException {
    if (code != null) {
      return Optional.of(PresentedCard.code(code));
    }
    if (card != null) {
      return entry.equals("swipe")
          ? PresentedCard.swiped(card)
          : holder.byChip(entry, card, request);
    }
    out.println(say("reader.type"));
    String line = typed.readLine();
    if (line == null) {
      throw new IOException(say("reader.no-terminal"));
    }
    return PresentedCard.answer(line);
  }

  private boolean told(AgentApi api, String body, PrintStream out) throws IOException {
    Map<String, Object> answer = AgentApi.parsed(body);
    Map<?, ?> payment = answer.get("payment") instanceof Map<?, ?> it ? it : Map.of();
    // Also where the acquirer said nothing to it: the chip decides either way.
    if ("awaited".equals(payment.get("cardResult"))) {
      Map<String, Object> taken = Map.of("accepted", true, "emv", CERTIFICATE);
      payment =
          AgentApi.parsed(
              api.post("/v1/payments/" + payment.get("id") + "/card-result", Map.of(), taken));
    }
    if (isJson()) {
      out.println(payment.isEmpty() ? body.trim() : AgentApi.written(payment));
    } else if (payment.isEmpty()) {
      out.println(say("reader.refused"));
    } else {
      out.println(
          String.join(
              "  ",
              type(payment.get("type")),
              money(payment.get("amount"), payment.get("currency")),
              standing(payment),
              card(payment),
              text(payment, "id")));
    }
    return "confirmed".equals(payment.get("display"));
  }

  @Override
  void show(Map<String, Object> answer, AgentApi api, PrintStream out) {
    throw new IllegalStateException("requests are shown as they come");
  }
}
