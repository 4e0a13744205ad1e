package org.tillkeeper.agent;

/** Why the agent did not start: key, value and what is allowed, in one line without secrets. */
public final class CannotStart extends Exception {
  CannotStart(String text, Throwable cause) {
    super(text, cause);
  }
}
