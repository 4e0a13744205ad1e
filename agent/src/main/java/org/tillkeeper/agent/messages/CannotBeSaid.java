package org.tillkeeper.agent.messages;

/**
 * A payment that the acquirer's message has no form for: a value that does not fit its field, or a
 * way of entry that the dialect does not have. The text names the field and its limit, never a
 * secret value.
 */
public class CannotBeSaid extends RuntimeException {
  CannotBeSaid(String text, IllegalArgumentException cause) {
    super(text, cause);
  }
}
