package org.tillkeeper.agent.payment;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a payment is looked for by. All that is given must hold; what is empty filters nothing.
 *
 * @param since only those created at or after this
 * @param until only those created before this
 * @param stan trace number of any request of it, 6 digits
 * @param rrn reference number of any approval of it, in time or late
 * @param reference the till's own name for it, whole
 * @param amount that was asked for or approved, in the minor unit
 * @param last4 the last four digits of the card or code that paid
 */
public record Search(
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> stan,
    Optional<String> rrn,
    Optional<String> reference,
    OptionalLong amount,
    Optional<String> last4) {

  /** Every payment. */
  public static final Search ALL =
      new Search(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty());

  /** Payments since a time. */
  public static Search since(Optional<Instant> time) {
    return new Search(
        time,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty());
  }
}
