package org.tillkeeper.tools.simulate;

import java.util.Set;

/** What the modelled acquirer means by the codes that it declines with. */
final class HostCodes {
  /** Codes that say nothing for good: what is sent again is looked at again. */
  private static final Set<String> IN_PASSING =
      Set.of("09", "68", "98", "90", "91", "92", "96", "97", "99", "77", "A0");

  /** Codes of a terminal that has to sign in: until it has, what is sent again fares no better. */
  private static final Set<String> AT_THE_DOOR = Set.of("97", "99", "77", "A0");

  private HostCodes() {}

  /** Whether a code says that it is not known what became of a request. */
  static boolean isUndecided(String code) {
    return code.equals("09") || code.equals("68") || code.equals("98");
  }

  /** Whether a code says nothing for good. */
  static boolean isPassing(String code) {
    return IN_PASSING.contains(code);
  }

  /** Whether a code tells the terminal to sign in first. */
  static boolean isAtTheDoor(String code) {
    return AT_THE_DOOR.contains(code);
  }
}
