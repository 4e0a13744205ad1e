package org.tillkeeper.agent.host;

/**
 * Is told what the line to the acquirer does, for whoever makes figures of it. Nothing is decided
 * by it. Called on the agent's thread; it must neither block nor throw.
 */
public interface LineMeter {
  /** Measures nothing. */
  LineMeter NONE =
      new LineMeter() {
        @Override
        public void answered(long nanos) {
          // Nobody asked.
        }

        @Override
        public void reconnected() {
          // Nobody asked.
        }
      };

  /**
   * A request was answered.
   *
   * @param nanos from its being handed to the line until its answer
   */
  void answered(long nanos);

  /** The line was lost, and has a connection again. */
  void reconnected();
}
