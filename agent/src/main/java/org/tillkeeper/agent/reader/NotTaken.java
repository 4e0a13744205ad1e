package org.tillkeeper.agent.reader;

/** A card was presented, and no payment came of it. The till has been told why. */
public final class NotTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotTaken(Throwable why) {
    super(why.getMessage(), why, false, false);
  }
}
