package org.tillkeeper.agent.session;

import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.WrappedKeys.WorkingKeyRow;
import org.tillkeeper.agent.messages.SealedMessages;

/** The working keys in force and those of before, by generation, as the ledger keeps them. */
final class WorkingKeys {
  private final Ledger ledger;
  private final SealedMessages sealedMessages;

  WorkingKeys(Ledger ledger, SealedMessages sealedMessages) {
    this.ledger = ledger;
    this.sealedMessages = sealedMessages;
  }

  /** Whether a sign-in ever brought some. */
  boolean exist() {
    return ledger.keys().workingKeys().isPresent();
  }

  /** Generation of the keys in force; 0 before the first sign-in. */
  long generation() {
    return ledger.keys().workingKeys().map(WorkingKeyRow::generation).orElse(0L);
  }

  /** The keys in force, as received; empty bytes before the first sign-in. */
  byte[] wrapped() {
    return ledger.keys().workingKeys().map(WorkingKeyRow::wrapped).orElse(new byte[0]);
  }

  /** The keys in force, which a payment's message cannot do without. */
  WorkingKeyRow current() {
    return ledger
        .keys()
        .workingKeys()
        .orElseThrow(() -> new IllegalStateException("a payment is sent only when signed in"));
  }

  /** Keys that an answer is checked with; empty where they do not open under the master key. */
  Optional<byte[]> of(long generation) {
    return ledger
        .keys()
        .workingKeys(generation)
        .map(WorkingKeyRow::wrapped)
        .filter(sealedMessages::opens);
  }

  /** Whether the keys in force can be used. */
  boolean open() {
    return exist() && of(generation()).isPresent();
  }
}
