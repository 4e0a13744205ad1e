package org.tillkeeper.android;

import java.time.Duration;

/**
 * When the device is kept from being suspended. While something is open and there is a network, the
 * agent's time-outs and pauses are to the second, so it stays awake. It stays so for as long as
 * there is progress: an acquirer that is down for a night must not empty a handheld's battery.
 * After that, and without a network, an alarm every {@link #ALARM} is enough: each gives the agent
 * {@link #LOOK} to do what became due. No clock and no Android in here.
 */
final class Wakefulness {
  /** Android lets an idle app be woken about every nine minutes, and not more often. */
  static final Duration ALARM = Duration.ofMinutes(15);

  /** Long enough for a connection with TLS, a sign-in and an answer. */
  static final Duration LOOK = Duration.ofSeconds(45);

  static final Duration WITHOUT_PROGRESS = Duration.ofMinutes(10);

  private Standing.Counts counts = Standing.Counts.NONE;
  private boolean hasNetwork;
  private long progressNanos;
  private long lookUntilNanos;
  private boolean starting = true;

  Wakefulness(long nowNanos) {
    progressNanos = nowNanos;
    lookUntilNanos = nowNanos;
  }

  /** The agent starts, or has ended: it is to come as far as to say what is open. */
  void starting(long nowNanos) {
    starting = true;
    progressNanos = nowNanos;
  }

  /** What is open now. Another number than before is progress. */
  void counted(Standing.Counts now, long nowNanos) {
    if (starting || !now.equals(counts)) {
      progressNanos = nowNanos;
    }
    starting = false;
    counts = now;
  }

  /** It will not run: nothing is to be awaited. */
  void stopped() {
    starting = false;
    counts = Standing.Counts.NONE;
  }

  /** A network is there now, or none. A new one is a reason to hope. */
  void network(boolean isThere, long nowNanos) {
    hasNetwork = isThere;
    progressNanos = nowNanos;
  }

  /** An alarm went off. */
  void alarm(long nowNanos) {
    lookUntilNanos = nowNanos + LOOK.toNanos();
  }

  /** For how long the device is to be kept awake from now on; zero: it may sleep. */
  Duration awakeFor(long nowNanos) {
    long until = lookUntilNanos;
    if (starting || (hasNetwork && counts.isOpen())) {
      until = Math.max(until, progressNanos + WITHOUT_PROGRESS.toNanos());
    }
    return Duration.ofNanos(Math.max(0, until - nowNanos));
  }
}
