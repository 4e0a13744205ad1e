package org.tillkeeper.agent.bench;

import java.util.Locale;

/**
 * What the network does to a frame of the terminal's on its way to a host.
 *
 * @param number milliseconds after which it arrives, for {@code LATE} and {@code DELAY}, or arrives
 *     again, for {@code TWICE}; where it is changed, for {@code CORRUPT}; else 0
 */
public record RequestFault(Kind kind, long number) {
  public static final RequestFault NONE = new RequestFault(Kind.NONE, 0);

  /** The connection turns out to be closed, so that nothing of it was handed over. */
  public static final RequestFault NEVER_LEFT = new RequestFault(Kind.NEVER_LEFT, 0);

  /** Which. */
  public enum Kind {
    NONE,
    /** The connection turns out to be closed, so that nothing of it was handed over. */
    NEVER_LEFT,
    /** It is gone; the connection stays. */
    LOSE,
    /** The connection is cut, and it does not arrive. */
    CUT_BEFORE,
    /** It arrives, and the connection is cut before an answer comes back. */
    CUT_AFTER,
    /** The connection is cut, and it arrives all the same, later. */
    LATE,
    /** It arrives later; the connection stays. */
    DELAY,
    /** It arrives in time, and once more later. */
    TWICE,
    /** It arrives with a bit changed. */
    CORRUPT;

    /** As a schedule names it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
