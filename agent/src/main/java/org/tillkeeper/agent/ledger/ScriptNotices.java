package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Notices of what chips did with issuers' scripts, as rows. Each waits until the acquirer has
 * answered it. Belongs to the agent's thread.
 */
public final class ScriptNotices {
  private final Sql sql;
  private final Kept<List<Row>> open;

  ScriptNotices(Sql sql) {
    this.sql = sql;
    open = new Kept<>(sql, "script_notice", this::readOpen);
  }

  /**
   * A notice that waits for its answer.
   *
   * @param payment its id
   * @param sends how often it was handed to the network, or was about to be
   */
  public record Row(String payment, String stan, int sends) {}

  /** Adds a notice, its message sealed by the caller. Part of a transaction. */
  public void add(String payment, String stan, byte[] message) {
    sql.update(
        "INSERT INTO script_notice (payment, stan, sends, message) VALUES (?, ?, 0, ?)",
        payment,
        stan,
        message);
  }

  /** The notices that wait for their answer. */
  public List<Row> open() {
    return open.get();
  }

  private List<Row> readOpen() {
    return sql.all(
        "SELECT payment, stan, sends FROM script_notice WHERE refused_at IS NULL ORDER BY payment",
        row -> new Row(row.getString(1), row.getString(2), row.getInt(3)));
  }

  /** The sealed message of a notice; empty once it is answered. */
  public Optional<byte[]> message(String payment) {
    return sql.first(
        "SELECT message FROM script_notice WHERE payment = ? AND message IS NOT NULL",
        row -> row.getBytes(1),
        payment);
  }

  /** Counts a send of a notice, before it is sent. Part of a transaction. */
  public void sending(String payment) {
    sql.update("UPDATE script_notice SET sends = sends + 1 WHERE payment = ?", payment);
  }

  /** Removes a notice that the acquirer has taken. Part of a transaction. */
  public void delivered(String payment) {
    sql.update("DELETE FROM script_notice WHERE payment = ?", payment);
  }

  /** Notes that the acquirer refused a notice. It is not sent again. Part of a transaction. */
  public void refused(String payment, Instant at) {
    sql.update(
        "UPDATE script_notice SET refused_at = ?, message = NULL WHERE payment = ?",
        at.toEpochMilli(),
        payment);
  }

  /** How many notices were refused at or after a time. */
  public long refusedSince(Instant since) {
    return sql.number(
        "SELECT count(*) FROM script_notice WHERE refused_at >= ?", since.toEpochMilli());
  }
}
