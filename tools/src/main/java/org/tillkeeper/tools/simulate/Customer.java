package org.tillkeeper.tools.simulate;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.iso8583.Element;

/** What a till asks for, and what it knows of it. */
final class Customer {
  static final String PAN = "6225000000000006";
  static final String TRACK = PAN + "=30125200000000000000";

  final long number;
  final Verb verb;

  /** Number of the payment it refers to; 0 for none. */
  final long of;

  final long amount;
  private final String entry;
  private final long shownSeconds;
  private final boolean pin;
  final boolean advice;
  final boolean chipOffline;

  /** As soon as the agent has named it. */
  Optional<String> id = Optional.empty();

  /** Asked for, and not answered yet. */
  boolean asking;

  Optional<Ground.Why> refused = Optional.empty();

  /** The cashier has asked to give it up: whoever accepted it offline has the goods back. */
  boolean calledOff;

  /** The agent has agreed to give it up: the cashier cancelled it, or its chip refused. */
  boolean givenUp;

  /** It was accepted offline: the customer has left with the goods. */
  boolean goodsGone;

  /** The disk has lost commits of it: nothing is promised any more but the alarm. */
  boolean tainted;

  long startedNanos;
  int startedInLife;

  /**
   * From {@code till MS VERB NUMBER ENTRY AMOUNT [pin] [chip-offline]}, {@code till MS sale NUMBER
   * shown AMOUNT SECONDS} or {@code till MS VERB NUMBER of NUMBER AMOUNT [advice]}.
   */
  Customer(Happening happening) {
    verb = Verb.valueOf(happening.what().toUpperCase(Locale.ROOT).replace('-', '_'));
    number = happening.number(0);
    boolean refers = verb.refers();
    of = refers ? happening.number(2) : 0;
    entry = refers ? "" : happening.text(1);
    amount = happening.number(refers ? 3 : 2);
    shownSeconds = isShown() ? happening.number(3) : 0;
    pin = happening.has("pin");
    advice = happening.has("advice");
    chipOffline = happening.has("chip-offline");
  }

  String key() {
    return "key-" + number;
  }

  byte[] canonical() {
    return ("payment " + number).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether it is paid by a code that the terminal shows. */
  boolean isShown() {
    return entry.equals("shown");
  }

  boolean withPin() {
    return pin;
  }

  Entry entry() {
    return Entry.valueOf(entry.toUpperCase(Locale.ROOT));
  }

  private PaymentType type() {
    return PaymentType.valueOf(verb.name());
  }

  /**
   * @param original id of the payment it refers to; empty for none
   */
  PaymentOrder order(String original) {
    Optional<String> reference = Optional.of(Long.toString(number));
    PaymentOrder.Manner manner = new PaymentOrder.Manner(advice, chipOffline, true);
    if (verb.refers()) {
      boolean whole = verb != Verb.COMPLETION && verb != Verb.REFUND && verb != Verb.TIP;
      return PaymentOrder.referring(type(), original, whole ? 0 : amount, "CNY", reference, manner);
    }
    return new PaymentOrder(
        type(),
        verb == Verb.BALANCE ? 0 : amount,
        "CNY",
        reference,
        Optional.empty(),
        Optional.of(entry()),
        new SensitiveData(data()),
        manner);
  }

  private Map<Element, String> data() {
    Map<Element, String> data = new EnumMap<>(Element.class);
    switch (entry()) {
      case SWIPE -> data.put(Element.TRACK2, TRACK);
      case MANUAL -> {
        data.put(Element.PAN, PAN);
        data.put(Element.EXPIRY, "3012");
      }
      case CHIP, CONTACTLESS -> {
        data.put(Element.PAN, PAN);
        data.put(Element.EXPIRY, "3012");
        data.put(Element.CARD_SEQUENCE, "001");
        data.put(
            Element.EMV,
            String.format(Locale.ROOT, "9F2608AABBCCDDEEFF%04X9F3602000195050000000000", number));
      }
      case SHOWN -> data.put(Element.CODE_SECONDS, Long.toString(shownSeconds));
      case QR ->
          data.put(Element.QR_CODE, String.format(Locale.ROOT, "62123456789012%04d6", number));
    }
    if (pin) {
      data.put(Element.PIN_BLOCK, "9FD70511ED75347D");
    }
    return data;
  }

  @Override
  public String toString() {
    return "payment " + number + " (" + verb.label() + " " + amount + ")";
  }
}
