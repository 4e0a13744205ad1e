package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * Keeps the {@link Witness} up with the ledger, and compares the two when the ledger is opened. A
 * ledger behind its witness has lost committed records.
 *
 * <p>A second witness lies outside the data folder. A folder that is put back from a backup brings
 * its own witness with it, and the two agree; the one outside remembers what came after.
 */
final class HighWaterMark implements AutoCloseable {
  private static final Log LOG = Log.of(HighWaterMark.class);

  private final Witness witness;
  private Optional<Witness> outside = Optional.empty();
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
    return has(mark.get()) ? isNew ? Ledger.Opening.NEW : Ledger.Opening.FINE : Ledger.Opening.LOSS;
  }

  private boolean has(Witness.Mark mark) {
    long seq = mark.historySeq();
    byte[] hash = seq == 0 ? History.BEGINNING : history.hashOf(seq).orElse(new byte[0]);
    // A sign-in's commit gives a STAN and adds no history.
    boolean hasStan = Stans.later(stans.last(), mark.stan()) == stans.last();
    return Arrays.equals(hash, mark.hash()) && hasStan;
  }

  /**
   * Keeps a second witness from now on. One that cannot be written is only logged, because the
   * first one is there.
   *
   * @return whether the ledger has everything that it remembers
   */
  boolean keepOutside(File path) {
    try {
      Witness second = new Witness(path);
      outside = Optional.of(second);
      return second.found().map(this::has).orElse(true);
    } catch (IOException e) {
      LOG.warn(
          "no second witness can be kept beside the ledger key", Fact.text("why", e.getMessage()));
      return true;
    }
  }

  /** The last STAN that the ledger or its witness knows to be given. */
  int lastStan() {
    int last = stans.last();
    int inside = witness.found().map(mark -> Stans.later(last, mark.stan())).orElse(last);
    return outside
        .flatMap(Witness::found)
        .map(mark -> Stans.later(inside, mark.stan()))
        .orElse(inside);
  }

  /**
   * Moves the mark to the end of the ledger. A failure is only logged. What is committed is
   * committed, and a mark that fails must not look like a commit that failed.
   */
  void move() {
    try {
      Witness.Mark mark = new Witness.Mark(history.lastSeq(), history.lastHash(), stans.last());
      witness.write(mark);
      if (outside.isPresent()) {
        outside.get().write(mark);
      }
    } catch (IOException | LedgerUnavailable e) {
      LOG.warn(
          "the witness cannot be written, it stays behind the ledger",
          Fact.text("why", e.getMessage()));
    }
  }

  /** Makes the mark durable. */
  void sync() {
    try {
      witness.sync();
      if (outside.isPresent()) {
        outside.get().sync();
      }
    } catch (IOException e) {
      LOG.warn(
          "the witness cannot be synced, a power cut may take it",
          Fact.text("why", e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    if (outside.isPresent()) {
      outside.get().close();
    }
    witness.close();
  }
}
