package org.tillkeeper.agent.bench;

import java.util.Locale;

/**
 * What the network does to the frames with which a host answers one of the terminal's.
 *
 * @param number milliseconds by which they come later, for {@code DELAY}, or come again, for {@code
 *     TWICE}; where the first is changed, for {@code CORRUPT}; else 0
 */
public record AnswerFault(Kind kind, long number) {
  public static final AnswerFault NONE = new AnswerFault(Kind.NONE, 0);

  /** Which. */
  public enum Kind {
    NONE,
    /** They are gone; the connection stays. */
    LOSE,
    /** The connection is cut before they come. */
    CUT,
    /** They come later. */
    DELAY,
    /** They come in time, and once more later. */
    TWICE,
    /** The first comes with a bit changed, and no other comes. */
    CORRUPT;

    /** As a schedule names it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
