package org.tillkeeper.agent.payment;

/**
 * An event that must not happen to a payment in its state. The text says why. It is a defect of the
 * agent, never of its input.
 */
public final class IllegalTransition extends IllegalStateException {
  IllegalTransition(String text) {
    super(text);
  }
}
