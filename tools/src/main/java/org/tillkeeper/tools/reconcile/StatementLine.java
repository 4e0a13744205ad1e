package org.tillkeeper.tools.reconcile;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of a statement.
 *
 * @param number of the line in its file, 1 for the first
 * @param kind as the statement calls it
 * @param moves whether it moves money: one that was revoked does not
 * @param amount in the currency's minor unit; negative for what goes back to the customer
 * @param time of the payment; empty where the layout names none
 * @param terminal, batch, stan, rrn, reference what it may be known by
 * @param last4 the last four digits of the card; nothing more of its number is kept
 */
public record StatementLine(
    int number,
    String kind,
    boolean moves,
    long amount,
    Optional<Instant> time,
    Optional<String> terminal,
    Optional<String> batch,
    Optional<String> stan,
    Optional<String> rrn,
    Optional<String> reference,
    Optional<String> last4) {

  /**
   * A line that could not be read.
   *
   * @param number of the line in its file
   * @param why in the language of the reader; never the line itself, which may hold a card number
   */
  public record Unreadable(int number, String why) {}
}
