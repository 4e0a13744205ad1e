package org.tillkeeper.tools.command;

import org.tillkeeper.tools.config.InvalidSettings;

/**
 * Which whole numbers an option takes.
 *
 * @param least that is allowed
 * @param most that is allowed
 */
record Range(long least, long most) {
  /** How many things run at a time. */
  static final Range JOBS = new Range(1, 64);

  /** Seconds that a call waits for a payment's end at most. */
  static final Range WAIT = new Range(0, 60);

  /** How often something is done. */
  static final Range TIMES = new Range(1, Long.MAX_VALUE);

  /**
   * Refuses another number.
   *
   * @throws InvalidSettings naming the option and what is allowed
   */
  void check(String option, long value) throws InvalidSettings {
    if (value < least || value > most) {
      String allowed = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
      throw new InvalidSettings(option + " is " + value + ": allowed is " + allowed);
    }
  }
}
