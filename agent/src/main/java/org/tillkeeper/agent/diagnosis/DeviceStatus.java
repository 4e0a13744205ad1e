package org.tillkeeper.agent.diagnosis;

import java.util.Optional;

/**
 * Something of this terminal that only its maker knows how to ask: a printer, a scanner, a modem's
 * signal. Found by {@link java.util.ServiceLoader}. Called on a thread of its own; one that takes
 * longer than two seconds, or throws, is taken for unknown.
 */
public interface DeviceStatus {
  /**
   * What it tells of: {@code battery}, {@code signal}, {@code printer}, {@code scanner} or {@code
   * temperature}.
   */
  String check();

  /** Looks. */
  Seen look() throws Exception;

  /**
   * What it saw.
   *
   * @param ok whether it is well; empty where it cannot tell
   * @param zh a sentence in Chinese
   * @param en the same in English
   */
  record Seen(Optional<Boolean> ok, String zh, String en) {}
}
