package org.tillkeeper.agent.host;

import java.time.Duration;
import org.tillkeeper.agent.time.Scheduler;

/**
 * How many answers the host gives on one connection. Some hosts end each after the first. That is
 * configured, or noticed after three connections in a row that ended so. From then on each message
 * has a connection of its own.
 */
final class AnswersPerConnection {
  private static final int IN_A_ROW = 3;
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Scheduler scheduler;
  private final boolean configured;
  private int inARow;

  // For the life of a connection.
  private int answers;
  private long lastNanos;

  /**
   * @param configured whether the configuration says that it is one
   */
  AnswersPerConnection(Scheduler scheduler, boolean configured) {
    this.scheduler = scheduler;
    this.configured = configured;
  }

  /** Whether the host takes one request a connection. */
  boolean isOne() {
    return configured || wasNoticed();
  }

  /** Whether that was noticed, and is not configured. */
  boolean wasNoticed() {
    return !configured && inARow >= IN_A_ROW;
  }

  void connected() {
    answers = 0;
  }

  void answered() {
    answers++;
    lastNanos = scheduler.nanoTime();
  }

  /**
   * The host has ended the connection. A request may be outstanding on it: what is due is sent as
   * soon as the connection is proven, and so before the host's end of it arrives.
   */
  void endedByHost() {
    if (!isOne()) {
      inARow = isRightAfterOne() ? inARow + 1 : 0;
    }
  }

  /** Whether the connection has brought one answer and nothing for long after it. */
  boolean isRightAfterOne() {
    return answers == 1 && scheduler.nanoTime() - lastNanos <= SOON.toNanos();
  }
}
