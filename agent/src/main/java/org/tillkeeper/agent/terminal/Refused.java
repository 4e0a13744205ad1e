package org.tillkeeper.agent.terminal;

import java.util.Optional;

/**
 * A call of a till that was refused; nothing was recorded and nothing sent because of it. Its
 * message names the {@link Ground} for a log; what people read is made of {@link #refusal()}.
 */
public final class Refused extends RuntimeException {
  private final Refusal refusal;

  /**
   * @throws IllegalArgumentException if it carries other values than its ground has
   */
  public Refused(Refusal refusal) {
    super(refusal.ground().toString(), null, false, false);
    if (!refusal.carried().equals(refusal.ground().carried())) {
      throw new IllegalArgumentException(
          refusal.ground()
              + " carries "
              + refusal.ground().carried()
              + ", not "
              + refusal.carried());
    }
    this.refusal = refusal;
  }

  /** Refuses the call if a rule does. */
  static void where(Optional<Refusal> refusal) {
    refusal.ifPresent(
        it -> {
          throw new Refused(it);
        });
  }

  /** Why, and what is to be said of it. */
  public Refusal refusal() {
    return refusal;
  }

  /** Stable reason. */
  public Why why() {
    return refusal.ground().why();
  }

  /** What of a call may be wrong. */
  public enum Place {
    /** How much. */
    AMOUNT,
    /** The payment it refers to. */
    ORIGINAL,
    /** The reference number on the customer's slip. */
    SLIP_RRN,
    /** What the customer's phone showed. */
    PAYMENT_CODE,
    /** The batch of a report. */
    BATCH,
    /** The payment that a page follows. */
    AFTER
  }

  /** Stable reasons of a refusal; the labels are the {@code type} of the API's problems. */
  public enum Why {
    /** There is no payment with that id. */
    NOT_FOUND("not-found"),
    /** The key was used with another body. */
    IDEMPOTENCY_CONFLICT("idempotency-conflict"),
    /** The payment has its end already. */
    ALREADY_FINAL("already-final"),
    /** The payment has no end yet. */
    NOT_FINAL("not-final"),
    /** Nothing of it is open that could be tried. */
    NOTHING_OPEN("nothing-open"),
    /** Only a payment in attention is settled by evidence. */
    NOT_IN_ATTENTION("not-in-attention"),
    /** It may not be confirmed while a reversal of it may still succeed. */
    REVERSAL_OPEN("reversal-open"),
    /** A PIN block came while there is no PIN key it could belong to. */
    NOT_SIGNED_IN("not-signed-in"),
    /** The original is not confirmed. */
    NOT_CONFIRMED("not-confirmed"),
    /** The original is voided. */
    ALREADY_VOIDED("already-voided"),
    /** The pre-authorisation is completed. */
    ALREADY_COMPLETED("already-completed"),
    /** The original's batch is closed, so it is refunded and not voided. */
    SETTLED("settled"),
    /** The original's batch is open, so it is voided and not refunded. */
    NOT_SETTLED("not-settled"),
    /** What is needed of the original was erased when its time was over. */
    ERASED("erased"),
    /** This type cannot refer to that original. */
    WRONG_ORIGINAL("wrong-original"),
    /** Another payment that refers to the same original is open. */
    OPERATION_OPEN("operation-open"),
    /** Only the original's whole amount is possible. */
    AMOUNT_DIFFERS("amount-differs"),
    /** More than is left of the original. */
    AMOUNT_EXCEEDED("amount-exceeded"),
    /** The same card and amount were just taken. */
    POSSIBLE_DUPLICATE("possible-duplicate"),
    /** The payment code was used before. */
    CODE_USED("code-used"),
    /** The merchant's limits do not allow it to be accepted offline. */
    OFFLINE_REFUSED("offline-refused"),
    /** What was sent cannot be undone by a cancel. */
    NOT_CANCELLABLE("not-cancellable"),
    /** The chip of this payment is not waited for. */
    CARD_NOT_AWAITED("card-not-awaited"),
    /** The acquirer's dialect has no such transaction. */
    NOT_SUPPORTED("not-supported"),
    /** A settlement is under way. */
    SETTLEMENT_OPEN("settlement-open"),
    /** The acquirer refused what a person asked for. */
    ACQUIRER_REFUSED("acquirer-refused"),
    /** The acquirer did not answer what a person asked for. */
    NOT_ANSWERED("not-answered"),
    /** There is no line to the acquirer for what a person asked for. */
    NOT_ONLINE("not-online"),
    /** A value does not fit the acquirer's message. */
    INVALID("invalid-request"),
    /** There is no loss of records that a person could accept. */
    NO_LEDGER_LOSS("no-ledger-loss"),
    /** The ledger lost records; a person must accept that first. */
    LEDGER_LOSS("ledger-loss"),
    /** The ledger cannot be written now (disk full or failing). */
    LEDGER_UNAVAILABLE("ledger-unavailable"),
    /** The agent is shutting down. */
    SHUTTING_DOWN("shutting-down");

    private final String label;

    Why(String label) {
      this.label = label;
    }

    /** The {@code type} of the API's problem. */
    public String label() {
      return label;
    }
  }
}
