package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.tillkeeper.agent.payment.Payment;

/**
 * Goes through very many payments once, newest first by their number. Rows are read by the thousand
 * with two statements, not each payment with two of its own, and none is kept; each row's digest is
 * verified as ever. Belongs to the agent's thread, or to that of whoever reads a copy; digests and
 * payments are made of the rows on other threads while the next rows are read.
 */
public final class PaymentScan {
  /** Read at once: each takes some kilobytes. */
  private static final int ROWS = 1000;

  /** More would wait for whoever reads the rows. */
  private static final int THREADS_MOST = 4;

  private static final String PAYMENTS =
      "SELECT "
          + PaymentTable.COLUMNS
          + ", seq FROM payment WHERE seq >= ? AND seq < ? AND created_at >= ? AND created_at < ?"
          + " ORDER BY seq DESC LIMIT "
          + ROWS;

  private static final String ATTEMPTS =
      "SELECT "
          + AttemptTable.COLUMNS
          + ", payment FROM attempt WHERE payment >= ? AND payment <= ? ORDER BY payment, number";

  private PaymentScan() {}

  /**
   * Shows each payment that was recorded within a time, on the caller's thread. Nothing may write
   * meanwhile.
   *
   * @param until the first moment after it
   */
  public static void each(Ledger ledger, Instant since, Instant until, Consumer<Payment> to) {
    int threads = Math.min(THREADS_MOST, Runtime.getRuntime().availableProcessors());
    ExecutorService makers =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread maker = new Thread(work, "payment-scan");
              maker.setDaemon(true);
              return maker;
            });
    try {
      Deque<Future<List<Payment>>> underWay = new ArrayDeque<>();
      each(
          ledger.sql(),
          since.toEpochMilli(),
          until.toEpochMilli(),
          rows -> {
            underWay.add(makers.submit(rows::payments));
            if (underWay.size() > threads) {
              made(underWay.remove()).forEach(to);
            }
          });
      while (!underWay.isEmpty()) {
        made(underWay.remove()).forEach(to);
      }
    } finally {
      makers.shutdownNow();
    }
  }

  private static void each(Sql sql, long from, long end, Consumer<Rows> to) {
    // The clock may have jumped: the index on times tells between which numbers they all lie.
    long first = sql.number("SELECT coalesce(min(seq), 1)" + PaymentPage.AMONG, from, end);
    long before = sql.number("SELECT coalesce(max(seq), 0)" + PaymentPage.AMONG, from, end) + 1;
    List<Read> rows;
    do {
      rows = sql.all(PAYMENTS, Read::of, first, before, from, end);
      if (!rows.isEmpty()) {
        before = rows.get(rows.size() - 1).seq;
        to.accept(new Rows(rows, attempts(sql, before, rows.get(0).seq)));
      }
    } while (rows.size() == ROWS);
  }

  private static List<Payment> made(Future<List<Payment>> payments) {
    try {
      return payments.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while payments were read", e);
    }
  }

  /** Payments' rows and their attempts', as the database has them. */
  private static final class Rows {
    private final List<Read> payments;
    private final Map<Long, List<String>> attempts;

    private Rows(List<Read> payments, Map<Long, List<String>> attempts) {
      this.payments = payments;
      this.attempts = attempts;
    }

    List<Payment> payments() {
      List<Payment> made = new ArrayList<>(payments.size());
      for (Read row : payments) {
        List<TextRow> own = new ArrayList<>(1);
        for (String text : attempts.getOrDefault(row.seq, Collections.emptyList())) {
          own.add(AttemptTable.read(text));
        }
        made.add(PaymentRow.of(row.digest, row.text, own).payment());
      }
      return made;
    }
  }

  /** A payment's row whose attempts are not read yet. */
  private static final class Read {
    private final byte[] digest;
    private final String text;
    private final long seq;

    private Read(byte[] digest, String text, long seq) {
      this.digest = digest;
      this.text = text;
      this.seq = seq;
    }

    static Read of(ResultSet row) throws SQLException {
      return new Read(row.getBytes(1), row.getString(2), row.getLong(3));
    }
  }

  private static Map<Long, List<String>> attempts(Sql sql, long lowest, long highest) {
    Map<Long, List<String>> attempts = new HashMap<>();
    sql.all(
        ATTEMPTS,
        row ->
            attempts
                .computeIfAbsent(row.getLong(2), any -> new ArrayList<>(1))
                .add(row.getString(1)),
        lowest,
        highest);
    return attempts;
  }
}
