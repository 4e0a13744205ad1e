package org.tillkeeper.agent.messages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.Settlements.Upload;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Counting;
import org.tillkeeper.agent.settlement.Part;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.iso8583.Conventions;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.unionpay.BatchRows;

/**
 * The messages of an upload. They are made from the ledger each time they are sent. Card numbers
 * come from where they lie sealed and go nowhere else.
 */
public final class UploadMessages {
  private static final Log LOG = Log.of(UploadMessages.class);

  private final Ledger ledger;
  private final SealedMessages sealedMessages;
  private final Messages messages;
  private final Counting counting;

  public UploadMessages(Ledger ledger, SealedMessages sealedMessages, Messages messages) {
    this.ledger = ledger;
    this.sealedMessages = sealedMessages;
    this.messages = messages;
    counting = new Counting(messages.countingRules(), ledger::payment);
  }

  /** As what the payments of a batch count. */
  public Counting counting() {
    return counting;
  }

  /** Totals as the message names them. */
  public Map<Element, String> totals(BatchTotals told) {
    BatchTotals apart = messages.tellsCardsApart() ? told : BatchTotals.ofDomestic(told.all());
    Conventions.Uploads uploads = messages.conventions().uploads();
    BatchTotals fitting =
        messages.has(Kind.BATCH_ROWS)
            ? apart.atMost(uploads.countMost(), uploads.amountMost())
            : apart;
    Totals domestic = fitting.domestic();
    Totals foreign = fitting.foreign();
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.DEBIT_COUNT, Integer.toString(domestic.debitCount()));
    values.put(Element.DEBIT_AMOUNT, Long.toString(domestic.debitAmount()));
    values.put(Element.CREDIT_COUNT, Integer.toString(domestic.creditCount()));
    values.put(Element.CREDIT_AMOUNT, Long.toString(domestic.creditAmount()));
    values.put(Element.FOREIGN_DEBIT_COUNT, Integer.toString(foreign.debitCount()));
    values.put(Element.FOREIGN_DEBIT_AMOUNT, Long.toString(foreign.debitAmount()));
    values.put(Element.FOREIGN_CREDIT_COUNT, Integer.toString(foreign.creditCount()));
    values.put(Element.FOREIGN_CREDIT_AMOUNT, Long.toString(foreign.creditAmount()));
    return values;
  }

  /**
   * The STAN of the payment that a message is about, if the message names it. For example a notice
   * that is sent again goes by the STAN of its payment.
   */
  public Optional<String> ownStan(Upload upload) {
    boolean named = upload.part() != Part.ROWS && upload.part() != Part.END;
    return named ? Optional.of(attempt(upload).request().stan()) : Optional.empty();
  }

  public Message message(Settlement settlement, Upload upload, String stan, Instant at) {
    Kind kind = upload.part().kind();
    Map<Element, String> values;
    try {
      values = values(upload, settlement.batchNumber());
      values.put(Element.STAN, stan);
      values.put(Element.BALANCED, settlement.verdict().get().isBalanced() ? "yes" : "no");
      values.put(
          Element.UPLOADED,
          Integer.toString(
              Math.min(
                  settlement.progress().payments(),
                  messages.conventions().uploads().uploadedMost())));
      return messages.other(kind, settlement.batchNumber(), at, values);
    } catch (InvalidField e) {
      // What is left of it in the ledger does not make this message; a row can always be made.
      LOG.warn(
          "a payment is uploaded as a row",
          Fact.text("attempts", String.valueOf(upload.attempts())),
          Fact.text("why", e.getMessage()));
      values = rows(upload);
      values.put(Element.STAN, stan);
      return messages.other(Kind.BATCH_ROWS, settlement.batchNumber(), at, values);
    }
  }

  private Map<Element, String> values(Upload upload, String batch) {
    return switch (upload.part()) {
      case ROWS -> rows(upload);
      case OFFLINE, REFUNDS, COMPLETIONS -> {
        EnumMap<Element, String> advice = advice(payment(upload), attempt(upload));
        if (payment(upload).type() == PaymentType.TIP) {
          advice.putAll(tip(payment(upload), attempt(upload), batch));
        }
        yield advice;
      }
      case CHIP, CHIP_OFFLINE, CHIP_FAILED -> chip(payment(upload), attempt(upload), upload.part());
      case END -> new EnumMap<>(Element.class);
    };
  }

  private Payment payment(Upload upload) {
    return ledger.payment(upload.attempts().get(0).payment()).get();
  }

  private Attempt attempt(Upload upload) {
    return payment(upload).attempt(upload.attempts().get(0).number());
  }

  private EnumMap<Element, String> rows(Upload upload) {
    List<BatchRows.Row> rows = new ArrayList<>();
    for (AttemptKey key : upload.attempts()) {
      Payment payment = ledger.payment(key.payment()).get();
      rows.add(
          new BatchRows.Row(
              counting.isForeign(payment),
              payment.attempt(key.number()).request().stan(),
              account(payment).getOrDefault(Element.PAN, ""),
              payment.approvedAmount()));
    }
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.ROWS, new BatchRows(rows).format());
    return values;
  }

  private EnumMap<Element, String> advice(Payment payment, Attempt attempt) {
    EnumMap<Element, String> values = common(payment, attempt);
    payment.decision().rrn().ifPresent(rrn -> values.put(Element.RRN, rrn));
    payment.decision().authCode().ifPresent(code -> values.put(Element.AUTH_CODE, code));
    payment
        .terms()
        .original()
        .flatMap(ledger::payment)
        .ifPresent(original -> values.putAll(numbers(original)));
    return values;
  }

  /**
   * What a tip's notice says besides. Where the tip counts with its sale the message stands for the
   * sale and all its tips, so the tip that it names is what the amount has more than the sale.
   */
  private Map<Element, String> tip(Payment tip, Attempt attempt, String batch) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    Payment sale = ledger.payment(tip.terms().original().get()).get();
    long named =
        counting.raised(tip, batch).isPresent()
            ? attempt.request().amount() - sale.approvedAmount()
            : tip.amount();
    values.put(Element.TIP, Long.toString(named));
    values.put(Element.ENTRY, Entry.MANUAL.label());
    counting.organisation(tip).ifPresent(name -> values.put(Element.ORGANISATION, name));
    return values;
  }

  /** What the notice said of the payment it was about. */
  private Map<Element, String> numbers(Payment original) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    original
        .lastSent()
        .ifPresent(
            attempt -> {
              values.putAll(messages.original(original.terms().kind(), attempt.request()));
              String date = original.decision().date().orElse(attempt.request().hostDate());
              if (!date.isEmpty()) {
                values.put(Element.ORIGINAL_DATE, date);
              }
            });
    original.decision().rrn().ifPresent(rrn -> values.put(Element.RRN, rrn));
    original.decision().authCode().ifPresent(code -> values.put(Element.AUTH_CODE, code));
    return values;
  }

  private EnumMap<Element, String> chip(Payment payment, Attempt attempt, Part part) {
    EnumMap<Element, String> values = common(payment, attempt);
    values.remove(Element.EXPIRY);
    values.put(Element.CARD_TYPE, counting.isForeign(payment) ? "01" : "00");
    String said = sealedMessages.chipCertificate(payment).orElse("");
    if (!said.isEmpty()) {
      values.put(Element.EMV, messages.chipData(part.kind(), said));
    }
    return values;
  }

  private EnumMap<Element, String> common(Payment payment, Attempt attempt) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    values.putAll(messages.codes(payment));
    values.putAll(account(payment));
    values.put(Element.AMOUNT, Long.toString(attempt.request().amount()));
    return values;
  }

  /** The account of a payment, or of the payment it refers to. A code has none. */
  private Map<Element, String> account(Payment payment) {
    EnumMap<Element, String> values = new EnumMap<>(Element.class);
    Payment whose = payment;
    Optional<Payment> original = payment.terms().original().flatMap(ledger::payment);
    while (original.isPresent()) {
      whose = original.get();
      original = whose.terms().original().flatMap(ledger::payment);
    }
    sealedMessages.account(whose).ifPresent(account -> values.putAll(account.values()));
    return values;
  }
}
