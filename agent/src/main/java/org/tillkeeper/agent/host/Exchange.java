package org.tillkeeper.agent.host;

import java.util.Arrays;
import org.tillkeeper.agent.time.Scheduler;

/** A request on its way, until it is answered or has ended otherwise. */
public final class Exchange {
  /** How a request ended that was not answered. */
  public enum Ending {
    /** No answer within the time; the connection was reset. */
    TIMED_OUT,
    /** The connection ended first. */
    CUT,
    /** Proven: nothing of it was handed to the network. */
    NEVER_LEFT
  }

  final byte[] frame;
  final long sentNanos;
  Scheduler.Timer overdue = () -> {};

  Exchange(byte[] frame, long sentNanos) {
    this.frame = frame;
    this.sentNanos = sentNanos;
  }

  /** Whether these are the bytes that were sent. */
  public boolean isOf(byte[] bytes) {
    return Arrays.equals(frame, bytes);
  }
}
