package org.tillkeeper.iso8583;

/** Why a request is reversed, as far as acquirers want to know. */
public enum ReversalCause {
  /** Its outcome is unknown: no answer, a cut connection, a restart. */
  NO_ANSWER("noAnswer"),
  /** Its answer had a wrong MAC, or none. */
  WRONG_MAC("wrongMac"),
  /** Anything else: a cancel, a partial approval, an answer that does not match. */
  OTHER("other");

  private final String label;

  ReversalCause(String label) {
    this.label = label;
  }

  /** The name used in dialect files. */
  String label() {
    return label;
  }
}
