package org.tillkeeper.agent.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that happened, in order, each row chained to the one before by SHA-256 of (previous
 * hash, seq, payment, time, kind, attempt, message). Rows are only ever added.
 */
final class History {
  static final byte[] BEGINNING = new byte[32];

  private final Sql sql;
  private boolean endKnown;
  private long lastSeq;
  private byte[] lastHash = BEGINNING;

  History(Sql sql) {
    this.sql = sql;
    readEnd();
  }

  /** After a transaction that was rolled back, the end of the chain is the database's again. */
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

  List<Ledger.HistoryRow> of(long payment) {
    return sql.all(
        "SELECT at, kind, attempt, message FROM history WHERE payment = ? ORDER BY seq",
        row ->
            new Ledger.HistoryRow(
                Instant.ofEpochMilli(row.getLong(1)),
                row.getString(2),
                row.getInt(3),
                row.getString(4)),
        payment);
  }

  /** The first row whose hash is not the chain's; 0 if the whole chain holds. */
  long firstBroken() {
    byte[][] previous = {BEGINNING};
    long[] broken = {0, 0};
    sql.all(
        "SELECT seq, coalesce(payment, 0), at, kind, attempt, message, hash FROM history ORDER BY seq",
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
          boolean holds =
              MessageDigest.isEqual(expected, row.getBytes(7)) && row.getLong(1) == broken[1] + 1;
          if (!holds && broken[0] == 0) {
            broken[0] = row.getLong(1);
          }
          broken[1] = row.getLong(1);
          previous[0] = row.getBytes(7);
          return null;
        });
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
