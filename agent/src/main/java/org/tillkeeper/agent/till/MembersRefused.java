package org.tillkeeper.agent.till;

/**
 * What a payment is asked for with cannot be used. The text says why and never repeats a value of a
 * card or code.
 */
@SuppressWarnings("serial") // thrown and answered within one process
public final class MembersRefused extends Exception {
  MembersRefused(String why) {
    super(why, null, false, false);
  }
}
