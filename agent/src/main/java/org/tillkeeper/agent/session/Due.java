package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;

/**
 * What a queue hands out next: something to send now, or how long to wait for it.
 *
 * @param now to be sent now
 * @param pause otherwise: after which to ask again; empty if nothing waits
 */
public record Due<T>(Optional<T> now, Optional<Duration> pause) {
  public static <T> Due<T> nothing() {
    return new Due<>(Optional.empty(), Optional.empty());
  }

  public static <T> Due<T> now(T what) {
    return new Due<>(Optional.of(what), Optional.empty());
  }

  public static <T> Due<T> after(Duration pause) {
    return new Due<>(Optional.empty(), Optional.of(pause));
  }

  public static <T> Due<T> after(Optional<Duration> pause) {
    return new Due<>(Optional.empty(), pause);
  }

  /** Whether something of it waits, now or later. */
  boolean isOpen() {
    return now.isPresent() || pause.isPresent();
  }
}
