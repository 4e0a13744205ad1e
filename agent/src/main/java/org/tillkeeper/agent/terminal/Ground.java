package org.tillkeeper.agent.terminal;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a call is refused for. Each ground has a stable reason for the till, the place in the call
 * that was wrong if it is one, and the values that its sentence is made of. For example, {@link
 * #AMOUNT_EXCEEDED} is about the amount, and carries the original and what is left of it.
 */
public enum Ground {
  NO_SUCH_PAYMENT(Why.NOT_FOUND),
  NO_SUCH_ORIGINAL(Why.NOT_FOUND, Place.ORIGINAL),
  /** The number is that of the open batch. */
  NO_SUCH_BATCH(Why.NOT_FOUND, Place.BATCH, Value.NUMBER),
  /** A page is to follow a payment that is not there. */
  NO_SUCH_PAGE(Why.NOT_FOUND, Place.AFTER),

  /** The payment is the one that the key started. */
  KEY_OF_ANOTHER_PAYMENT(Why.IDEMPOTENCY_CONFLICT, Value.PAYMENT),
  KEY_OF_A_SETTLEMENT(Why.IDEMPOTENCY_CONFLICT),
  /** A settlement was asked for under a key that is taken. */
  KEY_TAKEN(Why.IDEMPOTENCY_CONFLICT),

  ALREADY_FINAL(Why.ALREADY_FINAL, Value.PAYMENT),
  NOT_FINAL(Why.NOT_FINAL, Value.PAYMENT),
  NOTHING_OPEN(Why.NOTHING_OPEN, Value.PAYMENT),
  NOT_IN_ATTENTION(Why.NOT_IN_ATTENTION, Value.PAYMENT),
  REVERSAL_OPEN(Why.REVERSAL_OPEN, Value.PAYMENT),
  NOT_CANCELLABLE(Why.NOT_CANCELLABLE, Value.PAYMENT),
  /** An attempt of the payment is confirmed, and nothing has taken it back. */
  ATTEMPT_CONFIRMED(Why.ATTEMPT_CONFIRMED, Value.PAYMENT),
  CARD_NOT_AWAITED(Why.CARD_NOT_AWAITED, Value.PAYMENT),

  // The payment of each of these is the original, unless it says otherwise.
  ORIGINAL_NOT_CONFIRMED(Why.NOT_CONFIRMED, Value.PAYMENT),
  ORIGINAL_VOIDED(Why.ALREADY_VOIDED, Value.PAYMENT),
  ORIGINAL_COMPLETED(Why.ALREADY_COMPLETED, Value.PAYMENT),
  /** The type is the new payment's. */
  BATCH_CLOSED(Why.SETTLED, Value.PAYMENT, Value.TYPE),
  /** The type is the new payment's. */
  BEING_SETTLED(Why.SETTLEMENT_OPEN, Value.PAYMENT, Value.TYPE),
  BATCH_OPEN(Why.NOT_SETTLED, Value.PAYMENT),
  /** The original's time of keeping is over. */
  CARD_ERASED(Why.ERASED, Value.PAYMENT),
  /** The type is the new payment's. */
  TYPES_DO_NOT_FIT(Why.WRONG_ORIGINAL, Value.PAYMENT, Value.TYPE),
  OTHER_CURRENCY(Why.WRONG_ORIGINAL, Value.PAYMENT),
  /** The number is how many attempts there are. */
  NO_SUCH_ATTEMPT(Why.NOT_FOUND, Place.ATTEMPT, Value.PAYMENT, Value.NUMBER),
  /** The acquirer never approved the attempt, or it was undone. */
  ATTEMPT_NOT_BOOKED(Why.NOT_CONFIRMED, Value.PAYMENT),
  ATTEMPT_TAKEN_BACK(Why.ALREADY_REFUNDED, Value.PAYMENT),
  /** The original was made as another terminal or merchant, or in another dialect. */
  OTHER_TERMINAL(Why.WRONG_ORIGINAL, Value.PAYMENT),
  HAS_TIP(Why.WRONG_ORIGINAL, Value.PAYMENT),
  /** A part was given back, so the whole cannot be taken back. */
  PARTLY_REFUNDED(Why.WRONG_ORIGINAL, Value.PAYMENT),
  ACCOUNT_NOT_KEPT(Why.WRONG_ORIGINAL, Value.PAYMENT),
  /** The detail is the element that the acquirer's approval lacked. */
  ORIGINAL_LACKS(Why.ORIGINAL_LACKS, Value.DETAIL),
  CHIP_AWAITED(Why.OPERATION_OPEN, Value.PAYMENT),
  /** The payment is the other one that refers to the original. */
  ANOTHER_IS_OPEN(Why.OPERATION_OPEN, Value.PAYMENT),
  /** The payment is the other one that refers to the original. */
  ANOTHER_NEEDS_A_PERSON(Why.OPERATION_OPEN, Value.PAYMENT),
  /** The type is that of the other one; the payment's chip has its say after it. */
  ANOTHER_IS_OPEN_BEFORE_THE_CHIP(Why.OPERATION_OPEN, Value.PAYMENT, Value.TYPE),
  /** The type is the new payment's, the number the whole amount. */
  NOT_THE_WHOLE(Why.AMOUNT_DIFFERS, Place.AMOUNT, Value.PAYMENT, Value.TYPE, Value.NUMBER),
  /** The number is what is left. */
  AMOUNT_EXCEEDED(Why.AMOUNT_EXCEEDED, Place.AMOUNT, Value.PAYMENT, Value.NUMBER),
  ORIGINAL_MISSING(Why.INVALID, Place.ORIGINAL, Value.TYPE),

  /** The payment is the one before; the number is how many seconds ago it was. */
  POSSIBLE_DUPLICATE(Why.POSSIBLE_DUPLICATE, Value.PAYMENT, Value.NUMBER),
  /** The payment is the one before. */
  CODE_USED(Why.CODE_USED, Place.PAYMENT_CODE, Value.PAYMENT),
  /** The payment is the one that the chip's data was read for. */
  CRYPTOGRAM_USED(Why.CODE_USED, Place.CHIP_DATA, Value.PAYMENT),
  /** The payment is the one that may have given the same back. */
  REFUND_OPEN(Why.REFUND_OPEN, Value.PAYMENT),
  /** The payment is the one that gave the same back. */
  GIVEN_BACK_BEFORE(Why.POSSIBLE_DUPLICATE, Value.PAYMENT),
  /** The batch's totals could not name the sum with it. The number is the largest they can name. */
  BATCH_FULL(Why.BATCH_FULL, Value.NUMBER),
  NOT_SIGNED_IN(Why.NOT_SIGNED_IN),
  SLIP_MISSING(Why.INVALID, Place.SLIP_RRN),
  /** The detail names the field of the message and its limit. */
  CANNOT_BE_SAID(Why.INVALID, Value.DETAIL),

  OFFLINE_DISABLED(Why.OFFLINE_REFUSED),
  /** The number is the limit. */
  OFFLINE_PER_PAYMENT(Why.OFFLINE_REFUSED, Value.NUMBER),
  /** The number is the limit. */
  OFFLINE_TOTAL(Why.OFFLINE_REFUSED, Value.NUMBER),
  /** The number is the limit. */
  OFFLINE_COUNT(Why.OFFLINE_REFUSED, Value.NUMBER),
  OFFLINE_TOO_OLD(Why.OFFLINE_REFUSED),
  /** It is no sale, or has a PIN. */
  NOT_FOR_OFFLINE(Why.OFFLINE_REFUSED),

  TYPE_NOT_SUPPORTED(Why.NOT_SUPPORTED, Value.TYPE),
  /** The acquirer gives no codes for a customer to scan, or cannot close one. */
  CODES_NOT_SUPPORTED(Why.NOT_SUPPORTED),
  SETTLEMENT_NOT_SUPPORTED(Why.NOT_SUPPORTED),
  SIGN_OFF_NOT_SUPPORTED(Why.NOT_SUPPORTED),
  /** The detail is the settlement's id. */
  SETTLEMENT_OPEN(Why.SETTLEMENT_OPEN, Value.DETAIL),

  // The cardholder's signature on the screen.
  SIGNING_NOT_SUPPORTED(Why.NOT_SUPPORTED),
  /** Nobody signs a balance, a tip or a code. */
  NOT_TO_BE_SIGNED(Why.NOT_SIGNABLE, Value.PAYMENT),
  NOT_YET_SIGNABLE(Why.NOT_SIGNABLE, Value.PAYMENT),
  /** The payment was made as another terminal, whose messages cannot be sent. */
  SIGNED_ELSEWHERE(Why.NOT_SIGNABLE, Value.PAYMENT),
  /** It has another signature, which is on its way or with the acquirer. */
  SIGNED_BEFORE(Why.ALREADY_SIGNED, Value.PAYMENT),
  /** The payment's card is not kept any more, or its numbers make no message. */
  SIGNATURE_NOT_SAYABLE(Why.NOT_SIGNABLE, Value.PAYMENT),
  /** The detail says what is wrong with the picture. */
  DRAWING_REFUSED(Why.INVALID, Place.DRAWING, Value.DETAIL),
  /** The number is how many wait. */
  SIGNATURES_FULL(Why.SIGNATURES_FULL, Value.NUMBER),

  SETTLEMENT_NOT_ENDED(Why.SETTLEMENT_OPEN),
  /** The detail is who has acknowledged it. */
  SETTLEMENT_ACKNOWLEDGED(Why.ALREADY_ACKNOWLEDGED, Value.DETAIL),
  NOTHING_TO_ACKNOWLEDGE(Why.NOTHING_TO_ACKNOWLEDGE),
  NOTHING_UNSEEN(Why.NOTHING_TO_ACKNOWLEDGE, Value.PAYMENT),

  NOT_ONLINE(Why.NOT_ONLINE),
  OPEN_BEFORE_SIGN_OFF(Why.OPERATION_OPEN),
  /** The detail is the response code. */
  SIGN_OFF_REFUSED(Why.ACQUIRER_REFUSED, Value.DETAIL),
  /** The detail says why there was no answer. */
  SIGN_OFF_NOT_ANSWERED(Why.NOT_ANSWERED, Value.DETAIL),
  /** The detail is how many seconds it had. */
  SIGN_OFF_NOT_SENT(Why.NOT_ANSWERED, Value.DETAIL),

  NO_LEDGER_LOSS(Why.NO_LEDGER_LOSS),
  /** No approval has contradicted an acquirer that had no original. */
  NO_ORIGINAL_NOT_DISPROVED(Why.NOT_DISPROVED),
  LEDGER_LOSS(Why.LEDGER_LOSS),
  LEDGER_STALLED(Why.LEDGER_UNAVAILABLE),
  /** The detail is what the disk or SQLite said. */
  LEDGER_FAILED(Why.LEDGER_UNAVAILABLE, Value.DETAIL),
  SHUTTING_DOWN(Why.SHUTTING_DOWN);

  /** What a refusal may carry besides its ground. */
  public enum Value {
    /** The payment that it is about; the till is shown it. */
    PAYMENT,
    TYPE,
    NUMBER,
    DETAIL
  }

  private final Why why;
  private final Optional<Place> place;

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, and nobody else holds it
  private final Set<Value> carried;

  Ground(Why why, Value... values) {
    this(why, Optional.empty(), values);
  }

  Ground(Why why, Place place, Value... values) {
    this(why, Optional.of(place), values);
  }

  Ground(Why why, Optional<Place> place, Value... values) {
    this.why = why;
    this.place = place;
    Set<Value> all = EnumSet.noneOf(Value.class);
    all.addAll(Arrays.asList(values));
    carried = Collections.unmodifiableSet(all);
  }

  /** Stable reason, as the till is told. */
  public Why why() {
    return why;
  }

  /** What of the call was wrong; empty where it is not one thing. Its sentence does not name it. */
  public Optional<Place> place() {
    return place;
  }

  /** What a refusal for this carries: all of them, and nothing else. */
  public Set<Value> carried() {
    return carried;
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
    /** It may not be called cancelled while an attempt of it is confirmed and not taken back. */
    ATTEMPT_CONFIRMED("attempt-confirmed"),
    /** The original is voided. */
    ALREADY_VOIDED("already-voided"),
    /** What would be given back was taken back before. */
    ALREADY_REFUNDED("already-refunded"),
    /** The acquirer's word that it has no original counts as ever. */
    NOT_DISPROVED("not-disproved"),
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
    ORIGINAL_LACKS("original-incomplete"),
    /** Another payment that refers to the same original is open. */
    OPERATION_OPEN("operation-open"),
    /** Only the original's whole amount is possible. */
    AMOUNT_DIFFERS("amount-differs"),
    /** More than is left of the original. */
    AMOUNT_EXCEEDED("amount-exceeded"),
    /** The same card and amount were just taken, or the same was given back before. */
    POSSIBLE_DUPLICATE("possible-duplicate"),
    /** What the same slip names may be given back already, and nobody knows yet. */
    REFUND_OPEN("refund-open"),
    /** The payment code, or what the chip said, was used before. */
    CODE_USED("code-used"),
    /** The merchant's limits do not allow it to be accepted offline. */
    OFFLINE_REFUSED("offline-refused"),
    /** What was sent cannot be undone by a cancel. */
    NOT_CANCELLABLE("not-cancellable"),
    /** The chip of this payment is not waited for. */
    CARD_NOT_AWAITED("card-not-awaited"),
    /** A payment of this kind, or in this state, is not signed. */
    NOT_SIGNABLE("not-signable"),
    /** The payment has another signature, which stays. */
    ALREADY_SIGNED("already-signed"),
    /** So many signatures wait for the acquirer that none is taken any more. */
    SIGNATURES_FULL("signatures-full"),
    /** The acquirer's dialect has no such transaction. */
    NOT_SUPPORTED("not-supported"),
    /** The open batch holds as much as its totals can name. */
    BATCH_FULL("batch-full"),
    /** A settlement is under way. */
    SETTLEMENT_OPEN("settlement-open"),
    /** Another person has acknowledged the settlement, or in other words. */
    ALREADY_ACKNOWLEDGED("already-acknowledged"),
    /** The settlement left nothing that a person would have to look at. */
    NOTHING_TO_ACKNOWLEDGE("nothing-to-acknowledge"),
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

  /** What of a call may be wrong. */
  public enum Place {
    /** How much. */
    AMOUNT,
    /** The payment it refers to. */
    ORIGINAL,
    /** Which attempt of the payment it refers to. */
    ATTEMPT,
    /** The reference number on the customer's slip. */
    SLIP_RRN,
    /** What the customer's phone showed. */
    PAYMENT_CODE,
    /** What the card's chip said. */
    CHIP_DATA,
    /** The batch of a report. */
    BATCH,
    /** The payment that a page follows. */
    AFTER,
    /** What the cardholder drew. */
    DRAWING
  }
}
