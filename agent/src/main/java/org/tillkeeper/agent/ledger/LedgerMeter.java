package org.tillkeeper.agent.ledger;

import org.tillkeeper.agent.payment.Attempt;

/**
 * Is told what the ledger does, for whoever makes figures of it. Nothing is decided by it. Called
 * on the agent's thread; it must neither block nor throw.
 */
public interface LedgerMeter {
  /** Measures nothing, and reads no clock. */
  LedgerMeter NONE =
      new LedgerMeter() {
        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public void committed(long nanos) {
          // Nobody asked.
        }

        @Override
        public void ended(Attempt.Outcome outcome) {
          // Nobody asked.
        }
      };

  /** A clock that only runs on, in nanoseconds. */
  long nanoTime();

  /**
   * A transaction is durable.
   *
   * @param nanos from its begin until it was, the witness beside the ledger included
   */
  void committed(long nanos);

  /** An attempt came to an end, and that is durable. It may come to another one later. */
  void ended(Attempt.Outcome outcome);
}
