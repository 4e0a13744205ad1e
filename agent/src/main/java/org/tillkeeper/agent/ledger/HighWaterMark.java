package org.tillkeeper.agent.ledger;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link Witness} up with the ledger, and compares the two when the ledger is opened. A
 * ledger behind its witness has lost committed records.
 */
final class HighWaterMark implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HighWaterMark.class);

  private final Witness witness;
  private final History history;
  private final StanCounter stans;

  HighWaterMark(Witness witness, History history, StanCounter stans) {
    this.witness = witness;
    this.history = history;
    this.stans = stans;
  }

  /**
   * Compares the ledger with what the witness said when it was opened.
   *
   * @param isNew whether there was no database before
   */
  Ledger.Opening compareWithWitness(boolean isNew) {
    Optional<Witness.Mark> mark = witness.found();
    if (!mark.isPresent()) {
      return isNew || history.lastSeq() == 0 ? Ledger.Opening.NEW : Ledger.Opening.WITNESS_REBUILT;
    }
    long seq = mark.get().historySeq();
    byte[] hash = seq == 0 ? History.BEGINNING : history.hashOf(seq).orElse(new byte[0]);
    // A sign-in's commit gives a STAN and adds no history.
    boolean hasStan = Stans.later(stans.last(), mark.get().stan()) == stans.last();
    boolean has = Arrays.equals(hash, mark.get().hash()) && hasStan;
    return has ? isNew ? Ledger.Opening.NEW : Ledger.Opening.FINE : Ledger.Opening.LOSS;
  }

  /** The last STAN that the ledger or its witness knows to be given. */
  int lastStan() {
    return witness.found().map(mark -> Stans.later(stans.last(), mark.stan())).orElse(stans.last());
  }

  /**
   * Moves the mark to the end of the ledger. A failure is only logged. What is committed is
   * committed, and a mark that fails must not look like a commit that failed.
   */
  void move() {
    try {
      witness.write(new Witness.Mark(history.lastSeq(), history.lastHash(), stans.last()));
    } catch (IOException | LedgerUnavailable e) {
      LOG.warn("the witness cannot be written, it stays behind the ledger: {}", e.getMessage());
    }
  }

  /** Makes the mark durable. */
  void sync() {
    try {
      witness.sync();
    } catch (IOException e) {
      LOG.warn("the witness cannot be synced, a power cut may take it: {}", e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    witness.close();
  }
}
