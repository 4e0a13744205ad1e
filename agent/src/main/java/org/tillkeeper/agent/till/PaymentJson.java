package org.tillkeeper.agent.till;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.NextCall;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.Status;
import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.FindingText;
import org.tillkeeper.agent.words.HistoryText;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.CurrencyCode;

/**
 * A payment, its history and the terminal's status as the API shows them: maps in the order of the
 * API's documentation, ready for a JSON writer that writes nulls. Amounts in the minor unit, times
 * RFC 3339 in UTC with milliseconds. Immutable.
 */
public final class PaymentJson {
  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final PaymentText text;
  private final Function<Payment, Set<NextCall>> next;
  private final String currency;
  private final ZoneId zone;
  private final Optional<String> deviceKey;
  private final Optional<Shop> shop;
  private final boolean showsCodes;

  /**
   * @param text what the cashier reads
   * @param next the calls that a payment would take now, asked on any thread
   * @param currency the terminal's own, for what belongs to no payment
   */
  public PaymentJson(PaymentText text, Function<Payment, Set<NextCall>> next, String currency) {
    this(text, next, currency, ZoneId.systemDefault());
  }

  /**
   * @param zone the shop's, by which people are shown times
   */
  public PaymentJson(
      PaymentText text, Function<Payment, Set<NextCall>> next, String currency, ZoneId zone) {
    this(text, next, currency, zone, Optional.empty(), Optional.empty(), false);
  }

  private PaymentJson(
      PaymentText text,
      Function<Payment, Set<NextCall>> next,
      String currency,
      ZoneId zone,
      Optional<String> deviceKey,
      Optional<Shop> shop,
      boolean showsCodes) {
    this.shop = shop;
    this.showsCodes = showsCodes;
    this.currency = currency;
    this.text = text;
    this.next = next;
    this.zone = zone;
    this.deviceKey = deviceKey;
  }

  /** The same, telling the fingerprint of the device's key with the status. */
  public PaymentJson withDeviceKey(String fingerprint) {
    return new PaymentJson(text, next, currency, zone, Optional.of(fingerprint), shop, showsCodes);
  }

  /** The same, telling with the status whose terminal this is. */
  PaymentJson withShop(Shop whose) {
    return new PaymentJson(text, next, currency, zone, deviceKey, Optional.of(whose), showsCodes);
  }

  /** The same, telling with the status that the terminal may show codes for customers to scan. */
  public PaymentJson withShownCodes() {
    return new PaymentJson(text, next, currency, zone, deviceKey, shop, true);
  }

  /**
   * A payment, and what the acquirer said to its chip.
   *
   * @param emvResponse BER-TLV in hex; empty where the chip is not waited for
   */
  Map<String, Object> payment(Payment payment, Optional<String> emvResponse) {
    Map<String, Object> json = payment(payment);
    if (emvResponse.isPresent() && json.get("card") instanceof Map<?, ?> shown) {
      Map<Object, Object> card = new LinkedHashMap<>(shown);
      card.put("emvResponse", emvResponse.get());
      json.put("card", card);
    }
    return json;
  }

  /** A payment, and the code that it shows. */
  Map<String, Object> showing(Payment payment, Optional<Terminal.Shown> code) {
    Map<String, Object> json = payment(payment);
    if (code.isPresent()) {
      Map<String, Object> show = new LinkedHashMap<>();
      show.put("code", code.get().code());
      show.put("expiresAt", time(code.get().expiresAt()));
      json.put("show", show);
    }
    return json;
  }

  /** A payment. */
  public Map<String, Object> payment(Payment payment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", payment.id());
    json.put("type", payment.type().label());
    json.put("state", payment.state().label());
    json.put("display", Display.of(payment).label());
    json.put("amount", payment.amount());
    putCurrency(json, payment.currency());
    json.put("reference", payment.reference().orElse(null));
    putInstrument(json, payment);
    Optional<Attempt> last = payment.lastSent();
    json.put("stan", last.map(attempt -> attempt.request().stan()).orElse(null));
    json.put("batch", last.map(attempt -> attempt.request().batch()).orElse(null));
    json.put("rrn", payment.decision().rrn().orElse(null));
    json.put("authCode", payment.decision().authCode().orElse(null));
    json.put("responseCode", payment.decision().responseCode().orElse(null));
    json.put("message", bilingual(text.of(payment)));
    List<Object> attempts = new ArrayList<>();
    for (Attempt attempt : payment.attempts()) {
      attempts.add(attempt(attempt));
    }
    json.put("attempts", attempts);
    json.put("retryUntil", retryUntil(payment));
    json.put("original", payment.terms().original().orElse(null));
    json.put("createdAt", time(payment.createdAt()));
    json.put("updatedAt", time(payment.updatedAt()));
    boolean needed = payment.state() == State.ATTENTION;
    json.put(
        "attention", payment.attention().filter(why -> needed).map(Attention::label).orElse(null));
    PaymentText.ChargeAgain again = text.chargeAgain(payment);
    Map<String, Object> chargeAgain = new LinkedHashMap<>();
    chargeAgain.put("answer", again.answer().label());
    chargeAgain.putAll(bilingual(again.why()));
    json.put("chargeAgain", chargeAgain);
    json.put("voidedBy", payment.links().voidedBy().orElse(null));
    json.put("completedBy", payment.links().completedBy().orElse(null));
    json.put("refunded", payment.links().refunded());
    json.put("tip", payment.links().tip());
    json.put("settled", payment.batchClosed());
    json.put("acceptedOffline", payment.terms().acceptedOffline());
    json.put("cardResult", payment.cardResult().label());
    json.put("voucher", payment.decision().voucher().orElse(null));
    Set<NextCall> calls = next.apply(payment);
    json.put("mayCancel", calls.contains(NextCall.CANCEL));
    List<Object> labels = new ArrayList<>();
    for (NextCall call : calls) {
      labels.add(call.label());
    }
    json.put("next", labels);
    json.put("unseen", payment.unseenSince().isPresent());
    json.put("signature", payment.signature().label());
    boolean hasCode = calls.contains(NextCall.SIGN) || payment.signature() != Signature.NONE;
    json.put("transactionCode", hasCode ? payment.transactionCode().orElse(null) : null);
    Decision decision = payment.decision();
    if (decision.approvedAmount().isPresent()) {
      json.put("approvedAmount", decision.approvedAmount().getAsLong());
    }
    if (decision.balance().isPresent()) {
      json.put("balance", decision.balance().getAsLong());
    }
    return json;
  }

  /** What the cashier reads of a payment. */
  PaymentText text() {
    return text;
  }

  /**
   * A line of a payment's history.
   *
   * @param currency of the payment, ISO 4217 letters
   */
  static Map<String, Object> event(Terminal.HistoryEvent event, String currency) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", time(event.at()));
    json.put("kind", event.kind());
    json.put("attempt", event.attempt() == 0 ? null : event.attempt());
    json.put("message", event.message());
    json.put("text", bilingual(HistoryText.of(event.kind(), event.message(), currency)));
    return json;
  }

  /** How the terminal stands. */
  public Map<String, Object> status(Status status) {
    Map<String, Object> pending = new LinkedHashMap<>();
    pending.put("count", status.pendingCount());
    pending.put("amount", status.pendingAmount());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("online", status.online());
    json.put("since", time(status.since()));
    json.put("route", status.route().orElse(null));
    json.put("signedIn", status.signedIn());
    json.put("batch", status.batch());
    json.put("pending", pending);
    json.put("attention", status.attention());
    json.put("version", status.version());
    json.put("openReversals", status.openReversals());
    json.put("ledgerLoss", status.ledgerLoss());
    json.put("timeZone", zone.getId());
    putCurrency(json, currency);
    deviceKey.ifPresent(fingerprint -> json.put("deviceKey", fingerprint));
    shop.ifPresent(whose -> json.put("shop", shop(whose)));
    if (showsCodes) {
      json.put("showsCodes", true);
    }
    return json;
  }

  private static Map<String, Object> shop(Shop shop) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", shop.name().orElse(null));
    json.put("merchant", shop.merchant());
    json.put("terminal", shop.terminal());
    return json;
  }

  /** The health checks. */
  public Map<String, Object> diagnosis(List<Finding> findings) {
    boolean ok = true;
    List<Object> checks = new ArrayList<>();
    for (Finding finding : findings) {
      ok &= finding.ok();
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("check", finding.check());
      json.put("ok", finding.ok());
      json.put("message", bilingual(FindingText.of(finding)));
      checks.add(json);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ok", ok);
    json.put("checks", checks);
    return json;
  }

  /**
   * The currency of all amounts beside it, and the digits of its minor unit. Who shows an amount
   * takes them from here and from nowhere else.
   *
   * @param currency ISO 4217 letters
   */
  static void putCurrency(Map<String, Object> json, String currency) {
    json.put("currency", currency);
    json.put("minorUnits", CurrencyCode.minorUnits(currency));
  }

  private static void putInstrument(Map<String, Object> json, Payment payment) {
    Map<String, Object> instrument = new LinkedHashMap<>();
    if (payment.instrument().entry() == Entry.QR) {
      instrument.put("code", payment.instrument().masked());
      json.put("qr", instrument);
    } else if (payment.instrument().entry() == Entry.SHOWN) {
      instrument.put("code", null);
      instrument.put("expiresAt", null);
      json.put("show", instrument);
    } else {
      instrument.put("entry", payment.instrument().entry().label());
      instrument.put("pan", payment.instrument().masked());
      json.put("card", instrument);
    }
  }

  private static Map<String, Object> attempt(Attempt attempt) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stan", attempt.request().stan());
    json.put("batch", attempt.request().batch());
    json.put("outcome", attempt.outcome().label());
    json.put("sends", attempt.sends());
    json.put("reversal", attempt.reversal().map(PaymentJson::reversal).orElse(null));
    json.put("approvals", approvals(attempt));
    json.put("refundedBy", attempt.givenBackBy().orElse(null));
    return json;
  }

  /** What an engineer of the acquirer finds the bookings by. */
  private static List<Object> approvals(Attempt attempt) {
    List<Object> approvals = new ArrayList<>();
    for (Approval approval : attempt.approvals().all()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("amount", approval.amount());
      json.put("rrn", approval.rrn().orElse(null));
      json.put("authCode", approval.authCode().orElse(null));
      json.put("date", approval.date().orElse(null));
      approvals.add(json);
    }
    return approvals;
  }

  private static Map<String, Object> reversal(Reversal reversal) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reason", reversal.reason().code());
    json.put("sends", reversal.sends());
    json.put(
        "state",
        switch (reversal.stage()) {
          case OPEN -> "open";
          case PARKED -> "parked";
          case REVERSED_EARLY, REVERSED -> "reversed";
          case NO_ORIGINAL -> "no-original";
          case ENDED_WITHOUT_PROOF -> "ended-without-proof";
        });
    return json;
  }

  /** Shown only while a try may come. A cashier would go on waiting for one that never does. */
  private static String retryUntil(Payment payment) {
    return payment.mayBeSentAgain()
        ? payment.retryUntil().map(PaymentJson::time).orElse(null)
        : null;
  }

  /** A text as the API shows it. */
  static Map<String, Object> bilingual(Bilingual text) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("zh", text.zh());
    json.put("en", text.en());
    return json;
  }

  /** A time as the API shows it. */
  static String time(Instant instant) {
    return RFC_3339.format(instant);
  }
}
