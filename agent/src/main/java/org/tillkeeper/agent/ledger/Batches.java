package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Counting;

/**
 * Batches as a whole. Answers which payments belong to a batch, what they add up to, and which
 * batches the acquirer closed by itself.
 */
public final class Batches {
  /**
   * How many payments are read at once, so that a large batch needs no more memory than a small
   * one.
   */
  private static final int PAGE = 100;

  private final Sql sql;
  private final Payments payments;
  private final Kept<OpenBatch> open;

  Batches(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
    open = new Kept<>(sql, "batch", this::readOpen);
  }

  /**
   * A batch as it stands.
   *
   * @param seq never reused
   * @param number the acquirer's, 6 digits; later batches may have it again
   * @param state open, settled, closed-by-acquirer or closed-by-change
   * @param openedAt by the wall clock; empty for the first batch of a ledger that has recorded
   *     nothing yet
   * @param closedAt empty while it is open
   */
  public record Batch(
      long seq,
      String number,
      String state,
      Optional<Instant> openedAt,
      Optional<Instant> closedAt) {}

  /**
   * The batch new messages belong to.
   *
   * @param seq never reused
   * @param number the acquirer's, 6 digits; may come again
   */
  public record OpenBatch(long seq, String number) {}

  /** How a batch was closed. */
  public enum BatchState {
    SETTLED("settled"),
    CLOSED_BY_ACQUIRER("closed-by-acquirer"),
    CLOSED_BY_CHANGE("closed-by-change");

    private final String label;

    BatchState(String label) {
      this.label = label;
    }
  }

  /** How many payments of a type are in a state, and their sum in the minor unit. */
  public record Sum(PaymentType type, State state, long count, long amount) {}

  /** Takes the payments of a batch, one call for each. */
  public interface Reader {
    void read(Payment payment);
  }

  /** How many batches are open. A ledger that is sound has one. */
  static long open(Sql sql) {
    return sql.number("SELECT count(*) FROM batch WHERE state = 'open'");
  }

  /** The batch new messages belong to. */
  public OpenBatch open() {
    return open.get();
  }

  private OpenBatch readOpen() {
    return sql.first(
            "SELECT seq, number FROM batch WHERE state = 'open'",
            row -> new OpenBatch(row.getLong(1), row.getString(2)))
        .get();
  }

  /** Lets a payment belong to the open batch, as its last attempt does. Part of a transaction. */
  public void join(String payment) {
    payments.joinBatch(payment);
  }

  /**
   * Gives the open batch another number. No payment may belong to it yet. Part of a transaction.
   */
  public void renumber(String number) {
    sql.update("UPDATE batch SET number = ? WHERE state = 'open'", number);
  }

  /** Closes the open batch and opens the next. Part of a transaction. */
  public void openNext(BatchState closedAs, String number, Instant at) {
    sql.update(
        "UPDATE batch SET state = ?, closed_at = ? WHERE state = 'open'",
        closedAs.label,
        at.toEpochMilli());
    sql.update(
        "INSERT INTO batch (number, state, opened_at) VALUES (?, 'open', ?)",
        number,
        at.toEpochMilli());
  }

  /** One batch by its seq; empty if there is none. */
  public Optional<Batch> batch(long seq) {
    return sql.first(BATCH + "WHERE seq = ?", Batches::read, seq);
  }

  /** The batch that a payment belongs to; empty where it belongs to none yet. */
  public Optional<Batch> of(String payment) {
    return sql.first(
        BATCH + "WHERE seq = (SELECT batch FROM payment WHERE id = ?)", Batches::read, payment);
  }

  /**
   * Dates the first batch. The schema opened it, and knows no clock. Part of the transaction that
   * makes a ledger.
   */
  public void dateFirst(Instant at) {
    sql.update("UPDATE batch SET opened_at = ? WHERE opened_at = 0", at.toEpochMilli());
  }

  /** A first batch that was never dated is as old as the first thing the ledger recorded. */
  private static final String BATCH =
      "SELECT seq, number, state, closed_at, coalesce(nullif(opened_at, 0), (SELECT min(at) FROM"
          + " (SELECT closed_at AS at UNION ALL SELECT min(created_at) FROM payment"
          + " UNION ALL SELECT min(at) FROM history WHERE at > 0))) AS opened_at FROM batch ";

  private static Batch read(ResultSet row) throws SQLException {
    return new Batch(
        row.getLong("seq"),
        row.getString("number"),
        row.getString("state"),
        time(row, "opened_at"),
        time(row, "closed_at"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long at = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
  }

  /**
   * Batches that were closed without a settlement, by the acquirer or by another identity, newest
   * first.
   */
  public List<Batch> closedByAcquirer(int limit) {
    return sql.all(
        BATCH
            + "WHERE state IN ('closed-by-acquirer', 'closed-by-change') ORDER BY seq DESC LIMIT ?",
        Batches::read,
        limit);
  }

  /** Reads the payments of a batch that is not closed, oldest first, a page at a time. */
  public void forEach(long batch, Reader reader) {
    long after = 0;
    while (true) {
      List<Payment> page =
          payments.where(
              "WHERE batch = ? AND seq > ? AND batch_closed = 0 ORDER BY seq LIMIT " + PAGE,
              batch,
              after);
      if (page.isEmpty()) {
        return;
      }
      after = payments.seqOf(page.get(page.size() - 1).id());
      for (Payment payment : page) {
        reader.read(payment);
      }
    }
  }

  /**
   * The totals of a batch that is not closed.
   *
   * @param counts which of its payments count
   * @param counting as what they do
   */
  public BatchTotals totals(long batch, Predicate<Payment> counts, Counting counting) {
    String number = batch(batch).get().number();
    BatchTotals[] totals = {BatchTotals.NONE};
    forEach(
        batch,
        payment -> {
          if (counts.test(payment)) {
            totals[0] = counting.plus(totals[0], payment, number);
          }
        });
    return totals[0];
  }

  /** How many payments belong to a batch. */
  public long size(long batch) {
    return sql.number("SELECT count(*) FROM payment WHERE batch = ?", batch);
  }

  /** Whether a payment of a batch still waits for its chip's word on the approval. */
  public boolean awaitsChip(long batch) {
    return sql.number(
            "SELECT count(*) FROM payment WHERE batch = ? AND batch_closed = 0 AND card_result = 'awaited'",
            batch)
        > 0;
  }

  /**
   * Sums of a batch by type and state. Erased payments count; payments that belong to no batch do
   * not.
   */
  public List<Sum> sums(long batch) {
    return sql.all(
        "SELECT type, state, count(*), sum(coalesce(approved_amount, amount)) FROM payment WHERE batch = ?"
            + " GROUP BY type, state ORDER BY type, state",
        row ->
            new Sum(
                PaymentType.of(row.getString(1)).get(),
                State.of(row.getString(2)),
                row.getLong(3),
                row.getLong(4)),
        batch);
  }

  /**
   * Payments of a batch that the acquirer may have booked after all, oldest first: one of their
   * requests was sent, and is refused or reversed as far as the terminal knows.
   */
  public List<Payment> suspects(long batch) {
    return payments.where(
        "WHERE batch = ? AND erased = 0 AND EXISTS (SELECT 1 FROM attempt a WHERE a.payment = payment.seq"
            + " AND a.sends > 0 AND a.outcome IN ('declined', 'reversed')) ORDER BY seq LIMIT "
            + PAGE,
        batch);
  }

  /** The currency of the payment that was recorded last, ISO 4217 letters; empty before any. */
  public Optional<String> currency() {
    return sql.first(
        "SELECT currency FROM payment ORDER BY seq DESC LIMIT 1", row -> row.getString(1));
  }

  /** Payments of a batch that need a person, oldest first. */
  public List<Payment> attention(long batch) {
    return payments.where(
        "WHERE"
            + Payments.in(EnumSet.of(State.ATTENTION))
            + "AND batch = ? ORDER BY seq LIMIT "
            + PAGE,
        batch);
  }
}
