package org.tillkeeper.agent.till;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.time.WrittenDuration;
import org.tillkeeper.agent.words.ProblemText;
import org.tillkeeper.iso8583.BerTlv;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.iso8583.Element;

/**
 * What {@code POST /v1/payments} takes, and every reason to refuse it before anything is recorded.
 * Cards that were read are left to the issuer: only a typed card number is checked by Luhn.
 */
final class PaymentRequest {
  private static final long MAX_AMOUNT = 999_999_999_999L;
  private static final int MAX_EMV_BYTES = 255;
  private static final int MAX_TRACK2 = 37;

  private static final Pattern ANY = Pattern.compile("(?s).*");
  private static final Pattern REFERENCE =
      Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]{1,64}");
  private static final Pattern PAN = Pattern.compile("[0-9]{12,19}");
  private static final Pattern EXPIRY = Pattern.compile("[0-9]{2}(?:0[1-9]|1[0-2])");
  private static final Pattern SEQUENCE = Pattern.compile("[0-9]{3}");
  private static final Pattern TRACK2 = Pattern.compile("[0-9]{12,19}[=D][0-9]{4,}");
  private static final Pattern PIN_BLOCK = Pattern.compile("[0-9A-Fa-f]{16}");
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");
  private static final Pattern QR_CODE = Pattern.compile("[0-9]{18,19}");

  private static final Pattern RRN = Pattern.compile("[0-9A-Za-z]{12}");

  /** Any day that some year has; the year is not known, so 0229 is one. */
  private static final Pattern DATE =
      Pattern.compile(
          "(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-9])"
              + "|(?:0[13-9]|1[0-2])30"
              + "|(?:0[13578]|1[02])31");

  private static final Pattern SIX_DIGITS = Pattern.compile("[0-9]{6}");
  private static final Pattern ORIGINAL = Pattern.compile("[0-9A-Za-z-]{1,64}");
  private static final Pattern OFFLINE = Pattern.compile("Y1|Y3");
  private static final String TYPES =
      Arrays.stream(PaymentType.values()).map(PaymentType::label).collect(Collectors.joining(", "));

  /** More than a payment can have within the longest time to try again. */
  private static final int ATTEMPTS_MOST = 9999;

  static final String SHOW = "show";
  private static final WrittenDuration SHOWN_WITHIN = new WrittenDuration(3, "s", "m");
  private static final String SHOWN_FOR =
      "must be a time with its unit (s, m) such as 120s, from 10s to 10m";

  private PaymentRequest() {}

  /** Who may ask for what a call asks for. One that cannot be read asks for nothing. */
  static Need need(Call call) {
    try {
      return need(type(JsonObject.parse(call.body())));
    } catch (Problem wrong) {
      return Need.CASHIER; // and is refused for what is wrong with it
    }
  }

  private static Need need(PaymentType type) {
    return switch (type) {
      case SALE, PREAUTH, BALANCE, COMPLETION, TIP -> Need.CASHIER;
      case VOID, REFUND, PREAUTH_VOID, COMPLETION_VOID -> Need.SUPERVISOR;
    };
  }

  /**
   * The order a body asks for.
   *
   * @param terminalCurrency the only one this terminal takes, ISO 4217 letters
   * @throws Problem naming the member that is wrong and what is allowed
   */
  static PaymentOrder order(JsonObject body, String terminalCurrency) {
    PaymentType type = type(body);
    boolean referring = type.needsOriginal() || body.has("original");
    String currency = currency(body, terminalCurrency, !referring && type != PaymentType.BALANCE);
    Optional<String> reference = reference(body);
    if (referring) {
      return referring(body, type, currency, reference);
    }
    PaymentOrder wanted = withoutCard(body, type, currency, reference);
    int ways = 0;
    for (String way : new String[] {"card", "qr", SHOW}) {
      ways += body.has(way) ? 1 : 0;
    }
    if (ways != 1) {
      throw Problem.invalid(
          "card",
          "or qr or show must be there, and only one of them: what the customer pays with.");
    }
    PaymentOrder order = paidWith(wanted, body);
    if (namesItsCard(order)) {
      throw Problem.cardNumber(body.path("reference"), ProblemText.CARD_NUMBER_AS_REFERENCE);
    }
    body.refuseUnread();
    return order;
  }

  /** What stands alone, before the card or code is looked at. */
  static PaymentOrder withoutCard(
      JsonObject body, PaymentType type, String currency, Optional<String> reference) {
    if (type == PaymentType.BALANCE && body.has("amount")) {
      throw body.invalid("amount", "must not be there: a balance inquiry has none");
    }
    long amount = type == PaymentType.BALANCE ? 0 : body.integer("amount", 1, MAX_AMOUNT);
    Map<Element, String> data = new EnumMap<>(Element.class);
    if (type == PaymentType.REFUND && body.has("originalSlip")) {
      slip(body.object("originalSlip"), data);
    }
    return new PaymentOrder(
        type,
        amount,
        currency,
        reference,
        Optional.empty(),
        Optional.empty(),
        new SensitiveData(data),
        new PaymentOrder.Manner(false, false, allowDuplicate(body)));
  }

  /**
   * The order with the card or code that a body brings.
   *
   * @param wanted without them
   * @param body has one of card, qr and show
   */
  static PaymentOrder paidWith(PaymentOrder wanted, JsonObject body) {
    PaymentType type = wanted.type();
    for (String code : new String[] {"qr", SHOW}) {
      if (body.has(code) && type != PaymentType.SALE) {
        throw body.invalid(
            code, "is for a sale alone; what a code paid is taken back by naming its original");
      }
    }
    Map<Element, String> data = new EnumMap<>(Element.class);
    data.putAll(wanted.data().values());
    Entry entry;
    boolean approvedOffline = false;
    if (body.has("card")) {
      JsonObject card = body.object("card");
      approvedOffline = approvedOffline(card, type);
      entry = card(card, data);
      refuseOtherThanTheChipSaw(type, wanted.amount(), wanted.currency(), data);
    } else if (body.has(SHOW)) {
      entry = Entry.SHOWN;
      show(body.object(SHOW), data);
    } else {
      entry = Entry.QR;
      qr(body.object("qr"), data);
    }
    data.putAll(DeviceMember.of(body));
    return new PaymentOrder(
        type,
        wanted.amount(),
        wanted.currency(),
        wanted.reference(),
        Optional.empty(),
        Optional.of(entry),
        new SensitiveData(data),
        new PaymentOrder.Manner(
            false,
            approvedOffline,
            wanted.manner().allowDuplicate(),
            0,
            wanted.manner().supervisor()));
  }

  /**
   * The till's own name of it, which is kept and shown in plain: what an issuer may have given out
   * as a card's number is refused, whatever card it comes with.
   */
  static Optional<String> reference(JsonObject body) {
    Optional<String> reference =
        body.optionalText(
            "reference",
            REFERENCE,
            "must be a text of 1 to 64 characters without control and invisible characters");
    if (reference.isPresent() && CardNumber.isLikelyIn(reference.get())) {
      throw Problem.cardNumber(body.path("reference"), ProblemText.CARD_NUMBER_AS_REFERENCE);
    }
    return reference;
  }

  /** What refers to another may be a duplicate only of what gives money back. */
  private static boolean mayBeDuplicate(JsonObject body, PaymentType type) {
    return type.money() == PaymentType.Money.CREDIT && allowDuplicate(body);
  }

  private static boolean allowDuplicate(JsonObject body) {
    return body.has("allowDuplicate") && body.bool("allowDuplicate");
  }

  static String currency(JsonObject body, String terminalCurrency, boolean needed) {
    return !needed && !body.has("currency")
        ? terminalCurrency
        : body.text(
            "currency",
            Pattern.compile(Pattern.quote(terminalCurrency)),
            "must be " + terminalCurrency + ", the currency of this terminal");
  }

  /**
   * Whether its reference holds the number of the very card it comes with, also among more digits
   * and where the number has no right check digit.
   */
  static boolean namesItsCard(PaymentOrder order) {
    Map<Element, String> data = order.data().values();
    String track2 = data.getOrDefault(Element.TRACK2, "=");
    String read = track2.substring(0, track2.indexOf('='));
    for (String pan : Arrays.asList(data.getOrDefault(Element.PAN, read), read)) {
      if (!pan.isEmpty() && CardNumber.isIn(order.reference().orElse(""), pan)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Refuses an amount or a currency that the chip was not told: its cryptogram speaks of what it
   * was told, and the issuer books what the message says. A balance has no amount.
   */
  private static void refuseOtherThanTheChipSaw(
      PaymentType type, long amount, String currency, Map<Element, String> data) {
    String number = CurrencyCode.of(currency).map(CurrencyCode::number).orElse("");
    for (BerTlv.Entry said : BerTlv.read(data.getOrDefault(Element.EMV, "")).entries()) {
      String value = said.value().replaceFirst("^0+(?=.)", "");
      boolean isAmount = said.tag().equals("9F02") && type != PaymentType.BALANCE;
      if (isAmount && !value.equals(Long.toString(amount))) {
        throw Problem.invalid(
            "card.emv",
            "must name the same amount in tag 9F02 as amount, which is " + amount + ".");
      }
      if (said.tag().equals("5F2A") && !said.value().equals("0" + number)) {
        throw Problem.invalid(
            "card.emv",
            "must name the currency in tag 5F2A, which is 0" + number + " (" + currency + ").");
      }
    }
  }

  /** What the customer's slip says of a payment that is not in this ledger. */
  private static void slip(JsonObject slip, Map<Element, String> data) {
    data.put(
        Element.RRN,
        slip.text("rrn", RRN, "must be the reference number (RRN), 12 letters or digits"));
    data.put(
        Element.ORIGINAL_DATE,
        slip.text("date", DATE, "must be 4 digits MMDD, a day that a year has"));
    slip.optionalText("batch", SIX_DIGITS, "must be 6 digits")
        .ifPresent(batch -> data.put(Element.ORIGINAL_BATCH, batch));
    slip.optionalText("stan", SIX_DIGITS, "must be 6 digits")
        .ifPresent(stan -> data.put(Element.ORIGINAL_STAN, stan));
    slip.refuseUnread();
  }

  /** A payment of another, such as a void or completion. It uses that one's card, none is read. */
  private static PaymentOrder referring(
      JsonObject body, PaymentType type, String currency, Optional<String> reference) {
    if (type.refersTo().isEmpty()) {
      throw Problem.invalid("original", "is not allowed: a " + type.label() + " stands alone.");
    }
    String original =
        body.text(
            "original",
            ORIGINAL,
            "must be the id of the payment that this " + type.label() + " is of");
    for (String own : new String[] {"card", "qr", SHOW, "originalSlip"}) {
      if (body.has(own)) {
        throw body.invalid(own, "must not be there with original, whose card or code is used");
      }
    }
    boolean amountNeeded = type == PaymentType.COMPLETION || type == PaymentType.TIP;
    long amount = amountNeeded || body.has("amount") ? body.integer("amount", 1, MAX_AMOUNT) : 0;
    boolean advice = type == PaymentType.COMPLETION && body.has("advice") && body.bool("advice");
    PaymentOrder.Manner manner = new PaymentOrder.Manner(advice, false, mayBeDuplicate(body, type));
    Map<Element, String> device = DeviceMember.of(body);
    body.refuseUnread();
    return PaymentOrder.referring(type, original, amount, currency, reference, manner).with(device);
  }

  /** A payment named by its path: {@code /v1/payments/ID/void} and {@code /refund}. */
  static PaymentOrder ofPath(
      JsonObject body, PaymentType type, String original, String terminalCurrency) {
    long amount = body.has("amount") ? body.integer("amount", 1, MAX_AMOUNT) : 0;
    boolean ofAttempt = type == PaymentType.REFUND && body.has("attempt");
    int attempt = ofAttempt ? (int) body.integer("attempt", 1, ATTEMPTS_MOST) : 0;
    Optional<String> reference = reference(body);
    PaymentOrder.Manner manner =
        new PaymentOrder.Manner(false, false, mayBeDuplicate(body, type), attempt);
    Map<Element, String> device = DeviceMember.of(body);
    body.refuseUnread();
    return PaymentOrder.referring(type, original, amount, terminalCurrency, reference, manner)
        .with(device);
  }

  private static boolean approvedOffline(JsonObject card, PaymentType type) {
    if (!card.has("offline")) {
      return false;
    }
    card.text("offline", OFFLINE, "must be Y1 or Y3: the chip approved it offline");
    boolean byChip = card.has("emv");
    if (type != PaymentType.SALE || !byChip) {
      throw Problem.invalid(
          "card.offline", "is for a sale with the chip's data in card.emv alone.");
    }
    return true;
  }

  static PaymentType type(JsonObject body) {
    String type = body.text("type", ANY, "must be a text, one of " + TYPES);
    return PaymentType.of(type).orElseThrow(() -> body.invalid("type", "must be one of " + TYPES));
  }

  private static void qr(JsonObject qr, Map<Element, String> data) {
    data.put(Element.QR_CODE, qr.text("code", QR_CODE, "must be 18 or 19 digits"));
    qr.refuseUnread();
  }

  /** A code to be shown, and for how long it is wanted. */
  private static void show(JsonObject show, Map<Element, String> data) {
    Duration within =
        show.optionalText("within", SHOWN_WITHIN.form(), SHOWN_FOR)
            .flatMap(SHOWN_WITHIN::read)
            .orElse(Duration.ofMinutes(2));
    long seconds = within.toMillis() / 1000;
    if (seconds < 10 || seconds > 600) {
      throw show.invalid("within", SHOWN_FOR);
    }
    data.put(Element.CODE_SECONDS, Long.toString(seconds));
    show.refuseUnread();
  }

  private static Entry card(JsonObject card, Map<Element, String> data) {
    Entry entry = entry(card);
    switch (entry) {
      case SWIPE -> {
        refuse(card, entry, "pan", "expiry", "sequence", "emv");
        data.put(Element.TRACK2, track2(card));
      }
      case MANUAL -> {
        refuse(card, entry, "track2", "sequence", "emv");
        data.put(Element.PAN, typedPan(card));
        data.put(Element.EXPIRY, expiry(card));
      }
      case CHIP, CONTACTLESS -> {
        data.put(Element.PAN, card.text("pan", PAN, "must be 12 to 19 digits"));
        data.put(Element.EMV, emv(card));
        if (card.has("expiry")) {
          data.put(Element.EXPIRY, expiry(card));
        }
        card.optionalText("sequence", SEQUENCE, "must be 3 digits")
            .ifPresent(sequence -> data.put(Element.CARD_SEQUENCE, sequence));
        if (card.has("track2")) {
          data.put(Element.TRACK2, track2(card));
        }
      }
      case QR, SHOWN -> throw card.invalid("entry", "must not be " + entry.label());
    }
    card.optionalText("pinBlock", PIN_BLOCK, "must be 16 hex digits")
        .ifPresent(block -> data.put(Element.PIN_BLOCK, block.toUpperCase(Locale.ROOT)));
    card.refuseUnread();
    return entry;
  }

  private static Entry entry(JsonObject card) {
    String allowed = "must be chip, contactless, swipe or manual";
    String label = card.text("entry", ANY, allowed);
    for (Entry entry : Entry.values()) {
      if (!entry.isCode() && entry.label().equals(label)) {
        return entry;
      }
    }
    throw card.invalid("entry", allowed);
  }

  private static void refuse(JsonObject card, Entry entry, String... names) {
    for (String name : names) {
      if (card.has(name)) {
        throw card.invalid(name, "must not be there with entry " + entry.label());
      }
    }
  }

  private static String track2(JsonObject card) {
    String allowed =
        "must be track 2 without sentinels: 12 to 19 digits, '=' or 'D', at least 4 digits (YYMM first),"
            + " at most 37 characters together";
    String track = card.text("track2", TRACK2, allowed);
    if (track.length() > MAX_TRACK2) {
      throw card.invalid("track2", allowed);
    }
    return track.replace('D', '=');
  }

  private static String expiry(JsonObject card) {
    return card.text("expiry", EXPIRY, "must be 4 digits YYMM with a month from 01 to 12");
  }

  private static String typedPan(JsonObject card) {
    String pan = card.text("pan", PAN, "must be 12 to 19 digits");
    if (!CardNumber.passesLuhn(pan)) {
      throw card.invalid(
          "pan", "is mistyped: its check digit is wrong; type the card number again");
    }
    return pan;
  }

  private static String emv(JsonObject card) {
    String allowed =
        "must be chip data as BER-TLV in hex, 1 to "
            + MAX_EMV_BYTES
            + " bytes with nothing left over";
    String hex = card.text("emv", HEX, allowed);
    boolean fits = hex.length() % 2 == 0 && hex.length() <= 2 * MAX_EMV_BYTES;
    if (!fits || !BerTlv.isWellFormed(hex)) {
      throw card.invalid("emv", allowed);
    }
    return hex.toUpperCase(Locale.ROOT);
  }
}
