package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A payment as the ledger keeps it, without secrets. Immutable.
 *
 * @param id of the payment, in the API and for ever
 * @param type what it is
 * @param amount in the minor unit, 1 to 999,999,999,999
 * @param currency ISO 4217 letters
 * @param reference the till's own name for it
 * @param instrument what the customer paid with
 * @param state where it stands
 * @param retryOpen the customer may still be waiting: not cancelled, its time not over, no restart
 *     since
 * @param cancelRequested the cashier has given up
 * @param attempts in order; at most the last is {@link Attempt.Outcome#OPEN} without a reversal
 * @param responseCode of the answer that decided
 * @param rrn of the answer that decided
 * @param authCode of the answer that decided
 * @param attention why it needs a person; present in {@link State#ATTENTION} and kept after
 * @param resolution a person's word
 * @param retryUntil for display: until when it may be sent again, by the wall clock
 * @param createdAt by the wall clock
 * @param updatedAt by the wall clock
 */
public record Payment(
    String id,
    PaymentType type,
    long amount,
    String currency,
    Optional<String> reference,
    Instrument instrument,
    State state,
    boolean retryOpen,
    boolean cancelRequested,
    List<Attempt> attempts,
    Optional<String> responseCode,
    Optional<String> rrn,
    Optional<String> authCode,
    Optional<Attention> attention,
    Optional<Resolution> resolution,
    Optional<Instant> retryUntil,
    Instant createdAt,
    Instant updatedAt) {

  /** Makes the list read-only. */
  public Payment {
    attempts = Collections.unmodifiableList(new ArrayList<>(attempts));
  }

  /** A payment nothing has happened to yet. */
  public static Payment recorded(
      String id,
      PaymentOrder order,
      Instrument instrument,
      Optional<Instant> retryUntil,
      Instant now) {
    return new Payment(
        id,
        order.type(),
        order.amount(),
        order.currency(),
        order.reference(),
        instrument,
        State.RECORDED,
        true,
        false,
        Collections.emptyList(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        retryUntil,
        now,
        now);
  }

  /** The attempt of a number, 1 for the first. */
  public Attempt attempt(int number) {
    return attempts.get(number - 1);
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

  /**
   * Whether a new attempt may follow once the one under way is proven uncharged: the customer
   * waits, and data that may be used only once was never seen by the acquirer, as far as is known.
   */
  public boolean mayBeSentAgain() {
    if (!retryOpen || state.isFinal()) {
      return false;
    }
    if (!instrument.entry().isOneTime()) {
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

  /** Whether a new attempt may start now. */
  public boolean maySendNow() {
    return state == State.RECORDED && mayBeSentAgain() && !reversalMayStillSucceed();
  }

  /** Whether a reversal of any attempt may still undo it. */
  public boolean reversalMayStillSucceed() {
    for (Attempt attempt : attempts) {
      if (attempt.reversalMayStillSucceed()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the card's or code's data must be kept, because a new attempt may need it. */
  public boolean needsCardData() {
    return mayBeSentAgain();
  }

  /** The same payment, stamped. */
  public Payment updated(Instant now) {
    return new Payment(
        id,
        type,
        amount,
        currency,
        reference,
        instrument,
        state,
        retryOpen,
        cancelRequested,
        attempts,
        responseCode,
        rrn,
        authCode,
        attention,
        resolution,
        retryUntil,
        createdAt,
        now);
  }
}
