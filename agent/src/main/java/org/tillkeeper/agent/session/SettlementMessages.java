package org.tillkeeper.agent.session;

import java.time.Duration;

/** The messages of a settlement. A settlement waits for some messages and keeps others waiting. */
public interface SettlementMessages extends OwnMessages {
  /** Whether payments wait for the next batch: the totals are on their way, or were. */
  boolean holdsPayments();

  /**
   * Whether a settlement is recorded whose totals have not been sent. It waits for what goes first.
   */
  boolean isWaiting();

  /** Whether the waiting settlement has begun; see {@link #begin}. */
  boolean hasBegun();

  /** The line is proven, or is not any more. */
  void lineIs(boolean online, long nowNanos);

  /** How much longer one that has begun waits for what the acquirer puts off. */
  Duration waitLeft(long nowNanos);

  /** The waiting settlement's place in the order has come for the first time. */
  void begin(long nowNanos);
}
