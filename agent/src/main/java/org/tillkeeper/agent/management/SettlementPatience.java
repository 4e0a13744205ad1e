package org.tillkeeper.agent.management;

import java.time.Duration;

/**
 * How long a settlement waits.
 *
 * @param giveUp it ends without a result when the acquirer has taken nothing for so long while it
 *     could be reached
 * @param waitForReversals its totals wait so long for reversals and notices that the acquirer puts
 *     off
 */
public record SettlementPatience(Duration giveUp, Duration waitForReversals) {
  /** Ten minutes for both. */
  public static final SettlementPatience DEFAULT =
      new SettlementPatience(Duration.ofMinutes(10), Duration.ofMinutes(10));
}
