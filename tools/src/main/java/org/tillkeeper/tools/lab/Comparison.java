package org.tillkeeper.tools.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The agent's ledger against the acquirer's: a payment is confirmed if and only if the acquirer has
 * exactly one booking for it that stands, of its type and amount, under the STAN and batch of its
 * last attempt. Any other payment has none, none is still open, every payment that was started is
 * there, and every booking has its payment. Both agree on what was voided and refunded.
 *
 * <p>So a void that was cancelled has no booking and the charge stands on both sides, and a refund
 * that is confirmed was credited once. Only a refund or tip that needs a person may have a booking
 * or not. A balance never has one. Immutable.
 *
 * @param rows each payment that was started or is there, then each booking that has none
 */
public record Comparison(List<Row> rows) {
  /** How the two ledgers differ. */
  public enum Difference {
    /** The till was told that the payment is recorded, and the agent knows nothing of it. */
    LOST,
    /** The payment has not come to its end. */
    STILL_OPEN,
    /** Confirmed, and the acquirer has no booking that stands. */
    CONFIRMED_NOT_BOOKED,
    /** Not confirmed, and the customer is charged. */
    BOOKED_NOT_CONFIRMED,
    /** The customer is charged more than once. */
    BOOKED_TWICE,
    /** The customer is charged another amount. */
    OTHER_AMOUNT,
    /** The booking is not the one of the attempt that was confirmed. */
    OTHER_ATTEMPT,
    /** The acquirer has booked something of another kind under its STAN. */
    OTHER_TYPE,
    /** Voided for one of them, and not for the other. */
    OTHER_VOID,
    /** Each has paid back another amount of it. */
    OTHER_REFUNDS,
    /** The acquirer has a booking of which the agent knows nothing. */
    NO_PAYMENT
  }

  /**
   * One payment and what the acquirer has of it.
   *
   * @param reference the till's own name of the payment; empty for a booking without one
   * @param payment empty for a booking without a payment, and for a payment that was lost
   * @param booked what the acquirer booked, whether it stands or was reversed
   * @param difference empty if the ledgers agree about it
   */
  public record Row(
      String reference,
      Optional<Payment> payment,
      List<Booked> booked,
      Optional<Difference> difference) {}

  private record Name(String batch, String stan) {}

  /**
   * Compares.
   *
   * @param started references of the payments that the agent has said are recorded
   * @param payments what the agent has
   * @param bookings what the acquirer has
   */
  public static Comparison of(
      Collection<String> started, Collection<Payment> payments, Collection<Booked> bookings) {
    Map<Name, List<Booked>> left = new LinkedHashMap<>();
    for (Booked one : bookings) {
      left.computeIfAbsent(new Name(one.batch(), one.stan()), name -> new ArrayList<>()).add(one);
    }
    List<Row> rows = new ArrayList<>();
    Set<String> lost = new LinkedHashSet<>(started);
    Set<String> doubtful = new HashSet<>();
    for (Payment payment : payments) {
      if (payment.isOpenToDoubt()) {
        doubtful.add(payment.original());
      }
    }
    for (Payment payment : payments) {
      List<Booked> booked = new ArrayList<>();
      for (Payment.Attempt attempt : payment.attempts()) {
        List<Booked> its = left.remove(new Name(attempt.batch(), attempt.stan()));
        if (its != null) {
          booked.addAll(its);
        }
      }
      lost.remove(payment.reference());
      rows.add(
          new Row(
              payment.reference(),
              Optional.of(payment),
              booked,
              difference(payment, booked, doubtful.contains(payment.id()))));
    }
    for (String reference : lost) {
      rows.add(new Row(reference, Optional.empty(), List.of(), Optional.of(Difference.LOST)));
    }
    for (List<Booked> orphans : left.values()) {
      rows.add(new Row("", Optional.empty(), orphans, Optional.of(Difference.NO_PAYMENT)));
    }
    return new Comparison(rows);
  }

  private static Optional<Difference> difference(
      Payment payment, List<Booked> booked, boolean refundsInDoubt) {
    if (!payment.isFinal()) {
      return Optional.of(Difference.STILL_OPEN);
    }
    List<Booked> standing = new ArrayList<>(booked);
    standing.removeIf(Booked::reversed);
    if (standing.size() > 1) {
      return Optional.of(Difference.BOOKED_TWICE);
    }
    if (payment.isOpenToDoubt()) {
      return Optional.empty();
    }
    boolean moves = payment.isConfirmed() && !payment.type().equals("balance");
    if (!moves) {
      return standing.isEmpty() ? Optional.empty() : Optional.of(Difference.BOOKED_NOT_CONFIRMED);
    }
    if (standing.isEmpty()) {
      return Optional.of(Difference.CONFIRMED_NOT_BOOKED);
    }
    return difference(payment, standing.get(0), refundsInDoubt);
  }

  private static Optional<Difference> difference(
      Payment payment, Booked one, boolean refundsInDoubt) {
    if (!isOfType(one, payment.type())) {
      return Optional.of(Difference.OTHER_TYPE);
    }
    // A tip's booking is about the sale's new amount.
    long amount = payment.type().equals("tip") ? one.charged() : one.amount();
    if (amount != payment.amount()) {
      return Optional.of(Difference.OTHER_AMOUNT);
    }
    Payment.Attempt last = payment.attempts().get(payment.attempts().size() - 1);
    if (!one.stan().equals(last.stan()) || !one.batch().equals(last.batch())) {
      return Optional.of(Difference.OTHER_ATTEMPT);
    }
    if (one.voided() != payment.voided()) {
      return Optional.of(Difference.OTHER_VOID);
    }
    return one.refunded() == payment.refunded() || refundsInDoubt
        ? Optional.empty()
        : Optional.of(Difference.OTHER_REFUNDS);
  }

  /** Where completions have no void of their own, what is voided says which it is. */
  private static boolean isOfType(Booked one, String type) {
    return one.tillType().equals(type)
        || (type.equals("completion-void") && one.tillType().equals("void"));
  }

  /** Whether there is no difference. */
  public boolean agrees() {
    return differences().isEmpty();
  }

  /** The rows that differ. */
  public List<Row> differences() {
    return rows.stream().filter(row -> row.difference().isPresent()).toList();
  }
}
