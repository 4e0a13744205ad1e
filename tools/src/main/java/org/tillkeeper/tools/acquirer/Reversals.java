package org.tillkeeper.tools.acquirer;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Undoes what a terminal got no answer to. Only the booking itself is reversed: what follows from
 * it follows from its absence, so the reversal of a void lets the charge stand again.
 */
final class Reversals {
  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final Books books;

  Reversals(AcquirerSettings settings, AcquirerLedger ledger, Books books) {
    this.settings = settings;
    this.ledger = ledger;
    this.books = books;
  }

  /** The batch is the original's, which may have ended: it finds the original, no more. */
  Decision decide(Request request, HostTime time) throws SQLException {
    String stan = request.original().stan().isEmpty() ? request.stan() : request.original().stan();
    if (!stan.matches("[0-9]{6}") || request.amount().isEmpty()) {
      return Decision.of(Codes.FORMAT_ERROR, "amount or STAN is missing");
    }
    String terminal = request.terminal();
    String batch = request.batch();
    Optional<Booking> found =
        batch.isEmpty() ? books.newest(terminal, stan) : books.find(terminal, batch, stan);
    if (found.isEmpty()) {
      String current = batch.isEmpty() ? ledger.terminal(terminal).batch() : batch;
      books.rememberEarlyReversal(terminal, current, stan, time.rfc3339());
      return Decision.of(Codes.NO_ORIGINAL, "no such original");
    }
    Booking original = found.get();
    if (!settings.oldReversals.isEmpty() && !original.date().equals(time.date())) {
      return Decision.of(settings.oldReversals, "the original is of another day");
    }
    if (!original.type().isReversible()) {
      return Decision.of(
          Codes.INVALID_TRANSACTION, "a " + original.type().label() + " is not reversed");
    }
    if (original.amount() != request.amount().orElseThrow()) {
      return Decision.of(Codes.OTHER_AMOUNT, "the original is about another amount");
    }
    if (original.isBooked() && books.isBuiltOn(original)) {
      return Decision.of(
          Codes.INVALID_TRANSACTION, "the original was voided, refunded or completed since");
    }
    if (original.isBooked() && books.isTakenAgain(original)) {
      return Decision.of(
          Codes.INVALID_TRANSACTION, "the pre-authorisation it gave back was used again");
    }
    books.reverse(original, time.rfc3339());
    return Decision.of(
        Codes.APPROVED,
        switch (original.state()) {
          case Booking.BOOKED -> "reversed";
          case Booking.REVERSED -> "was reversed before";
          default -> "was declined, nothing to reverse";
        });
  }
}
