package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;

/** The shortest of several pauses; empty until there is one. */
public final class Soonest {
  private Optional<Duration> pause = Optional.empty();

  public Optional<Duration> pause() {
    return pause;
  }

  public void of(Duration other) {
    if (!pause.isPresent() || other.compareTo(pause.get()) < 0) {
      pause = Optional.of(other);
    }
  }

  void of(Optional<Duration> other) {
    other.ifPresent(this::of);
  }
}
