package org.tillkeeper.agent.terminal;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Recovery;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.PartRefund;

/**
 * Says which calls a payment takes in the state it is in. Each rule gives the refusal of a call, or
 * nothing where the call is taken. The calls ask the same rules as {@link #next} does, so what a
 * payment shows as its next calls and what they do cannot differ. The rules decide by what they are
 * given alone and are safe for any thread.
 */
public final class CallRules {
  private final Recovery recovery;
  private final Predicate<Kind> spoken;
  private final BooleanSupplier settling;
  private final int completionPercent;
  private final String currency;
  private final PartRefund partRefund;
  private final Predicate<Payment> ofAnotherIdentity;
  private final SigningRules signing;

  /**
   * @param spoken whether the acquirer's dialect has a kind of message
   * @param settling whether the open batch is being settled; safe for any thread
   * @param station whose currency is the terminal's own
   * @param partRefund when the acquirer takes a refund of a part
   * @param ofAnotherIdentity whether a payment was made as another terminal; asked on any thread
   */
  public CallRules(
      Recovery recovery,
      Predicate<Kind> spoken,
      BooleanSupplier settling,
      Limits limits,
      Station station,
      PartRefund partRefund,
      Predicate<Payment> ofAnotherIdentity) {
    this.partRefund = partRefund;
    this.ofAnotherIdentity = ofAnotherIdentity;
    this.recovery = recovery;
    this.spoken = spoken;
    this.settling = settling;
    signing = new SigningRules(spoken.test(Kind.SIGNATURE), ofAnotherIdentity);
    completionPercent = limits.completionPercent();
    currency = station.currencyNumber();
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
      if (!refuses(call, payment, referring).isPresent()) {
        next.add(call);
      }
    }
    return next;
  }

  private Optional<Refusal> refuses(NextCall call, Payment payment, Collection<Payment> referring) {
    return switch (call) {
      case CANCEL -> refusesCancel(payment);
      case RETRY -> refusesRetry(payment);
      case RESOLVE -> refusesResolve(payment);
      case CARD_RESULT -> refusesCardResult(payment, referring);
      case ACKNOWLEDGE -> refusesSeen(payment);
      case SIGN -> signing.refuses(payment);
      case VOID, REFUND, COMPLETION, PREAUTH_VOID, COMPLETION_VOID, TIP -> {
        PaymentType type = call.type().get();
        yield first(
            () -> refusesReferring(type, payment, referring, ours(payment.currency()), 0),
            () -> refusesUnspoken(type, kind(type, PaymentOrder.Manner.PLAIN)));
      }
    };
  }

  /** The refusal of the first rule that has one; the rules after it are not asked. */
  @SafeVarargs
  private static Optional<Refusal> first(Supplier<Optional<Refusal>>... rules) {
    for (Supplier<Optional<Refusal>> rule : rules) {
      Optional<Refusal> refusal = rule.get();
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> about(Payment payment, Ground ground) {
    return Optional.of(Refusal.of(ground, payment));
  }

  /** The terminal's currency, compared by its digits; any other word is another currency. */
  private String ours(String letters) {
    Optional<CurrencyCode> known = CurrencyCode.of(letters);
    return known.isPresent() && known.get().number().equals(currency) ? letters : "";
  }

  Optional<Refusal> refusesCancel(Payment payment) {
    if (payment.state().isFinal()) {
      return about(payment, Ground.ALREADY_FINAL);
    }
    return recovery.mayBeCancelled(payment)
        ? Optional.empty()
        : about(payment, Ground.NOT_CANCELLABLE);
  }

  Optional<Refusal> refusesRetry(Payment payment) {
    boolean open = !payment.state().isFinal() || payment.reversalMayStillSucceed();
    return !open && !payment.mayBeDeliveredAgain()
        ? about(payment, Ground.NOTHING_OPEN)
        : Optional.empty();
  }

  Optional<Refusal> refusesResolve(Payment payment) {
    return payment.state() == State.ATTENTION
        ? Optional.empty()
        : about(payment, Ground.NOT_IN_ATTENTION);
  }

  /** Whether what a person says of a payment can be true. */
  Optional<Refusal> refusesResolution(Payment payment, Resolution.Outcome outcome) {
    return first(
        () -> refusesResolve(payment),
        () ->
            outcome == Resolution.Outcome.CONFIRMED && payment.reversalMayStillSucceed()
                ? about(payment, Ground.REVERSAL_OPEN)
                : Optional.empty(),
        () ->
            outcome == Resolution.Outcome.CANCELLED && payment.isCharged()
                ? about(payment, Ground.ATTEMPT_CONFIRMED)
                : Optional.empty());
  }

  /**
   * Refuses the card's result while a void or the like is open. A reversal beside a void of the
   * same payment could take its money back twice.
   *
   * @param referring those that refer to it
   */
  Optional<Refusal> refusesCardResult(Payment payment, Collection<Payment> referring) {
    if (payment.cardResult() != CardResult.AWAITED) {
      return about(payment, Ground.CARD_NOT_AWAITED);
    }
    for (Payment other : referring) {
      if (!other.state().isFinal() || other.reversalMayStillSucceed()) {
        return Optional.of(
            Refusal.of(Ground.ANOTHER_IS_OPEN_BEFORE_THE_CHIP, payment).with(other.type()));
      }
    }
    return Optional.empty();
  }

  /** Whether a cardholder may sign on the screen. */
  SigningRules signing() {
    return signing;
  }

  Optional<Refusal> refusesSeen(Payment payment) {
    return payment.unseenSince().isPresent()
        ? Optional.empty()
        : about(payment, Ground.NOTHING_UNSEEN);
  }

  Optional<Refusal> refusesUnspoken(PaymentType type, Kind kind) {
    if (kind == Kind.SHOW_CODE && !spoken.test(kind)) {
      return Optional.of(Refusal.of(Ground.CODES_NOT_SUPPORTED));
    }
    return spoken.test(kind)
        ? Optional.empty()
        : Optional.of(Refusal.of(Ground.TYPE_NOT_SUPPORTED).with(type));
  }

  /**
   * Whether the original allows a payment that refers to it now.
   *
   * @param referring those that refer to the original already
   * @param currency of the new payment, ISO 4217 letters
   * @param asked in the minor unit; 0 for as much as may be
   */
  Optional<Refusal> refusesReferring(
      PaymentType type,
      Payment original,
      Collection<Payment> referring,
      String currency,
      long asked) {
    return first(
        () -> refusesOriginal(type, original, currency),
        () -> isErased(original) ? about(original, Ground.CARD_ERASED) : Optional.empty(),
        () -> refusesState(type, original, asked),
        () -> refusesBesideAnother(referring),
        () -> refusesAmount(type, original, asked));
  }

  /**
   * Whether one attempt of a payment may be given back by a refund now: it is booked besides what
   * the payment shows, or is what the payment shows.
   *
   * @param number of the attempt, as the till named it
   * @param referring those that refer to the original already
   * @param asked in the minor unit; 0 for what was booked
   */
  Optional<Refusal> refusesGivingBack(
      Payment original, int number, Collection<Payment> referring, String currency, long asked) {
    return first(
        () -> refusesOriginal(PaymentType.REFUND, original, currency),
        () -> isErased(original) ? about(original, Ground.CARD_ERASED) : Optional.empty(),
        () -> refusesAttempt(original, number),
        () ->
            original.batchClosed() || partRefund == PartRefund.ANYTIME
                ? Optional.empty()
                : about(original, Ground.BATCH_OPEN),
        () -> refusesBesideAnother(referring),
        () -> {
          long booked = booked(original, number);
          return asked == 0 || asked == booked
              ? Optional.empty()
              : Optional.of(
                  Refusal.of(Ground.NOT_THE_WHOLE, original).with(PaymentType.REFUND).with(booked));
        });
  }

  /** What the acquirer booked of an attempt, in the minor unit. */
  static long booked(Payment original, int number) {
    return original
        .attempt(number)
        .approvals()
        .last()
        .map(Approval::amount)
        .orElse(original.approvedAmount());
  }

  private static Optional<Refusal> refusesAttempt(Payment original, int number) {
    if (number > original.attempts().size()) {
      return Optional.of(
          Refusal.of(Ground.NO_SUCH_ATTEMPT, original).with(original.attempts().size()));
    }
    if (!original.state().isFinal()) {
      return about(original, Ground.ORIGINAL_NOT_CONFIRMED);
    }
    Attempt attempt = original.attempt(number);
    if (attempt.isReversalSentAgain()) {
      return about(original, Ground.REVERSAL_OPEN);
    }
    boolean whole = !original.isSurplus(attempt);
    boolean givenBack =
        attempt.givenBackBy().isPresent()
            || (whole
                && (original.links().refunded() > 0 || original.links().voidedBy().isPresent()));
    if (givenBack) {
      return about(original, Ground.ATTEMPT_TAKEN_BACK);
    }
    return attempt.mayBeGivenBack() ? Optional.empty() : about(original, Ground.ATTEMPT_NOT_BOOKED);
  }

  /**
   * The amount of a payment that refers to another.
   *
   * @param asked in the minor unit; 0 for as much as may be
   */
  long amount(PaymentType type, Payment original, long asked) {
    return asked == 0 ? most(type, original) : asked;
  }

  private Optional<Refusal> refusesOriginal(PaymentType type, Payment original, String currency) {
    if (!type.refersTo().contains(original.type())) {
      return Optional.of(Refusal.of(Ground.TYPES_DO_NOT_FIT, original).with(type));
    }
    if (!currency.equals(original.currency())) {
      return about(original, Ground.OTHER_CURRENCY);
    }
    return ofAnotherIdentity.test(original)
        ? about(original, Ground.OTHER_TERMINAL)
        : Optional.empty();
  }

  /** What is erased has lost the masked number, which everything else keeps. */
  private static boolean isErased(Payment payment) {
    return payment.instrument().masked().isEmpty();
  }

  private Optional<Refusal> refusesState(PaymentType type, Payment original, long asked) {
    if (original.state() != State.CONFIRMED) {
      return about(original, Ground.ORIGINAL_NOT_CONFIRMED);
    }
    if (original.links().voidedBy().isPresent()) {
      return about(original, Ground.ORIGINAL_VOIDED);
    }
    if (original.links().completedBy().isPresent()) {
      return about(original, Ground.ORIGINAL_COMPLETED);
    }
    if (type.changesOpenBatch() && original.batchClosed()) {
      return Optional.of(Refusal.of(Ground.BATCH_CLOSED, original).with(type));
    }
    if (type.changesOpenBatch() && settling.getAsBoolean()) {
      return Optional.of(Refusal.of(Ground.BEING_SETTLED, original).with(type));
    }
    if (type == PaymentType.REFUND
        && !original.batchClosed()
        && !mayBeRefundedUnsettled(original, asked)) {
      return about(original, Ground.BATCH_OPEN);
    }
    boolean takesBackTheWhole = type == PaymentType.VOID || type == PaymentType.COMPLETION_VOID;
    if (takesBackTheWhole && original.links().refunded() > 0) {
      return about(original, Ground.PARTLY_REFUNDED);
    }
    if (type == PaymentType.TIP && original.cardResult() == CardResult.AWAITED) {
      return about(original, Ground.CHIP_AWAITED);
    }
    return type == PaymentType.VOID && original.links().tip() > 0
        ? about(original, Ground.HAS_TIP)
        : Optional.empty();
  }

  /** The whole is voided, unless a part of it was refunded already. */
  private boolean mayBeRefundedUnsettled(Payment original, long asked) {
    boolean isPart = asked > 0 && asked < most(PaymentType.REFUND, original);
    return partRefund == PartRefund.ANYTIME && (isPart || original.links().refunded() > 0);
  }

  /** One at a time: what the one before has left of the original must be known. */
  private static Optional<Refusal> refusesBesideAnother(Collection<Payment> referring) {
    for (Payment other : referring) {
      if (!other.state().isFinal()) {
        return about(other, Ground.ANOTHER_IS_OPEN);
      }
      if (other.state() == State.ATTENTION) {
        return about(other, Ground.ANOTHER_NEEDS_A_PERSON);
      }
    }
    return Optional.empty();
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

  private Optional<Refusal> refusesAmount(PaymentType type, Payment original, long asked) {
    long most = most(type, original);
    long amount = amount(type, original, asked);
    boolean wholeOnly =
        type == PaymentType.VOID
            || type == PaymentType.PREAUTH_VOID
            || type == PaymentType.COMPLETION_VOID;
    if (wholeOnly && amount != most) {
      return Optional.of(Refusal.of(Ground.NOT_THE_WHOLE, original).with(type).with(most));
    }
    return amount > most || amount < 1
        ? Optional.of(Refusal.of(Ground.AMOUNT_EXCEEDED, original).with(Math.max(0, most)))
        : Optional.empty();
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
