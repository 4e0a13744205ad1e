package org.tillkeeper.agent.nexo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * What a till is told became of what it asked for.
 *
 * @param result as in the protocol
 * @param condition why it is not Success; empty where it is, in whole or in part
 */
record Verdict(Result result, Optional<Condition> condition) {
  /** The labels are the protocol's. */
  enum Result {
    SUCCESS("Success"),
    /** It took place for a lower amount. */
    PARTIAL("Partial"),
    FAILURE("Failure");

    private final String label;

    Result(String label) {
      this.label = label;
    }
  }

  static final Verdict SUCCESS = new Verdict(Result.SUCCESS, Optional.empty());
  private static final Verdict PARTIAL = new Verdict(Result.PARTIAL, Optional.empty());

  static Verdict failure(Condition condition) {
    return new Verdict(Result.FAILURE, Optional.of(condition));
  }

  /**
   * The verdict on a payment as it is. Success is said of what is confirmed, and where a chip was
   * read, of what the chip has accepted too: it may still refuse, and then the payment is reversed.
   * Refusal is said of what was certainly refused. Whatever may have been charged, and nobody knows
   * yet, is in progress, also where only a person can find it out.
   */
  static Verdict of(Payment payment) {
    return switch (payment.state()) {
      case CONFIRMED -> confirmed(payment);
      case DECLINED -> failure(Condition.REFUSAL);
      case CANCELLED -> failure(withdrawn(payment));
      case NOT_SENT ->
          failure(payment.cancelRequested() ? Condition.ABORTED : Condition.UNREACHABLE_HOST);
      case RECORDED, SENT, STORED, INQUIRING, SHOWN, CLOSING, REVERSING, ATTENTION ->
          failure(Condition.IN_PROGRESS);
    };
  }

  private static Verdict confirmed(Payment payment) {
    return switch (payment.cardResult()) {
      case NONE, ACCEPTED -> payment.approvedAmount() < payment.amount() ? PARTIAL : SUCCESS;
      case AWAITED, REFUSED -> failure(Condition.IN_PROGRESS);
    };
  }

  /** Why it is certain that nothing was charged. */
  private static Condition withdrawn(Payment payment) {
    if (payment.cardResult() == CardResult.REFUSED) {
      return Condition.REFUSAL;
    }
    return payment.cancelRequested() || payment.resolution().isPresent()
        ? Condition.ABORTED
        : Condition.UNREACHABLE_HOST;
  }

  /**
   * Whether waiting may bring a better answer. What waits for a person does not change while a
   * customer stands there.
   */
  static boolean mayChangeSoon(Payment payment) {
    return of(payment).isInProgress() && payment.state() != State.ATTENTION;
  }

  boolean isInProgress() {
    return condition.equals(Optional.of(Condition.IN_PROGRESS));
  }

  /** Whether it took place, for the whole amount or a lower one. */
  boolean tookPlace() {
    return result != Result.FAILURE;
  }

  /**
   * The member {@code Response}.
   *
   * @param said for who reads it at the till
   */
  Map<String, Object> response(String said) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Result", result.label);
    condition.ifPresent(it -> json.put("ErrorCondition", it.label()));
    if (!said.isEmpty()) {
      json.put("AdditionalResponse", said);
    }
    return json;
  }
}
