package org.tillkeeper.agent.payment;

/** What the acquirer is asked of a code that the terminal shows. */
public enum CodeQuestion {
  /** Whether it was paid. */
  INQUIRY,
  /** To let nobody pay it any more. */
  CLOSING
}
