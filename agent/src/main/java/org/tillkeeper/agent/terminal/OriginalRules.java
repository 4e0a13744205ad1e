package org.tillkeeper.agent.terminal;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.Messages;
import org.tillkeeper.agent.messages.SealedMessages;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Element;

/**
 * Makes payments that refer to another: their terms, and what their messages name of the original.
 * {@link CallRules} says what an original allows.
 */
final class OriginalRules {
  private final Ledger ledger;
  private final SealedMessages sealedMessages;
  private final Messages messages;
  private final CallRules rules;

  OriginalRules(Ledger ledger, SealedMessages sealedMessages, Messages messages, CallRules rules) {
    this.ledger = ledger;
    this.sealedMessages = sealedMessages;
    this.messages = messages;
    this.rules = rules;
  }

  /**
   * The terms of what is asked for. An amount that was left out is filled in.
   *
   * @throws Refused if the original does not allow it
   */
  Terms terms(PaymentOrder order) {
    Payment original = original(order);
    int attempt = order.manner().attempt();
    Collection<Payment> referring = ledger.referringTo(original.id());
    Refused.where(
        attempt > 0
            ? rules.refusesGivingBack(
                original, attempt, referring, order.currency(), order.amount())
            : rules.refusesReferring(
                order.type(), original, referring, order.currency(), order.amount()));
    return new Terms(
        order.type(),
        CallRules.kind(order.type(), order.manner()),
        attempt > 0
            ? CallRules.booked(original, attempt)
            : rules.amount(order.type(), original, order.amount()),
        order.currency(),
        order.reference(),
        order.original(),
        attempt);
  }

  private Payment original(PaymentOrder order) {
    return ledger
        .payment(order.original().get())
        .orElseThrow(() -> new Refused(Refusal.of(Ground.NO_SUCH_ORIGINAL)));
  }

  /** The original's card or code, as it may be shown; no PIN goes with it. */
  Instrument instrument(Terms terms) {
    Payment original = ledger.payment(terms.original().get()).get();
    return new Instrument(original.instrument().entry(), original.instrument().masked(), 0);
  }

  /**
   * What the messages name of the original: its numbers, and its account as if it were typed, or
   * the voucher of its code.
   */
  SensitiveData data(Terms terms) {
    Payment original = ledger.payment(terms.original().get()).get();
    Map<Element, String> values = new EnumMap<>(Element.class);
    Booking booking = booking(original, terms.originalAttempt());
    if (original.instrument().entry().isCode()) {
      sealedMessages.account(read(original)).ifPresent(end -> values.putAll(end.values()));
      values.put(Element.ENTRY, Entry.QR.label());
      booking.voucher().ifPresent(it -> values.put(Element.VOUCHER, it));
    } else {
      SensitiveData account =
          sealedMessages
              .account(read(original))
              .orElseThrow(() -> new Refused(Refusal.of(Ground.ACCOUNT_NOT_KEPT, original)));
      values.putAll(account.values());
      values.put(Element.ENTRY, Entry.MANUAL.label());
    }
    booking
        .attempt()
        .ifPresent(
            attempt -> {
              Attempt.Request request = attempt.request();
              values.putAll(messages.original(original.terms().kind(), request));
              String date = booking.date().orElse(request.hostDate());
              (date.isEmpty()
                      ? messages.conventions().unknown(Element.ORIGINAL_DATE)
                      : Optional.of(date))
                  .ifPresent(it -> values.put(Element.ORIGINAL_DATE, it));
            });
    booking.rrn().ifPresent(rrn -> values.put(Element.RRN, rrn));
    booking.authCode().ifPresent(code -> values.put(Element.AUTH_CODE, code));
    return new SensitiveData(values);
  }

  /** What names the acquirer's booking that is taken back. */
  private record Booking(
      Optional<Attempt> attempt,
      Optional<String> rrn,
      Optional<String> authCode,
      Optional<String> date,
      Optional<String> voucher) {}

  /**
   * @param number of the attempt that is given back; 0 for the payment as a whole
   */
  private static Booking booking(Payment original, int number) {
    if (number > 0 && original.attempt(number).approvals().last().isPresent()) {
      Attempt attempt = original.attempt(number);
      Approval approval = attempt.approvals().last().get();
      return new Booking(
          Optional.of(attempt),
          approval.rrn(),
          approval.authCode(),
          approval.date(),
          approval.voucher());
    }
    Decision decision = original.decision();
    return new Booking(
        original.lastSent(),
        decision.rrn(),
        decision.authCode(),
        decision.date(),
        decision.voucher());
  }

  /**
   * The payment for which the card was read. A payment that refers to another keeps no account of
   * its own.
   */
  private Payment read(Payment payment) {
    Payment read = payment;
    while (read.terms().original().isPresent()) {
      read = ledger.payment(read.terms().original().get()).get();
    }
    return read;
  }
}
