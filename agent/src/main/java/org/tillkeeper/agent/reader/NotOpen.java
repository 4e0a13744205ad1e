package org.tillkeeper.agent.reader;

/** A request that the reader answers is not open. */
public final class NotOpen extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final How how;

  NotOpen(How how) {
    super(how.name(), null, false, false);
    this.how = how;
  }

  /** What became of it. */
  public How how() {
    return how;
  }

  /** What became of a request that is not open. */
  public enum How {
    /** There was none with that id since the agent has started, or it is long ago. */
    UNKNOWN,
    /** It was answered otherwise, or its time is up, or the till has given up. */
    OVER
  }
}
