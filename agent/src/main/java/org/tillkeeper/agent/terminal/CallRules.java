package org.tillkeeper.agent.terminal;

import java.util.Collection;
import java.util.Currency;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.Kind;

/**
 * Says which calls a payment takes in the state it is in. Calls are refused here, and the next
 * calls that a payment shows are found by the same refusals, so the two cannot differ. A refusal
 * says what to do instead. The rules decide by what they are given alone and are safe for any
 * thread.
 */
public final class CallRules {
  private final Recovery recovery;
  private final Predicate<Kind> spoken;
  private final int completionPercent;
  private final int currency;

  /**
   * @param spoken whether the acquirer's dialect has a kind of message
   * @param currency the terminal's own, three digits of ISO 4217
   */
  public CallRules(Recovery recovery, Predicate<Kind> spoken, Limits limits, String currency) {
    this.recovery = recovery;
    this.spoken = spoken;
    completionPercent = limits.completionPercent();
    this.currency = Integer.parseInt(currency);
  }

  /**
   * The calls that would be taken now, without an amount or for what is left. What may be missing
   * for a moment is not asked for, such as room on the disk.
   *
   * @param referring at least those payments that refer to it and are not done with
   */
  public Set<NextCall> next(Payment payment, Collection<Payment> referring) {
    Set<NextCall> next = EnumSet.noneOf(NextCall.class);
    for (NextCall call : NextCall.values()) {
      try {
        refuse(call, payment, referring);
        next.add(call);
      } catch (Refused refused) {
        // Then it is none of them.
      }
    }
    return next;
  }

  private void refuse(NextCall call, Payment payment, Collection<Payment> referring) {
    switch (call) {
      case CANCEL -> refuseCancel(payment);
      case RETRY -> refuseRetry(payment);
      case RESOLVE -> refuseResolve(payment);
      case CARD_RESULT -> refuseCardResult(payment, referring);
      case VOID, REFUND, COMPLETION, PREAUTH_VOID, COMPLETION_VOID, TIP -> {
        PaymentType type = call.type().get();
        amount(type, payment, referring, ours(payment.currency()), 0);
        refuseUnspoken(type, kind(type, PaymentOrder.Manner.PLAIN));
      }
    }
  }

  /** The terminal's currency, compared by its digits; any other word is another currency. */
  private String ours(String letters) {
    return Currency.getInstance(letters).getNumericCode() == currency ? letters : "";
  }

  void refuseCancel(Payment payment) {
    if (payment.state().isFinal()) {
      throw new Refused(
          Refused.Why.ALREADY_FINAL,
          "The payment has its end already: " + payment.state().label() + ".",
          Optional.of(payment));
    }
    if (!recovery.mayBeCancelled(payment)) {
      throw new Refused(
          Refused.Why.NOT_CANCELLABLE,
          "What was sent of it cannot be undone by a cancel; wait for its end, then void or refund it.",
          Optional.of(payment));
    }
  }

  void refuseRetry(Payment payment) {
    if (payment.state().isFinal() && !payment.reversalMayStillSucceed()) {
      throw new Refused(
          Refused.Why.NOTHING_OPEN, "Nothing of this payment is open.", Optional.of(payment));
    }
  }

  void refuseResolve(Payment payment) {
    if (payment.state() != State.ATTENTION) {
      throw new Refused(
          Refused.Why.NOT_IN_ATTENTION,
          "Only a payment in attention is settled by evidence; this one is "
              + payment.state().label()
              + ".",
          Optional.of(payment));
    }
  }

  /**
   * Refuses the card's result while a void or the like is open. A reversal beside a void of the
   * same payment could take its money back twice.
   *
   * @param referring those that refer to it
   */
  void refuseCardResult(Payment payment, Collection<Payment> referring) {
    if (payment.cardResult() != CardResult.AWAITED) {
      throw new Refused(
          Refused.Why.CARD_NOT_AWAITED,
          "The chip of this payment is not waited for: it has said "
              + payment.cardResult().label()
              + ", and the payment is "
              + payment.state().label()
              + ".",
          Optional.of(payment));
    }
    for (Payment other : referring) {
      if (!other.state().isFinal() || other.reversalMayStillSucceed()) {
        throw new Refused(
            Refused.Why.OPERATION_OPEN,
            "A "
                + other.type().label()
                + " of this payment is open; wait for its end, then say again what the chip said.",
            Optional.of(payment));
      }
    }
  }

  void refuseUnspoken(PaymentType type, Kind kind) {
    if (!spoken.test(kind)) {
      throw new Refused(
          Refused.Why.NOT_SUPPORTED,
          "The acquirer's dialect has no " + type.label() + ".",
          Optional.empty());
    }
  }

  /**
   * The amount of a payment that refers to another.
   *
   * @param referring those that refer to the original already
   * @param currency of the new payment, ISO 4217 letters
   * @param asked in the minor unit; 0 for as much as may be
   * @throws Refused if the original does not allow it now
   */
  long amount(
      PaymentType type,
      Payment original,
      Collection<Payment> referring,
      String currency,
      long asked) {
    refuseWrongOriginal(type, original, currency);
    refuseErased(original);
    refuseWrongState(type, original);
    refuseWhileAnotherIsOpen(referring);
    long most = most(type, original);
    long amount = asked == 0 ? most : asked;
    refuseAmount(type, original, amount, most);
    return amount;
  }

  private static void refuseWrongOriginal(PaymentType type, Payment original, String currency) {
    if (!type.refersTo().contains(original.type())) {
      throw new Refused(
          Refused.Why.WRONG_ORIGINAL,
          "A "
              + type.label()
              + " cannot refer to a "
              + original.type().label()
              + instead(original.type()),
          Optional.of(original));
    }
    if (!currency.equals(original.currency())) {
      throw new Refused(
          Refused.Why.WRONG_ORIGINAL,
          "The original is in "
              + original.currency()
              + ", and this terminal now in another currency.",
          Optional.of(original));
    }
  }

  private static void refuseErased(Payment original) {
    if (isErased(original)) {
      throw new Refused(
          Refused.Why.ERASED,
          "The original's card is no longer kept here: its time is over. Read the card for a refund"
              + " without original, or ask the acquirer.",
          Optional.of(original));
    }
  }

  /** What is erased has lost the masked number, which everything else keeps. */
  private static boolean isErased(Payment payment) {
    return payment.instrument().masked().isEmpty();
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
  private static void refuseWhileAnotherIsOpen(Collection<Payment> referring) {
    for (Payment other : referring) {
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
          approved / 100 * completionPercent + approved % 100 * completionPercent / 100;
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
          Refused.Place.AMOUNT,
          "a "
              + type.label()
              + " takes back the whole "
              + most
              + "; leave amount out, or refund a part after settlement.",
          Optional.of(original));
    }
    if (amount > most || amount < 1) {
      throw new Refused(
          Refused.Why.AMOUNT_EXCEEDED,
          Refused.Place.AMOUNT,
          "at most " + Math.max(0, most) + " is left of the original for this.",
          Optional.of(original));
    }
  }

  /**
   * The kind of message that asks for it.
   *
   * @param manner how it is asked for
   */
  static Kind kind(PaymentType type, PaymentOrder.Manner manner) {
    return switch (type) {
      case VOID -> Kind.VOID;
      case REFUND -> Kind.REFUND;
      case PREAUTH_VOID -> Kind.PRE_AUTH_VOID;
      case COMPLETION -> manner.asAdvice() ? Kind.COMPLETION_ADVICE : Kind.COMPLETION;
      case COMPLETION_VOID -> Kind.COMPLETION_VOID;
      case TIP -> Kind.TIP;
      case SALE, PREAUTH, BALANCE ->
          throw new IllegalStateException(type.label() + " refers to nothing");
    };
  }
}
