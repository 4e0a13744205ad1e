package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.Random;

/**
 * Pauses between tries, exponential with full jitter. The pause after n failures is anything
 * between 0 and {@code base * 2^n}, at most {@code cap}, each as likely. Only a success begins
 * again at {@code base}.
 */
public final class Backoff {
  private final Random random;
  private final long baseMillis;
  private final long capMillis;
  private int failures;

  /** Begins at {@code base}. */
  public Backoff(Random random, Duration base, Duration cap) {
    this.random = random;
    baseMillis = base.toMillis();
    capMillis = cap.toMillis();
  }

  /** The pause before the next try. */
  public Duration next() {
    return nextWithin(Duration.ofMillis(capMillis));
  }

  /**
   * The pause before the next try, which somebody waits for.
   *
   * @param longest it is no longer than this
   */
  public Duration nextWithin(Duration longest) {
    long most = Math.min(capMillis, baseMillis << Math.min(failures, 30));
    failures++;
    return jittered(Math.min(most, longest.toMillis()));
  }

  /** Anything up to so much, each as likely. No try has failed. */
  public Duration upTo(Duration longest) {
    return jittered(longest.toMillis());
  }

  private Duration jittered(long mostMillis) {
    return Duration.ofMillis((long) (random.nextDouble() * (mostMillis + 1)));
  }

  /** A try has succeeded. */
  public void succeeded() {
    failures = 0;
  }
}
