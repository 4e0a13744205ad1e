package org.tillkeeper.agent.session;

/**
 * Why a sign-in brought nothing, without secrets.
 *
 * @param detail the answer's code, or what is wrong with the keys; empty where nothing is to be
 *     said besides
 */
public record Trouble(Why why, String detail) {
  /** What went wrong. */
  public enum Why {
    /** The acquirer answered with another code than success. */
    REFUSED,
    /** The answer brings no working keys. */
    NO_KEYS,
    /** The working keys do not fit the master key. */
    UNUSABLE_KEYS
  }

  /** For the journal. */
  String text() {
    return switch (why) {
      case REFUSED ->
          "the acquirer answered " + detail + "; check terminal and merchant, call the acquirer";
      case NO_KEYS -> "the answer brings no working keys";
      case UNUSABLE_KEYS -> detail;
    };
  }
}
