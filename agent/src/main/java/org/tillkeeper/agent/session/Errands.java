package org.tillkeeper.agent.session;

/**
 * A part of the agent that has messages of its own for the acquirer, sent when their turn comes.
 */
public interface Errands {
  /** What is to be sent next. Changes nothing. */
  Due<Errand> next(long nowNanos);

  /** The errands of several parts, those of the first before those of the next. */
  static Errands inTurn(Errands... parts) {
    return now -> {
      Soonest soonest = new Soonest();
      for (Errands part : parts) {
        Due<Errand> next = part.next(now);
        if (next.now().isPresent()) {
          return next;
        }
        soonest.of(next.pause());
      }
      return Due.after(soonest.pause());
    };
  }
}
