package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.util.Optional;

/**
 * A part of the agent that has messages of its own for the acquirer, sent when their turn comes.
 */
interface Errands {
  /**
   * @param due to be sent now
   * @param pause otherwise: after which to ask again; empty if nothing waits
   */
  record Next(Optional<Errand> due, Optional<Duration> pause) {
    static final Next NOTHING = new Next(Optional.empty(), Optional.empty());

    static Next of(Errand errand) {
      return new Next(Optional.of(errand), Optional.empty());
    }

    static Next after(Duration pause) {
      return new Next(Optional.empty(), Optional.of(pause));
    }
  }

  /** What is to be sent next. Changes nothing. */
  Next next(long nowNanos);

  /** The errands of several parts, those of the first before those of the next. */
  static Errands inTurn(Errands... parts) {
    return now -> {
      Soonest soonest = new Soonest();
      for (Errands part : parts) {
        Next next = part.next(now);
        if (next.due().isPresent()) {
          return next;
        }
        soonest.of(next.pause());
      }
      return new Next(Optional.empty(), soonest.pause());
    };
  }
}
