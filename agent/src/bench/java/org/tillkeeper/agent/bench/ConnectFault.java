package org.tillkeeper.agent.bench;

import java.util.Locale;

/** Why no connection comes of an attempt. */
public enum ConnectFault {
  /** The host says no. */
  REFUSE,
  /** Nobody says anything. */
  TIME_OUT;

  /** As a schedule names it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
