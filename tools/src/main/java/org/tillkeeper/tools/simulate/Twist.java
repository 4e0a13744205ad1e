package org.tillkeeper.tools.simulate;

import java.util.Locale;

/** What is done to the answers of one frame, in place of the model's own. */
enum Twist {
  WRONG_MAC,
  NO_MAC,
  OTHER_AMOUNT,
  NO_CODE,
  OTHER_STAN_FIRST;

  /** As a schedule names it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
