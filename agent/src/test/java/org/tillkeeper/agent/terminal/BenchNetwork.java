package org.tillkeeper.agent.terminal;

import org.tillkeeper.agent.host.Transport;

/** A network on the bench, with whoever is at its other end. */
interface BenchNetwork extends Transport {
  /** The line is cut now. */
  void cut();

  /** Grows with everything that happened on it and behind it. */
  long events();
}
