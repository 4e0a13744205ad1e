package org.tillkeeper.agent.loop;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.SensitiveData;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.Kind;

/**
 * Payments that refer to another: which original allows what and for how much, and what its
 * messages name of it. What is refused says what to do instead.
 */
final class Referring {
  private final Ledger ledger;
  private final Requests requests;
  private final Dialog dialog;
  private final Limits limits;

  Referring(Ledger ledger, Requests requests, Dialog dialog, Limits limits) {
    this.ledger = ledger;
    this.requests = requests;
    this.dialog = dialog;
    this.limits = limits;
  }

  /**
   * What is asked for, its amount filled in.
   *
   * @throws Refused if the original does not allow it
   */
  Terms terms(PaymentOrder order) {
    Payment original = original(order);
    refuseErased(original);
    refuseWrongState(order.type(), original);
    refuseWhileAnotherIsOpen(original);
    long most = most(order.type(), original);
    long amount = order.amount() == 0 ? most : order.amount();
    refuseAmount(order.type(), original, amount, most);
    return new Terms(
        order.type(), kind(order), amount, order.currency(), order.reference(), order.original());
  }

  private Payment original(PaymentOrder order) {
    Payment original =
        ledger
            .payment(order.original().get())
            .orElseThrow(
                () ->
                    new Refused(
                        Refused.Why.NOT_FOUND,
                        "original: there is no payment with this id.",
                        Optional.empty()));
    if (!order.type().refersTo().contains(original.type())) {
      throw new Refused(
          Refused.Why.WRONG_ORIGINAL,
          "A "
              + order.type().label()
              + " cannot refer to a "
              + original.type().label()
              + instead(original.type()),
          Optional.of(original));
    }
    if (!order.currency().equals(original.currency())) {
      throw new Refused(
          Refused.Why.WRONG_ORIGINAL,
          "The original is in "
              + original.currency()
              + ", and this terminal now in another currency.",
          Optional.of(original));
    }
    return original;
  }

  private void refuseErased(Payment original) {
    if (ledger.retention().isErased(original.id())) {
      throw new Refused(
          Refused.Why.ERASED,
          "The original's card is no longer kept here: its time is over. Read the card for a refund"
              + " without original, or ask the acquirer.",
          Optional.of(original));
    }
  }

  private static String instead(PaymentType type) {
    return switch (type) {
      case PREAUTH -> "; use preauth-void or completion.";
      case COMPLETION -> "; use completion-void, or refund once its batch is settled.";
      case SALE -> "; use void, or refund once its batch is settled.";
      case VOID, PREAUTH_VOID, COMPLETION_VOID, REFUND, TIP, BALANCE ->
          "; it cannot be taken back.";
    };
  }

  private static void refuseWrongState(PaymentType type, Payment original) {
    if (original.state() != State.CONFIRMED) {
      throw new Refused(
          Refused.Why.NOT_CONFIRMED,
          "The original is "
              + original.state().label()
              + ", and only what is confirmed can be changed"
              + (original.state().isFinal() ? "." : "; wait for its end, or cancel it."),
          Optional.of(original));
    }
    if (original.links().voidedBy().isPresent()) {
      throw new Refused(
          Refused.Why.ALREADY_VOIDED, "The original is voided already.", Optional.of(original));
    }
    if (original.links().completedBy().isPresent()) {
      throw new Refused(
          Refused.Why.ALREADY_COMPLETED,
          "The pre-authorisation is completed already; void its completion first.",
          Optional.of(original));
    }
    boolean ofOpenBatch =
        type == PaymentType.VOID || type == PaymentType.COMPLETION_VOID || type == PaymentType.TIP;
    if (ofOpenBatch && original.batchClosed()) {
      throw new Refused(
          Refused.Why.SETTLED,
          "The original's batch is closed" + (type == PaymentType.TIP ? "." : "; refund it."),
          Optional.of(original));
    }
    if (type == PaymentType.REFUND && !original.batchClosed()) {
      throw new Refused(
          Refused.Why.NOT_SETTLED,
          "The original's batch is not settled yet: void it, or settle first.",
          Optional.of(original));
    }
    if (type == PaymentType.TIP && original.cardResult() == CardResult.AWAITED) {
      throw new Refused(
          Refused.Why.OPERATION_OPEN,
          "The chip may still refuse the sale: say first what it said (card-result).",
          Optional.of(original));
    }
    if (type == PaymentType.VOID && original.links().tip() > 0) {
      throw new Refused(
          Refused.Why.WRONG_ORIGINAL,
          "The sale carries a tip and cannot be voided: settle the batch, then refund it.",
          Optional.of(original));
    }
  }

  /** One at a time: what the one before has left of the original must be known. */
  private void refuseWhileAnotherIsOpen(Payment original) {
    for (Payment other : ledger.referringTo(original.id())) {
      if (!other.state().isFinal()) {
        throw new Refused(
            Refused.Why.OPERATION_OPEN,
            "A " + other.type().label() + " of this payment is still open; wait for its end.",
            Optional.of(other));
      }
      if (other.state() == State.ATTENTION) {
        throw new Refused(
            Refused.Why.OPERATION_OPEN,
            "A "
                + other.type().label()
                + " of this payment needs a person; settle that one by evidence first.",
            Optional.of(other));
      }
    }
  }

  private long most(PaymentType type, Payment original) {
    long approved = original.approvedAmount();
    return switch (type) {
      case COMPLETION ->
          approved / 100 * limits.completionPercent()
              + approved % 100 * limits.completionPercent() / 100;
      case REFUND -> approved + original.links().tip() - original.links().refunded();
      default -> approved;
    };
  }

  private static void refuseAmount(PaymentType type, Payment original, long amount, long most) {
    boolean wholeOnly =
        type == PaymentType.VOID
            || type == PaymentType.PREAUTH_VOID
            || type == PaymentType.COMPLETION_VOID;
    if (wholeOnly && amount != most) {
      throw new Refused(
          Refused.Why.AMOUNT_DIFFERS,
          "amount: a "
              + type.label()
              + " takes back the whole "
              + most
              + "; leave amount out, or refund a part after settlement.",
          Optional.of(original));
    }
    if (amount > most || amount < 1) {
      throw new Refused(
          Refused.Why.AMOUNT_EXCEEDED,
          "amount: at most " + Math.max(0, most) + " is left of the original for this.",
          Optional.of(original));
    }
  }

  private static Kind kind(PaymentOrder order) {
    return switch (order.type()) {
      case VOID -> Kind.VOID;
      case REFUND -> Kind.REFUND;
      case PREAUTH_VOID -> Kind.PRE_AUTH_VOID;
      case COMPLETION -> order.manner().asAdvice() ? Kind.COMPLETION_ADVICE : Kind.COMPLETION;
      case COMPLETION_VOID -> Kind.COMPLETION_VOID;
      case TIP -> Kind.TIP;
      case SALE, PREAUTH, BALANCE ->
          throw new IllegalStateException(order.type().label() + " refers to nothing");
    };
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
    if (original.instrument().entry() == Entry.QR) {
      values.put(Element.ENTRY, Entry.QR.label());
      original.decision().voucher().ifPresent(it -> values.put(Element.VOUCHER, it));
    } else {
      SensitiveData account =
          requests
              .account(read(original))
              .orElseThrow(
                  () ->
                      new Refused(
                          Refused.Why.WRONG_ORIGINAL,
                          "The original's account is no longer kept; read the card for a refund without original.",
                          Optional.of(original)));
      values.putAll(account.values());
      values.put(Element.ENTRY, Entry.MANUAL.label());
    }
    original
        .lastSent()
        .ifPresent(
            attempt -> {
              Attempt.Request request = attempt.request();
              values.putAll(dialog.original(original.terms().kind(), request));
              values.put(
                  Element.ORIGINAL_DATE,
                  original
                      .decision()
                      .date()
                      .orElse(request.hostDate().isEmpty() ? "0000" : request.hostDate()));
            });
    original.decision().rrn().ifPresent(rrn -> values.put(Element.RRN, rrn));
    original.decision().authCode().ifPresent(code -> values.put(Element.AUTH_CODE, code));
    return new SensitiveData(values);
  }

  /** The payment for which the card was read: what refers to it keeps no account of its own. */
  private Payment read(Payment payment) {
    Payment read = payment;
    while (read.terms().original().isPresent()) {
      read = ledger.payment(read.terms().original().get()).get();
    }
    return read;
  }
}
