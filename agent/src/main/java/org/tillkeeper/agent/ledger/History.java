package org.tillkeeper.agent.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that happened, in order. Each row is chained to the one before: its hash is SHA-256 of
 * (previous hash, seq, payment, time, kind, attempt, message).
 *
 * <p>A row is erased once its time is over. It then says nothing any more, but keeps its hash, so
 * that the chain can still be followed from end to end. Of erased rows that follow each other only
 * the last stays.
 */
final class History {
  static final byte[] BEGINNING = new byte[32];
  private static final String ERASED = "erased";

  private final Sql sql;
  private boolean endKnown;
  private long lastSeq;
  private byte[] lastHash = BEGINNING;

  History(Sql sql) {
    this.sql = sql;
    readEnd();
  }

  /**
   * Lets the end of the chain be read anew. A transaction that was rolled back has taken it back.
   */
  void forgetEnd() {
    endKnown = false;
  }

  private void readEnd() {
    if (!endKnown) {
      lastSeq = sql.number("SELECT max(seq) FROM history");
      lastHash = hashOf(lastSeq).orElse(BEGINNING);
      endKnown = true;
    }
  }

  long lastSeq() {
    readEnd();
    return lastSeq;
  }

  byte[] lastHash() {
    readEnd();
    return lastHash;
  }

  Optional<byte[]> hashOf(long seq) {
    return sql.first("SELECT hash FROM history WHERE seq = ?", row -> row.getBytes(1), seq);
  }

  /** Adds a row; {@code payment} is 0 for the terminal's own events. Returns its seq. */
  long add(long payment, Instant at, String kind, int attempt, String message) {
    readEnd();
    long seq = lastSeq + 1;
    byte[] hash = chain(lastHash, seq, payment, at.toEpochMilli(), kind, attempt, message);
    sql.update(
        "INSERT INTO history (seq, payment, at, kind, attempt, message, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        seq,
        payment == 0 ? null : payment,
        at.toEpochMilli(),
        kind,
        attempt,
        message,
        hash);
    lastSeq = seq;
    lastHash = hash;
    return seq;
  }

  /** Whether the newest row is a payment's. The witness may name that row, so it is not erased. */
  boolean isLast(long payment) {
    return sql.number("SELECT coalesce(payment, 0) FROM history WHERE seq = ?", lastSeq())
        == payment;
  }

  /** Erases a payment's rows, except what a person said about it. */
  void erase(long payment) {
    erase(
        sql.all(
            "SELECT seq FROM history WHERE payment = ? AND kind <> 'resolved' ORDER BY seq",
            row -> row.getLong(1),
            payment));
  }

  /**
   * Erases rows of the terminal's own that are older than a time, oldest first. The newest row is
   * never erased.
   *
   * @return how many were erased, at most {@code limit}
   */
  int eraseOwn(long before, int limit) {
    List<Long> old =
        sql.all(
            "SELECT seq FROM history WHERE payment IS NULL AND kind <> 'erased' AND seq < ? AND at < ?"
                + " ORDER BY seq LIMIT ?",
            row -> row.getLong(1),
            lastSeq(),
            before,
            limit);
    erase(old);
    return old.size();
  }

  private void erase(List<Long> rows) {
    for (long seq : rows) {
      sql.update(
          "UPDATE history SET payment = NULL, at = 0, kind = 'erased', attempt = 0, message = '' WHERE seq = ?",
          seq);
      if (isErased("SELECT kind FROM history WHERE seq > ? ORDER BY seq LIMIT 1", seq)) {
        sql.update("DELETE FROM history WHERE seq = ?", seq);
      }
      if (isErased("SELECT kind FROM history WHERE seq < ? ORDER BY seq DESC LIMIT 1", seq)) {
        sql.update(
            "DELETE FROM history WHERE seq = (SELECT max(seq) FROM history WHERE seq < ?)", seq);
      }
    }
  }

  private boolean isErased(String neighbour, long seq) {
    return sql.first(neighbour, row -> row.getString(1), seq).equals(Optional.of(ERASED));
  }

  List<HistoryRow> of(long payment) {
    return sql.all(
        "SELECT at, kind, attempt, message FROM history WHERE payment = ? ORDER BY seq",
        row ->
            new HistoryRow(
                Instant.ofEpochMilli(row.getLong(1)),
                row.getString(2),
                row.getInt(3),
                row.getString(4)),
        payment);
  }

  /** The first row whose hash is not the chain's; 0 if the whole chain holds. */
  long firstBroken() {
    return firstBroken(0, Long.MAX_VALUE, Collections.emptySet());
  }

  /**
   * Goes back from a row by so many rows. Returns the seq it comes to; 0 if there is no row before.
   */
  long before(long seq, int rows) {
    return sql.number(
        "SELECT coalesce(min(seq), 0) FROM (SELECT seq FROM history WHERE seq < ? ORDER BY seq DESC LIMIT ?)",
        seq,
        rows);
  }

  /**
   * The first row of a part whose hash is not the chain's.
   *
   * @param from the first row looked at
   * @param below the row after the last
   * @param known rows that were noted before and do not count
   * @return 0 if the part holds
   */
  long firstBroken(long from, long below, Set<Long> known) {
    long seqBefore = before(from, 1);
    byte[][] previous = {hashOf(seqBefore).orElse(BEGINNING)};
    long[] broken = {0, seqBefore};
    sql.all(
        "SELECT seq, coalesce(payment, 0), at, kind, attempt, message, hash FROM history"
            + " WHERE seq >= ? AND seq < ? ORDER BY seq",
        row -> {
          byte[] expected =
              chain(
                  previous[0],
                  row.getLong(1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getString(4),
                  row.getInt(5),
                  row.getString(6));
          boolean erased = row.getString(4).equals(ERASED) && row.getLong(2) == 0;
          boolean holds =
              erased
                  || (MessageDigest.isEqual(expected, row.getBytes(7))
                      && row.getLong(1) == broken[1] + 1);
          if (!holds && broken[0] == 0 && !known.contains(row.getLong(1))) {
            broken[0] = row.getLong(1);
          }
          broken[1] = row.getLong(1);
          previous[0] = row.getBytes(7);
          return null;
        },
        from,
        below);
    return broken[0];
  }

  private static byte[] chain(
      byte[] previous, long seq, long payment, long at, String kind, int attempt, String message) {
    byte[] kindBytes = kind.getBytes(StandardCharsets.UTF_8);
    byte[] messageBytes = message.getBytes(StandardCharsets.UTF_8);
    ByteBuffer row =
        ByteBuffer.allocate(32 + 3 * 8 + 3 * 4 + kindBytes.length + messageBytes.length);
    row.put(previous).putLong(seq).putLong(payment).putLong(at).putInt(attempt);
    row.putInt(kindBytes.length).put(kindBytes).putInt(messageBytes.length).put(messageBytes);
    try {
      return MessageDigest.getInstance("SHA-256").digest(row.array());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
