package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.iso8583.Kind;

/**
 * A payment as the ledger keeps it, without secrets. Immutable.
 *
 * @param id of the payment, in the API and for ever
 * @param terms what was asked for
 * @param instrument what the customer paid with
 * @param state where it stands
 * @param retryOpen whether the customer may still be waiting: it is not cancelled, its time is not
 *     over, and the agent was not restarted since
 * @param cancelRequested whether the cashier has given up
 * @param attempts in order; at most the last is {@link Attempt.Outcome#OPEN} without a reversal
 * @param decision what the answer said that decided
 * @param cardResult what the chip said to it
 * @param links what other payments have made of it
 * @param batchClosed whether its batch is closed, so that nothing can void it any more
 * @param attention why it needs a person; present in {@link State#ATTENTION} and kept after
 * @param resolution what a person found; empty before
 * @param retryEnd why it may not be sent again, where something other than its cashier or a restart
 *     ended that
 * @param retryUntil until when it may be sent again, by the wall clock; only for display
 * @param unseenSince since when it shows what nobody has been told; empty where somebody has
 * @param signature what became of the cardholder's signature on the screen
 * @param createdAt by the wall clock
 * @param updatedAt by the wall clock
 */
public record Payment(
    String id,
    Terms terms,
    Instrument instrument,
    State state,
    boolean retryOpen,
    boolean cancelRequested,
    List<Attempt> attempts,
    Decision decision,
    CardResult cardResult,
    Links links,
    boolean batchClosed,
    Optional<Attention> attention,
    Optional<Resolution> resolution,
    Optional<Event.RetryEnd> retryEnd,
    Optional<Instant> retryUntil,
    Optional<Instant> unseenSince,
    Signature signature,
    Instant createdAt,
    Instant updatedAt) {

  /** Makes the list read-only. */
  public Payment {
    attempts = Collections.unmodifiableList(new ArrayList<>(attempts));
  }

  /** A payment to which nothing has happened yet. */
  public static Payment recorded(
      String id, Terms terms, Instrument instrument, Optional<Instant> retryUntil, Instant now) {
    return new Payment(
        id,
        terms,
        instrument,
        State.RECORDED,
        true,
        false,
        Collections.emptyList(),
        Decision.NONE,
        CardResult.NONE,
        Links.NONE,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        retryUntil,
        Optional.empty(),
        Signature.NONE,
        now,
        now);
  }

  /** Whether the retries ended while its batch's settlement kept payments waiting. */
  public boolean endedBySettlement() {
    return retryEnd.equals(Optional.of(Event.RetryEnd.SETTLING));
  }

  /** What it is. */
  public PaymentType type() {
    return terms.type();
  }

  /** In the minor unit. */
  public long amount() {
    return terms.amount();
  }

  /** ISO 4217 letters. */
  public String currency() {
    return terms.currency();
  }

  /** The till's own name for it. */
  public Optional<String> reference() {
    return terms.reference();
  }

  /**
   * The approved amount. It is less than was asked for if the acquirer approved a part and the part
   * is taken.
   */
  public long approvedAmount() {
    return decision.approvedAmount().orElse(amount());
  }

  /**
   * The code that binds a signature to this payment; empty where the acquirer's numbers make none.
   */
  public Optional<String> transactionCode() {
    return TransactionCode.of(decision.settlementDate(), decision.rrn());
  }

  /** The attempt of a number, 1 for the first. */
  public Attempt attempt(int number) {
    return attempts.get(number - 1);
  }

  /**
   * Whether an attempt is booked besides what the payment shows, so that giving it back takes
   * nothing of that. An attempt that was booked twice is.
   */
  public boolean isSurplus(Attempt attempt) {
    return attempt.outcome() != Attempt.Outcome.CONFIRMED || attempt.isBookedTwice();
  }

  /** Whether another attempt than this one is charged, or may be. */
  boolean mayBeChargedBesides(Attempt attempt) {
    for (Attempt other : attempts) {
      boolean mayBeCharged =
          other.outcome() == Attempt.Outcome.CONFIRMED || other.outcome() == Attempt.Outcome.OPEN;
      if (mayBeCharged && other.number() != attempt.number()) {
        return true;
      }
    }
    return false;
  }

  /** Whether it needs a person for this reason. */
  boolean needsPersonFor(Attention why) {
    return state == State.ATTENTION && attention.equals(Optional.of(why));
  }

  /** Whether its customer pays a code that the terminal shows. */
  public boolean isByShownCode() {
    return terms.kind() == Kind.SHOW_CODE;
  }

  /** Whether its code has just come, and the acquirer was not asked about it yet. */
  public boolean isJustShown() {
    return state == State.SHOWN && attempts.get(attempts.size() - 1).inquiries() == 0;
  }

  /** Whether an attempt is confirmed, and nothing has taken its money back. */
  public boolean isCharged() {
    boolean takenBack = links.voidedBy().isPresent() || links.refunded() >= approvedAmount();
    for (Attempt attempt : attempts) {
      if (attempt.outcome() == Attempt.Outcome.CONFIRMED && !takenBack) {
        return true;
      }
    }
    return false;
  }

  /** Whether all of it, with its tip, went back by refunds since. */
  public boolean isGivenBack() {
    return links.refunded() > 0 && links.refunded() >= approvedAmount() + links.tip();
  }

  /** The last attempt of which a byte may have left; empty before the first. */
  public Optional<Attempt> lastSent() {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).sends() > 0) {
        return Optional.of(attempts.get(i));
      }
    }
    return Optional.empty();
  }

  private boolean wasAnswered() {
    for (Attempt attempt : attempts) {
      if (attempt.heard() != Attempt.Heard.NOTHING) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a new attempt may follow once the one under way is proven uncharged. The customer must
   * be waiting. Data that may be used only once must not have been seen by the acquirer, as far as
   * is known. A PIN is sent again only where nothing was ever answered, since a wrong PIN counts
   * each time it is tried.
   */
  public boolean mayBeSentAgain() {
    if (!retryOpen || state.isFinal()) {
      return false;
    }
    if (instrument.pinKeys() != 0 && wasAnswered()) {
      return false;
    }
    if (!isOneTime()) {
      return true;
    }
    for (Attempt attempt : attempts) {
      boolean mayProveUnseen =
          attempt.outcome() == Attempt.Outcome.OPEN && attempt.heard() == Attempt.Heard.NOTHING;
      if (!attempt.unseen() && !mayProveUnseen) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether its data may be used only once. A payment that refers to another is sent with that
   * one's numbers, and a payment that was approved offline is only reported. Both may be sent as
   * often as needed.
   */
  private boolean isOneTime() {
    return instrument.entry().isOneTime()
        && !terms.original().isPresent()
        && !terms.acceptedOffline();
  }

  /** Whether a new attempt may start now. */
  public boolean maySendNow() {
    if (reversalMayStillSucceed()) {
      return false;
    }
    return state == State.STORED
        ? !underWay().isPresent()
        : state == State.RECORDED && mayBeSentAgain();
  }

  /** Whether a reversal of any attempt may still undo it. */
  public boolean reversalMayStillSucceed() {
    return openReversals() > 0;
  }

  /** Whether it has its end, needs nobody, and no reversal may still change what it shows. */
  public boolean isDoneWith() {
    return state.isFinal() && state != State.ATTENTION && !reversalMayStillSucceed();
  }

  /**
   * Whether a reversal of one of its attempts will be sent again. That may be so of a payment that
   * shows as cancelled: one that the acquirer reversed early is asked about once more.
   */
  public boolean hasReversalToSend() {
    for (Attempt attempt : attempts) {
      if (attempt.isReversalSentAgain()) {
        return true;
      }
    }
    return false;
  }

  /** How many reversals of its attempts may still undo them. */
  public int openReversals() {
    int open = 0;
    for (Attempt attempt : attempts) {
      open += attempt.reversalMayStillSucceed() ? 1 : 0;
    }
    return open;
  }

  /**
   * Whether the card's or code's data must be kept, because a new attempt may need it. Even a
   * payment that is being delivered may need a new attempt, when the acquirer wants a sign-in
   * first. What was accepted offline may be delivered again until a person has resolved it. A code
   * that is shown is kept as long as it is, and before it how long it is wanted.
   */
  public boolean needsCardData() {
    return mayBeSentAgain()
        || state == State.STORED
        || state == State.SHOWN
        || (state == State.SENT && isByShownCode())
        || waitsForPersonAfterOffline();
  }

  private boolean waitsForPersonAfterOffline() {
    return state == State.ATTENTION && terms.acceptedOffline() && !resolution.isPresent();
  }

  /**
   * Whether a person may let it be delivered again: it was accepted offline, and the acquirer has
   * not taken it. What may be booked in a batch that is closed is not sent into another.
   */
  public boolean mayBeDeliveredAgain() {
    boolean open =
        !attempts.isEmpty() && attempts.get(attempts.size() - 1).outcome() == Attempt.Outcome.OPEN;
    if (open && !batchClosed && isParkedNotice()) {
      return true;
    }
    return waitsForPersonAfterOffline()
        && switch (attention.orElse(Attention.RECORD_DAMAGED)) {
          case DECLINED_OFFLINE, STAN_KNOWN -> true;
          case NOTICE_UNRESOLVED, OUTCOME_UNKNOWN -> !(open && batchClosed);
          case MAY_BE_CHARGED, REVERSAL_REFUSED, MAY_BE_CHARGED_TWICE, RECORD_DAMAGED -> false;
        };
  }

  /**
   * Whether it is a notice for which the acquirer wants one sign-in after the other. It is
   * delivered again at a sign-in that is due for another reason.
   */
  public boolean isParkedNotice() {
    return state == State.ATTENTION
        && attention.equals(Optional.of(Attention.NOTICE_UNRESOLVED))
        && !resolution.isPresent()
        && !attempts.isEmpty()
        && attempts.get(attempts.size() - 1).waitsForSignIn();
  }

  /** The attempt that waits for an answer; empty if none does. */
  public Optional<Attempt> underWay() {
    boolean waiting =
        switch (state) {
          case SENT, STORED, INQUIRING, SHOWN, CLOSING -> true;
          case RECORDED, REVERSING, CONFIRMED, DECLINED, CANCELLED, NOT_SENT, ATTENTION -> false;
        };
    if (!waiting || attempts.isEmpty()) {
      return Optional.empty();
    }
    Attempt last = attempts.get(attempts.size() - 1);
    boolean open = last.outcome() == Attempt.Outcome.OPEN && !last.reversal().isPresent();
    return open ? Optional.of(last) : Optional.empty();
  }

  /**
   * Whether the acquirer says that it has the message already. Only settlement can show what became
   * of it.
   */
  public boolean delivered() {
    return underWay().isPresent() && underWay().get().delivered();
  }

  /**
   * Whether the message of an attempt must be kept as it was sent, because it may have to be sent
   * again or asked about.
   */
  public boolean needsRequestFields(Attempt attempt) {
    boolean last = attempt.number() == attempts.size();
    boolean again = mayBeDeliveredAgain() && attempt.outcome() == Attempt.Outcome.OPEN;
    return last && (underWay().isPresent() || again);
  }

  /**
   * Whether the fields of an attempt's reversal must be kept. Even one that was undone may be
   * approved late, as long as its batch is open. The chip may still refuse a confirmed attempt,
   * which is then reversed.
   */
  public boolean needsReversalFields(Attempt attempt) {
    return (attempt.mayBeReversed() && !(attempt.isUndone() && batchClosed))
        || (attempt.outcome() == Attempt.Outcome.CONFIRMED && cardResult == CardResult.AWAITED);
  }

  /** The same payment, stamped. */
  public Payment updated(Instant now) {
    return with(unseenSince, signature, now);
  }

  /** The same payment, which shows what nobody has been told. */
  public Payment unseen(Instant since) {
    return with(Optional.of(since), signature, updatedAt);
  }

  /** The same payment once somebody has been told. */
  public Payment seen() {
    return with(Optional.empty(), signature, updatedAt);
  }

  /** The same payment, of whose signature this became. */
  public Payment signed(Signature became) {
    return with(unseenSince, became, updatedAt);
  }

  private Payment with(
      Optional<Instant> newUnseenSince, Signature newSignature, Instant newUpdatedAt) {
    return new Payment(
        id,
        terms,
        instrument,
        state,
        retryOpen,
        cancelRequested,
        attempts,
        decision,
        cardResult,
        links,
        batchClosed,
        attention,
        resolution,
        retryEnd,
        retryUntil,
        newUnseenSince,
        newSignature,
        createdAt,
        newUpdatedAt);
  }
}
