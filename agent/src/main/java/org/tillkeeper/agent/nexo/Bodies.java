package org.tillkeeper.agent.nexo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.receipt.Copy;
import org.tillkeeper.agent.receipt.Paper;
import org.tillkeeper.agent.receipt.Receipt;
import org.tillkeeper.agent.receipt.Shop;

/**
 * What a till is answered about money, member by member. A card is shown by its first six and last
 * four digits. Receipts are laid out already, for paper of 58 mm. Safe for any thread.
 */
final class Bodies {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** In the place of a payment's id where there is no payment. No id is like it. */
  private static final String NO_TRANSACTION = "none";

  private final Shop shop;
  private final Supplier<Instant> now;

  Bodies(Shop shop, Supplier<Instant> now) {
    this.shop = shop;
    this.now = now;
  }

  /** Of {@code PaymentResponse}. */
  Map<String, Object> payment(Told told, Sale sale, boolean reprint) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Response", told.verdict().response(sale.said(told.said())));
    json.put("SaleData", named(sale, told.payment()));
    json.put("POIData", poiData(told.payment()));
    told.payment().ifPresent(payment -> json.put("PaymentResult", result(told, payment)));
    receipts(told, sale, reprint, json);
    return json;
  }

  /** Of {@code ReversalResponse}. */
  Map<String, Object> reversal(Told told, Sale sale, boolean reprint) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Response", told.verdict().response(sale.said(told.said())));
    told.payment()
        .ifPresent(
            payment -> {
              json.put("POIData", poiData(told.payment()));
              told.original()
                  .ifPresent(
                      original ->
                          json.put(
                              "OriginalPOITransaction",
                              Collections.singletonMap(
                                  "POITransactionID",
                                  id(original.id(), time(original.createdAt())))));
              if (told.verdict().tookPlace()) {
                json.put(
                    "ReversedAmount", Money.major(payment.approvedAmount(), payment.currency()));
              }
            });
    receipts(told, sale, reprint, json);
    return json;
  }

  /** A till's own name of a payment, or the one that was kept of it. */
  private Map<String, Object> named(Sale sale, Optional<Payment> payment) {
    Sale known =
        sale.transaction().isPresent()
            ? sale
            : new Sale(
                payment.flatMap(Payment::reference),
                sale.timeStamp(),
                sale.english(),
                sale.chinese());
    return known.json(payment.map(it -> time(it.createdAt())).orElseGet(this::time));
  }

  private Map<String, Object> poiData(Optional<Payment> payment) {
    return Collections.singletonMap(
        "POITransactionID",
        id(
            payment.map(Payment::id).orElse(NO_TRANSACTION),
            payment.map(it -> time(it.createdAt())).orElseGet(this::time)));
  }

  private static Map<String, Object> id(String transaction, String time) {
    Map<String, Object> id = new LinkedHashMap<>();
    id.put("TransactionID", transaction);
    id.put("TimeStamp", time);
    return id;
  }

  private Map<String, Object> result(Told told, Payment payment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("PaymentType", type(payment.type()));
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("MaskedPan", payment.instrument().masked());
    card.put("EntryMode", Collections.singletonList(entry(payment.instrument().entry())));
    Map<String, Object> instrument = new LinkedHashMap<>();
    instrument.put("PaymentInstrumentType", "Card");
    instrument.put("CardData", card);
    json.put("PaymentInstrumentData", instrument);
    if (told.verdict().tookPlace()) {
      Map<String, Object> amounts = new LinkedHashMap<>();
      amounts.put("Currency", payment.currency());
      amounts.put("AuthorizedAmount", Money.major(payment.approvedAmount(), payment.currency()));
      json.put("AmountsResp", amounts);
    }
    json.put("OnlineFlag", !payment.terms().acceptedOffline());
    json.put("PaymentAcquirerData", acquirer(told, payment));
    return json;
  }

  private Map<String, Object> acquirer(Told told, Payment payment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("MerchantID", shop.merchant());
    json.put("AcquirerPOIID", shop.terminal());
    payment
        .decision()
        .rrn()
        .ifPresent(rrn -> json.put("AcquirerTransactionID", id(rrn, time(payment.updatedAt()))));
    if (told.verdict().tookPlace()) {
      payment.decision().authCode().ifPresent(code -> json.put("ApprovalCode", code));
    }
    return json;
  }

  private void receipts(Told told, Sale sale, boolean reprint, Map<String, Object> json) {
    // What is not known yet has no receipt: one that says so would be handed out as one.
    if (told.verdict().isInProgress() || !told.payment().filter(Receipt::isFor).isPresent()) {
      return;
    }
    List<Object> receipts = new ArrayList<>();
    for (Copy copy : Copy.values()) {
      Receipt receipt =
          new Receipt(
              shop,
              told.payment().get(),
              told.original(),
              told.facts(),
              copy,
              sale.receipts(),
              reprint);
      List<Object> rows = new ArrayList<>();
      for (String row : new Paper(Paper.NARROW).text(receipt.lines()).split("\n")) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("Text", row);
        text.put("EndOfLineFlag", true);
        rows.add(text);
      }
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("OutputFormat", "Text");
      content.put("OutputText", rows);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("DocumentQualifier", copy == Copy.MERCHANT ? "CashierReceipt" : "CustomerReceipt");
      one.put("RequiredSignatureFlag", receipt.signed());
      one.put("OutputContent", content);
      receipts.add(one);
    }
    json.put("PaymentReceipt", receipts);
  }

  private static String type(PaymentType type) {
    return switch (type) {
      case REFUND, VOID, COMPLETION_VOID, PREAUTH_VOID -> "Refund";
      case PREAUTH -> "OneTimeReservation";
      case COMPLETION -> "Completion";
      case SALE, TIP, BALANCE -> "Normal";
    };
  }

  private static String entry(Entry entry) {
    return switch (entry) {
      case CHIP -> "ICC";
      case CONTACTLESS -> "Contactless";
      case SWIPE -> "MagStripe";
      case MANUAL -> "Keyed";
      case QR, SHOWN -> "Scanned";
    };
  }

  /** The present, as this protocol writes times. */
  String time() {
    return time(now.get());
  }

  private static String time(Instant at) {
    return TIME.format(at);
  }
}
