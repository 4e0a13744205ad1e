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
    long most = Math.min(capMillis, baseMillis << Math.min(failures, 30));
    failures++;
    return Duration.ofMillis((long) (random.nextDouble() * (most + 1)));
  }

  /** A try has succeeded. */
  public void succeeded() {
    failures = 0;
  }
}
