package org.tillkeeper.agent.upkeep;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import org.tillkeeper.agent.management.SettlementPatience;

/**
 * What the agent does by itself with batches and with what is old.
 *
 * @param settleAt by the terminal's clock, once a day; empty: never by itself
 * @param whenFull settle once the batch holds so many payments; 0: never
 * @param patience how long a settlement waits
 * @param keepPayments erase settled payments once their batch is closed so long; zero: never
 * @param bytesMost erase older settled payments rather than let the database hold more; 0: no limit
 */
public record Upkeep(
    Optional<LocalTime> settleAt,
    int whenFull,
    SettlementPatience patience,
    Duration keepPayments,
    long bytesMost) {
  /** With a settlement's usual patience. */
  public Upkeep(Optional<LocalTime> settleAt, int whenFull, Duration keepPayments, long bytesMost) {
    this(settleAt, whenFull, SettlementPatience.DEFAULT, keepPayments, bytesMost);
  }

  /** Nothing by itself. */
  public static final Upkeep NONE = new Upkeep(Optional.empty(), 0, Duration.ZERO, 0);
}
