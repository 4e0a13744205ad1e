package org.tillkeeper.agent.terminal;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Location;

/**
 * A till whose calls are lines of a script. It knows payments by the letter that the script gives
 * them; that letter is in their idempotency key, so a call may be made again after a restart.
 */
final class ScriptedTill {
  private static final Pattern START =
      Pattern.compile(
          "(?<type>[a-z-]+)(?<advice> advice)?(?: (?<amount>[0-9]+))?"
              + "(?: (?<entry>swipe|chip|contactless|manual|qr|shown)(?<pin> with PIN)?(?<chip> approved offline)?(?: as read for (?<read>[A-Z]))?)?"
              + "(?: of (?:attempt (?<attempt>[0-9]+) of )?(?<original>[A-Z]))?(?: rrn (?<rrn>[0-9]{12}) date (?<date>[0-9]{4})(?<again>, again)?)?"
              + "(?: at (?<place>[^ ]+))?(?: proved by (?<proof>[^ ]{8}))?"
              + " as (?<letter>[A-Z])");
  private static final Pattern FOLLOW =
      Pattern.compile(
          "(?<what>cancel|retry|sign|sign anew|chip accepts|chip refuses|resolve cancelled|resolve confirmed)"
              + " (?<letter>[A-Z])");
  private static final String REFUSED = ": refused ";

  /** What the chip says of the payment with a letter: each has a counter of its own. */
  private static String emv(char letter) {
    return "9F2608AABBCCDDEEFF00119F360200"
        + Integer.toHexString(letter).toUpperCase(Locale.ROOT)
        + "95050000000000";
  }

  private final TerminalOnBench bench;
  private final Map<String, String> ids = new LinkedHashMap<>();

  ScriptedTill(TerminalOnBench bench) {
    this.bench = bench;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    payments()
        .forEach(
            (letter, payment) ->
                text.append(letter)
                    .append(" is ")
                    .append(payment.state().label())
                    .append(", attempts ")
                    .append(payment.attempts())
                    .append('\n'));
    return text.toString();
  }

  /** Whether a line starts a payment. */
  static boolean starts(Script.Line line) {
    return START.matcher(withoutRefusal(line.text())).matches();
  }

  /** The letter of the payment that a line starts or is about. */
  static String letter(Script.Line line) {
    String call = withoutRefusal(line.text());
    return call.substring(call.length() - 1);
  }

  private static String withoutRefusal(String text) {
    int refused = text.indexOf(REFUSED);
    return refused < 0 ? text : text.substring(0, refused);
  }

  /** The letters given so far, and their payments as they are now. */
  Map<String, Payment> payments() {
    Map<String, Payment> payments = new LinkedHashMap<>();
    ids.forEach((letter, id) -> payments.put(letter, bench.ledger().payment(id).get()));
    return payments;
  }

  Payment payment(Script.Line line, String letter) {
    String id = ids.get(letter);
    if (id == null) {
      throw line.wrong("there is no payment " + letter + " yet");
    }
    return bench.ledger().payment(id).get();
  }

  /** The letter of a payment. */
  String letterOf(String id) {
    for (Map.Entry<String, String> known : ids.entrySet()) {
      if (known.getValue().equals(id)) {
        return known.getKey();
      }
    }
    return id;
  }

  /** Makes a call, which must be refused where the line says so and only then. */
  void call(Script.Line line) {
    int refused = line.text().indexOf(REFUSED);
    String must = refused < 0 ? "" : line.text().substring(refused + REFUSED.length());
    String is = said(line);
    if (!must.equals(is)) {
      throw line.wrong(
          is.isEmpty() ? "the terminal did not refuse it" : "the terminal refused it: " + is);
    }
  }

  /** Makes a call again, or one that may have become pointless; a refusal is an answer too. */
  void callAgain(Script.Line line) {
    said(line);
  }

  /** Returns the reason for which it was refused, or nothing. A dead terminal says nothing. */
  private String said(Script.Line line) {
    String call = withoutRefusal(line.text());
    Matcher start = START.matcher(call);
    Matcher follow = FOLLOW.matcher(call);
    CompletableFuture<?> answer;
    if (follow.matches()) {
      answer = follow(follow.group("what"), payment(line, follow.group("letter")).id());
    } else if (start.matches()) {
      answer = start(line, start);
    } else {
      throw line.wrong("is no call of a till; see docs/conversations.md");
    }
    bench.time.settle();
    if (answer.isCompletedExceptionally()) {
      Throwable thrown = answer.handle((result, failure) -> failure).join();
      Throwable why = thrown instanceof CompletionException ? thrown.getCause() : thrown;
      if (why instanceof Refused refused) {
        return refused.why().label();
      }
      throw new AssertionError(line.place() + ": " + why, why);
    }
    return "";
  }

  private CompletableFuture<?> follow(String what, String id) {
    return switch (what) {
      case "cancel" -> bench.agent().cancel(id);
      case "retry" -> bench.agent().retry(id);
      case "sign" -> bench.agent().sign(id, SampleDrawings.signature());
      case "sign anew" -> bench.agent().sign(id, SampleDrawings.another());
      case "chip accepts" -> bench.agent().cardResult(id, true, emv('A'));
      case "resolve cancelled" -> resolve(id, Resolution.Outcome.CANCELLED);
      case "resolve confirmed" -> resolve(id, Resolution.Outcome.CONFIRMED);
      default -> bench.agent().cardResult(id, false, emv('A'));
    };
  }

  private CompletableFuture<Payment> resolve(String id, Resolution.Outcome outcome) {
    return bench.agent().resolve(id, new Resolution(outcome, "Li", "compared with the acquirer"));
  }

  private CompletableFuture<Terminal.Started> start(Script.Line line, Matcher said) {
    String letter = said.group("letter");
    CompletableFuture<Terminal.Started> answer =
        bench
            .agent()
            .start(
                order(line, said), "key-" + letter, line.text().getBytes(StandardCharsets.UTF_8));
    return answer.whenComplete(
        (started, thrown) -> {
          if (started != null) {
            ids.put(letter, started.payment().id());
          }
        });
  }

  /** What the till says of the device. */
  private static Map<Element, String> device(Matcher said) {
    Map<Element, String> device = new EnumMap<>(Element.class);
    if (said.group("place") != null) {
      Location place = Location.parse(said.group("place")).orElseThrow();
      device.put(Element.LATITUDE, place.latitude());
      device.put(Element.LONGITUDE, place.longitude());
    }
    if (said.group("proof") != null) {
      device.put(Element.DEVICE_CIPHERTEXT, said.group("proof"));
    }
    return device;
  }

  private PaymentOrder order(Script.Line line, Matcher said) {
    PaymentType type =
        PaymentType.of(said.group("type"))
            .orElseThrow(() -> line.wrong("there is no transaction " + said.group("type")));
    long amount = said.group("amount") == null ? 0 : Long.parseLong(said.group("amount"));
    PaymentOrder.Manner manner =
        new PaymentOrder.Manner(
            said.group("advice") != null,
            said.group("chip") != null,
            said.group("again") != null,
            said.group("attempt") == null ? 0 : Integer.parseInt(said.group("attempt")));
    if (said.group("original") != null) {
      return PaymentOrder.referring(
              type,
              payment(line, said.group("original")).id(),
              amount,
              "CNY",
              Optional.empty(),
              manner)
          .with(device(said));
    }
    Entry entry = entry(said.group("entry"));
    Map<Element, String> data = data(entry, said.group("pin") != null);
    if (data.containsKey(Element.EMV)) {
      String read = said.group("read") == null ? said.group("letter") : said.group("read");
      data.put(Element.EMV, emv(read.charAt(0)));
    }
    if (said.group("rrn") != null) {
      data.put(Element.RRN, said.group("rrn"));
      data.put(Element.ORIGINAL_DATE, said.group("date"));
    }
    return new PaymentOrder(
            type,
            amount,
            "CNY",
            Optional.empty(),
            Optional.empty(),
            Optional.of(entry),
            new SensitiveData(data),
            manner)
        .with(device(said));
  }

  private static Entry entry(String label) {
    for (Entry entry : Entry.values()) {
      if (entry.label().equals(label)) {
        return entry;
      }
    }
    throw new AssertionError("no entry " + label);
  }

  /** The published test card, or a code of a customer's telephone. */
  private static Map<Element, String> data(Entry entry, boolean withPin) {
    Map<Element, String> data = new EnumMap<>(Element.class);
    switch (entry) {
      case SWIPE -> data.put(Element.TRACK2, TerminalOnBench.TRACK);
      case SHOWN -> data.put(Element.CODE_SECONDS, "120");
      case QR -> data.put(Element.QR_CODE, "6212345678901234567");
      case MANUAL -> {
        data.put(Element.PAN, "6225000000000006");
        data.put(Element.EXPIRY, "3012");
      }
      case CHIP, CONTACTLESS -> {
        data.put(Element.PAN, "6225000000000006");
        data.put(Element.EXPIRY, "3012");
        data.put(Element.CARD_SEQUENCE, "001");
        data.put(Element.EMV, emv('A'));
      }
    }
    if (withPin) {
      data.put(Element.PIN_BLOCK, "9FD70511ED75347D");
    }
    return data;
  }
}
