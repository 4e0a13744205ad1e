package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.iso8583.Kind;

/** Payments in any shape, for tests of what stores or shows them. */
public final class Samples {
  private Samples() {}

  /** What a plain sale asks for. */
  public static Terms sale(long amount, Optional<String> reference) {
    return new Terms(PaymentType.SALE, Kind.SALE, amount, "CNY", reference, Optional.empty());
  }

  /** Terms as an order has them, where the message is a type's plain one. */
  public static Terms of(PaymentOrder order) {
    return new Terms(
        order.type(),
        kind(order),
        order.amount(),
        order.currency(),
        order.reference(),
        order.original());
  }

  private static Kind kind(PaymentOrder order) {
    boolean shown = order.entry().equals(Optional.of(Entry.SHOWN));
    return order.type() == PaymentType.REFUND ? Kind.REFUND : shown ? Kind.SHOW_CODE : Kind.SALE;
  }

  /** A request of 12.34 yuan by the route primary. */
  public static Attempt.Request request(String stan, String batch, long keys, Instant at) {
    return new Attempt.Request(
        stan, batch, "00000001", "952718182217875", 1234, "primary", keys, "0304", at);
  }

  /** An attempt that was sent once. */
  public static Attempt attempt(
      int number,
      Attempt.Request request,
      Attempt.Outcome outcome,
      Attempt.Heard heard,
      Optional<Reversal> reversal) {
    return new Attempt(
        number,
        request,
        1,
        outcome,
        heard,
        Approvals.NONE,
        Optional.empty(),
        false,
        0,
        0,
        reversal,
        Optional.empty());
  }

  /** What an approving answer said. */
  public static Decision decision(Optional<String> code) {
    return new Decision(
        code,
        Optional.of("123456789012"),
        Optional.of("654321"),
        Optional.of("0304"),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  /** The same payment in another state, with other attempts. */
  public static Payment in(Payment payment, State state, List<Attempt> attempts) {
    return with(payment, state, !state.isFinal(), false, attempts, Optional.empty());
  }

  /** The same payment with everything that a state depends on. */
  public static Payment with(
      Payment payment,
      State state,
      boolean retryOpen,
      boolean cancelRequested,
      List<Attempt> attempts,
      Optional<Attention> attention) {
    return new Payment(
        payment.id(),
        payment.terms(),
        payment.instrument(),
        state,
        retryOpen,
        cancelRequested,
        attempts,
        payment.decision(),
        payment.cardResult(),
        payment.links(),
        payment.batchClosed(),
        attention,
        payment.resolution(),
        payment.retryEnd(),
        payment.retryUntil(),
        payment.unseenSince(),
        Signature.NONE,
        payment.createdAt(),
        payment.updatedAt());
  }

  /** The same payment after an answer that decided. */
  public static Payment decided(Payment payment, Decision decision) {
    return new Payment(
        payment.id(),
        payment.terms(),
        payment.instrument(),
        payment.state(),
        payment.retryOpen(),
        payment.cancelRequested(),
        payment.attempts(),
        decision,
        payment.cardResult(),
        payment.links(),
        payment.batchClosed(),
        payment.attention(),
        payment.resolution(),
        payment.retryEnd(),
        payment.retryUntil(),
        payment.unseenSince(),
        Signature.NONE,
        payment.createdAt(),
        payment.updatedAt());
  }

  /** The same payment with a person's word. */
  public static Payment resolved(Payment payment, Resolution resolution) {
    return new Payment(
        payment.id(),
        payment.terms(),
        payment.instrument(),
        payment.state(),
        payment.retryOpen(),
        payment.cancelRequested(),
        payment.attempts(),
        payment.decision(),
        payment.cardResult(),
        payment.links(),
        payment.batchClosed(),
        payment.attention(),
        Optional.of(resolution),
        payment.retryEnd(),
        payment.retryUntil(),
        payment.unseenSince(),
        Signature.NONE,
        payment.createdAt(),
        payment.updatedAt());
  }

  /** The same payment after its retries were ended. */
  public static Payment ended(Payment payment, Event.RetryEnd why) {
    return new Payment(
        payment.id(),
        payment.terms(),
        payment.instrument(),
        payment.state(),
        false,
        payment.cancelRequested(),
        payment.attempts(),
        payment.decision(),
        payment.cardResult(),
        payment.links(),
        payment.batchClosed(),
        payment.attention(),
        payment.resolution(),
        Optional.of(why),
        payment.retryUntil(),
        payment.unseenSince(),
        Signature.NONE,
        payment.createdAt(),
        payment.updatedAt());
  }

  /** The same payment after others that refer to it. */
  public static Payment linked(Payment payment, Links links) {
    return new Payment(
        payment.id(),
        payment.terms(),
        payment.instrument(),
        payment.state(),
        payment.retryOpen(),
        payment.cancelRequested(),
        payment.attempts(),
        payment.decision(),
        payment.cardResult(),
        links,
        payment.batchClosed(),
        payment.attention(),
        payment.resolution(),
        payment.retryEnd(),
        payment.retryUntil(),
        payment.unseenSince(),
        Signature.NONE,
        payment.createdAt(),
        payment.updatedAt());
  }

  /** A reversal without answers that wanted a sign-in or could not be believed. */
  public static Reversal reversal(
      ReversalReason reason,
      Reversal.Stage stage,
      int sends,
      boolean answered,
      String code,
      long keys,
      String authCode) {
    return new Reversal(
        reason,
        stage,
        sends,
        answered,
        code,
        keys,
        authCode,
        OptionalLong.empty(),
        Optional.empty(),
        0,
        0);
  }
}
