package org.tillkeeper.agent.session;

/**
 * A part of the agent that has messages of its own for the acquirer, sent when their turn comes.
 */
public interface OwnMessages {
  /** What is to be sent next. Changes nothing. */
  Due<OwnMessage> next(long nowNanos);

  /** The messages of several parts, those of the first before those of the next. */
  static OwnMessages inTurn(OwnMessages... parts) {
    return now -> {
      Soonest soonest = new Soonest();
      for (OwnMessages part : parts) {
        Due<OwnMessage> next = part.next(now);
        if (next.now().isPresent()) {
          return next;
        }
        soonest.of(next.pause());
      }
      return Due.after(soonest.pause());
    };
  }
}
