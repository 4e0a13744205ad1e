package org.tillkeeper.agent.nexo;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentType;

/**
 * Reads what a till asks to be done with money. What would change where money goes, and this
 * terminal cannot do, is refused and never passed over: cash back, instalments, brands that a till
 * excludes, card data that is encrypted for somebody else.
 */
final class Reading {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern ID = Pattern.compile("[!-~]{1,64}");
  private static final Pattern REASON =
      Pattern.compile("CustCancel|MerchantCancel|Malfunction|Unable2Compl");
  private static final Pattern EXPIRY = Pattern.compile("[0-9]{4}");
  private static final DateTimeFormatter MONTH_AND_DAY =
      DateTimeFormatter.ofPattern("MMdd", Locale.ROOT);

  private final String currency;
  private final ZoneId zone;

  /**
   * @param currency the terminal's own, ISO 4217 letters
   * @param zone the shop's, whose day stands on slips
   */
  Reading(String currency, ZoneId zone) {
    this.currency = currency;
    this.zone = zone;
  }

  /** Of a {@code PaymentRequest}. */
  Wish.Paying payment(Fields request) throws Faulty {
    Sale sale = Sale.required(request);
    Fields transaction = request.required("PaymentTransaction");
    Optional<Fields> data = request.object("PaymentData");
    PaymentType type =
        type(data.isPresent() ? data.get().text("PaymentType").orElse("Normal") : "Normal");
    Fields amounts = transaction.required("AmountsReq");
    String named = amounts.text("Currency", CURRENCY, "must be " + currency);
    if (!named.equals(currency)) {
      throw amounts.wrong("Currency", "must be " + currency + ", the currency of this terminal");
    }
    long amount = Money.required(amounts, "RequestedAmount", currency);
    if (Money.optional(amounts, "CashBackAmount", currency) > 0) {
      throw Faulty.unavailable("CashBackAmount: this terminal pays out no cash.");
    }
    if (Money.optional(amounts, "TipAmount", currency) > amount) {
      throw amounts.wrong("TipAmount", "must be part of RequestedAmount");
    }
    Set<Entry> entries = entries(type, transaction, data);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type.label());
    members.put("amount", BigInteger.valueOf(amount));
    members.put("currency", currency);
    members.put("reference", sale.transaction().get());
    Optional<Fields> original = transaction.object("OriginalPOITransaction");
    if (original.isPresent()) {
      original(type, original.get(), members);
    } else if (type == PaymentType.COMPLETION) {
      throw transaction.wrong("OriginalPOITransaction", "is missing: it names the reservation");
    }
    Optional<Map<String, Object>> instrument =
        data.isPresent() ? instrument(data.get()) : Optional.empty();
    return new Wish.Paying(type, amount, members, instrument, entries, sale);
  }

  /** Of a {@code ReversalRequest}. */
  Wish.Reversing reversal(Fields request) throws Faulty {
    request.text(
        "ReversalReason",
        REASON,
        "must be CustCancel, MerchantCancel, Malfunction or Unable2Compl");
    Fields original = request.required("OriginalPOITransaction");
    return new Wish.Reversing(
        poiTransaction(original),
        Money.optional(request, "ReversedAmount", currency),
        Sale.optional(request));
  }

  private static PaymentType type(String named) throws Faulty {
    return switch (named) {
      case "Normal" -> PaymentType.SALE;
      case "Refund" -> PaymentType.REFUND;
      case "OneTimeReservation" -> PaymentType.PREAUTH;
      case "Completion" -> PaymentType.COMPLETION;
      default ->
          throw Faulty.unavailable(
              "PaymentType: this terminal has Normal, Refund, OneTimeReservation and Completion.");
    };
  }

  private static String poiTransaction(Fields original) throws Faulty {
    return original
        .required("POITransactionID")
        .text(
            "TransactionID",
            ID,
            "must be the TransactionID of POIData in the answer to that payment");
  }

  private void original(PaymentType type, Fields original, Map<String, Object> members)
      throws Faulty {
    if (original.isTrue("ReuseCardDataFlag")) {
      throw Faulty.unavailable("ReuseCardDataFlag: this terminal gives no card's data again.");
    }
    if (type == PaymentType.COMPLETION
        || (type == PaymentType.REFUND && original.has("POITransactionID"))) {
      members.put("original", poiTransaction(original));
    } else if (type == PaymentType.REFUND && original.has("HostTransactionID")) {
      members.put("originalSlip", slip(original.required("HostTransactionID")));
    } else {
      throw Faulty.unavailable(
          "OriginalPOITransaction is for a Completion, which names the reservation, and a Refund,"
              + " which names the payment.");
    }
  }

  /** What the customer's slip says of a payment that this terminal never took. */
  private Map<String, Object> slip(Fields host) throws Faulty {
    Map<String, Object> slip = new LinkedHashMap<>();
    slip.put("rrn", host.text("TransactionID", ID, "must be the reference number (RRN)"));
    String time = host.text("TimeStamp").orElse("");
    try {
      slip.put(
          "date",
          OffsetDateTime.parse(time).atZoneSameInstant(zone).toLocalDate().format(MONTH_AND_DAY));
    } catch (DateTimeException e) {
      throw host.wrong("TimeStamp", "must be a date and time with its offset, as of RFC 3339");
    }
    return slip;
  }

  /** How the customer may pay, as far as the till limits it. */
  private static Set<Entry> entries(PaymentType type, Fields transaction, Optional<Fields> data)
      throws Faulty {
    Set<Entry> entries = EnumSet.allOf(Entry.class);
    // A till of this protocol has no place to show a code, nor asks for one.
    entries.remove(Entry.SHOWN);
    if (type != PaymentType.SALE) {
      entries.remove(Entry.QR);
    }
    Optional<Fields> conditions = transaction.object("TransactionConditions");
    if (conditions.isPresent()) {
      if (!conditions.get().texts("AllowedPaymentBrand").isEmpty()) {
        throw Faulty.unavailable("AllowedPaymentBrand: this terminal cannot exclude brands.");
      }
      limit(entries, conditions.get(), "ForceEntryMode");
    }
    if (data.isPresent()) {
      if (data.get().has("Instalment")) {
        throw Faulty.unavailable("Instalment: this terminal has no instalments.");
      }
      if (data.get().has("CardAcquisitionReference")) {
        throw Faulty.unavailable("CardAcquisitionReference: there is no CardAcquisition here.");
      }
    }
    if (entries.isEmpty()) {
      throw Faulty.unavailable("ForceEntryMode leaves no way to pay that this terminal has.");
    }
    return entries;
  }

  private static void limit(Set<Entry> entries, Fields of, String name) throws Faulty {
    if (of.has(name)) {
      Set<Entry> allowed = EnumSet.noneOf(Entry.class);
      for (String mode : of.texts(name)) {
        entry(mode).ifPresent(allowed::add);
      }
      entries.retainAll(allowed);
    }
  }

  private static Optional<Entry> entry(String mode) {
    return switch (mode) {
      case "ICC" -> Optional.of(Entry.CHIP);
      case "Contactless", "Tapped", "Mobile", "RFID" -> Optional.of(Entry.CONTACTLESS);
      case "MagStripe" -> Optional.of(Entry.SWIPE);
      case "Keyed", "Manual" -> Optional.of(Entry.MANUAL);
      case "Scanned" -> Optional.of(Entry.QR);
      default -> Optional.empty();
    };
  }

  /** What the till has read itself; empty where this terminal is to read it. */
  private static Optional<Map<String, Object>> instrument(Fields data) throws Faulty {
    Optional<Fields> named = data.object("PaymentInstrumentData");
    if (!named.isPresent()) {
      return Optional.empty();
    }
    Fields instrument = named.get();
    if (!instrument.text("PaymentInstrumentType").orElse("Card").equals("Card")) {
      throw Faulty.unavailable("PaymentInstrumentType: this terminal takes Card.");
    }
    Optional<Fields> card = instrument.object("CardData");
    if (instrument.has("ProtectedCardData")
        || (card.isPresent() && card.get().has("ProtectedCardData"))) {
      throw Faulty.unavailable("ProtectedCardData: this terminal has no key to open it.");
    }
    if (!card.isPresent()) {
      return Optional.empty();
    }
    Optional<Fields> token = card.get().object("PaymentToken");
    Optional<Fields> sensitive = card.get().object("SensitiveCardData");
    Set<Entry> modes = EnumSet.allOf(Entry.class);
    limit(modes, card.get(), "EntryMode");
    if (token.isPresent()) {
      return Optional.of(code(card.get(), modes, token.get()));
    }
    return sensitive.isPresent()
        ? Optional.of(card(card.get(), modes, sensitive.get()))
        : Optional.empty();
  }

  /** What the customer's phone showed stands for a card, once. */
  private static Map<String, Object> code(Fields card, Set<Entry> modes, Fields token)
      throws Faulty {
    if (!card.has("EntryMode") || !modes.contains(Entry.QR)) {
      throw card.wrong("EntryMode", "must be Scanned where PaymentToken holds a payment code");
    }
    Map<String, Object> code = new LinkedHashMap<>();
    code.put("code", token.digits("TokenValue", 0).orElse(""));
    return one("qr", code);
  }

  private static Map<String, Object> card(Fields card, Set<Entry> modes, Fields sensitive)
      throws Faulty {
    Map<String, Object> read = new LinkedHashMap<>();
    Optional<String> track2 = track2(sensitive);
    Entry entry = track2.isPresent() ? Entry.SWIPE : Entry.MANUAL;
    if (!modes.contains(entry)) {
      throw card.wrong(
          "EntryMode", "must be MagStripe where TrackData is there, else Keyed or Manual");
    }
    read.put("entry", entry.label());
    if (track2.isPresent()) {
      read.put("track2", track2.get());
    } else {
      read.put("pan", sensitive.digits("PAN", 0).orElse(""));
      Optional<String> expiry = sensitive.digits("ExpiryDate", 4);
      if (!expiry.isPresent() || !EXPIRY.matcher(expiry.get()).matches()) {
        throw sensitive.wrong("ExpiryDate", "must be 4 digits YYMM");
      }
      read.put("expiry", expiry.get());
    }
    return one("card", read);
  }

  private static Optional<String> track2(Fields sensitive) throws Faulty {
    for (Fields track : sensitive.objects("TrackData")) {
      if (track.digits("TrackNumb", 1).orElse("2").equals("2")) {
        return track.text("TrackValue");
      }
    }
    return Optional.empty();
  }

  private static Map<String, Object> one(String name, Map<String, Object> value) {
    Map<String, Object> member = new LinkedHashMap<>();
    member.put(name, value);
    return member;
  }
}
