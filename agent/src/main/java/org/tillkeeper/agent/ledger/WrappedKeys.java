package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.State;

/** Keys as they may lie on a disk. Each is wrapped under a key that does not lie there. */
public final class WrappedKeys {
  /** The states of payments that a late answer may still decide about. */
  private static final Set<State> UNDECIDED = undecided();

  private final Sql sql;
  private final Kept<Optional<WorkingKeyRow>> newest;

  WrappedKeys(Sql sql) {
    this.sql = sql;
    newest = new Kept<>(sql, "working_keys", this::readNewest);
  }

  /**
   * Working keys as received.
   *
   * @param generation 1 for the first, never reused
   * @param wrapped under the terminal master key
   */
  public record WorkingKeyRow(long generation, byte[] wrapped) {}

  /** The wrapped key that seals this ledger's blobs; empty in a new ledger. */
  public Optional<byte[]> ledgerKey() {
    return sql.first("SELECT wrapped FROM ledger_key", row -> row.getBytes(1));
  }

  /** Sets the wrapped key that seals this ledger's blobs. Done once. Part of a transaction. */
  public void setLedgerKey(byte[] wrapped) {
    sql.update("INSERT INTO ledger_key (id, wrapped) VALUES (1, ?)", wrapped);
  }

  private static Set<State> undecided() {
    EnumSet<State> states = EnumSet.copyOf(State.open());
    states.add(State.ATTENTION);
    return Collections.unmodifiableSet(states);
  }

  /** Keeps working keys as received; returns their generation. Part of a transaction. */
  public long addWorkingKeys(byte[] wrapped, Instant at) {
    sql.update(
        "INSERT INTO working_keys (wrapped, received_at) VALUES (?, ?)",
        wrapped,
        at.toEpochMilli());
    long generation = sql.number("SELECT max(generation) FROM working_keys");
    sql.update(
        "DELETE FROM working_keys WHERE generation < ? - 16 AND generation NOT IN (SELECT keys FROM"
            + " attempt WHERE payment IN (SELECT seq FROM payment WHERE"
            + Payments.in(UNDECIDED)
            + "UNION SELECT seq FROM payment WHERE resolution IS NOT NULL) AND outcome = 'open')"
            + " AND generation NOT IN (SELECT keys FROM attempt WHERE"
            + Payments.TO_SEND
            + ")",
        generation);
    return generation;
  }

  /**
   * Forgets all working keys: they were another terminal's. Their generations are not used again.
   * Part of a transaction.
   */
  public void forgetWorkingKeys() {
    sql.update("DELETE FROM working_keys");
  }

  /** When the newest working keys came; empty before the first sign-in. */
  public Optional<Instant> receivedAt() {
    return sql.first(
        "SELECT received_at FROM working_keys ORDER BY generation DESC LIMIT 1",
        row -> Instant.ofEpochMilli(row.getLong(1)));
  }

  /** The newest working keys; empty before the first sign-in. */
  public Optional<WorkingKeyRow> workingKeys() {
    return newest.get();
  }

  private Optional<WorkingKeyRow> readNewest() {
    return sql.first(
        "SELECT generation, wrapped FROM working_keys ORDER BY generation DESC LIMIT 1",
        row -> new WorkingKeyRow(row.getLong(1), row.getBytes(2)));
  }

  /** Working keys of a generation; empty if they are gone. */
  public Optional<WorkingKeyRow> workingKeys(long generation) {
    return sql.first(
        "SELECT generation, wrapped FROM working_keys WHERE generation = ?",
        row -> new WorkingKeyRow(row.getLong(1), row.getBytes(2)),
        generation);
  }
}
