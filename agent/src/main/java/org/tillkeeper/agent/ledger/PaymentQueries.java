package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.State;

/**
 * What the agent asks about payments, as {@link Ledger} describes it. Answers that are wanted at
 * every step are kept until a payment is written.
 */
final class PaymentQueries {
  /** Narrows to attempts that were made as a terminal; the empty text narrows nothing. */
  private static final String AS_TERMINAL = " AND (? = '' OR a.terminal = ?)";

  private final Sql sql;
  private final Payments payments;
  private final OpenPayments open;
  private final Kept<PaymentSum> inAttention;

  PaymentQueries(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
    open = new OpenPayments(sql, payments);
    inAttention = new Kept<>(sql, "payment", this::readInAttention);
  }

  OpenPayments open() {
    return open;
  }

  PaymentSum inAttention() {
    return inAttention.get();
  }

  private PaymentSum readInAttention() {
    return sql.first(
            "SELECT count(*), total(amount), min(created_at) FROM payment WHERE"
                + Payments.in(EnumSet.of(State.ATTENTION)),
            row ->
                new PaymentSum(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(1) == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(row.getLong(3)))))
        .orElse(PaymentSum.NONE);
  }

  List<Payment> referringTo(String original) {
    return payments.where("WHERE original = ? ORDER BY seq", original);
  }

  List<Payment> ofBatch(long batch) {
    return payments.where("WHERE batch = ? AND batch_closed = 0 ORDER BY seq", batch);
  }

  List<Payment> changedAfter(long change, int limit) {
    return payments.changedAfter(change, limit);
  }

  List<Payment> unseen(int limit) {
    return payments.where(
        "WHERE unseen_since IS NOT NULL ORDER BY unseen_since DESC, seq DESC LIMIT ?", limit);
  }

  List<Payment> page(Set<State> states, Search search, Optional<String> before, int limit) {
    return PaymentPage.read(
        sql,
        payments,
        states,
        search,
        before.isPresent() ? payments.seqOf(before.get()) : Long.MAX_VALUE,
        limit);
  }

  byte[] requestHmac(String payment) {
    return sql.first(
            "SELECT request_hmac FROM payment WHERE id = ?", row -> row.getBytes(1), payment)
        .orElse(new byte[0]);
  }

  long lastChange(String payment) {
    return sql.number("SELECT changed FROM payment WHERE id = ?", payment);
  }

  Optional<AttemptKey> attemptOf(String stan, String batch, Optional<String> terminal) {
    return sql.first(
        "SELECT p.id, a.number FROM attempt a JOIN payment p ON p.seq = a.payment"
            + " WHERE a.stan = ? AND (a.batch = ? OR a.reversal_stage IN ('open', 'parked'))"
            + AS_TERMINAL
            + " ORDER BY a.batch = ? DESC, a.payment DESC, a.number DESC LIMIT 1",
        PaymentQueries::key,
        stan,
        batch,
        terminal.orElse(""),
        terminal.orElse(""),
        batch);
  }

  Optional<AttemptKey> attemptOf(String stan, Optional<String> terminal) {
    return sql.first(
        "SELECT p.id, a.number FROM attempt a JOIN payment p ON p.seq = a.payment"
            + " WHERE a.stan = ?"
            + AS_TERMINAL
            + " ORDER BY a.payment DESC, a.number DESC LIMIT 1",
        PaymentQueries::key,
        stan,
        terminal.orElse(""),
        terminal.orElse(""));
  }

  private static AttemptKey key(ResultSet row) throws SQLException {
    return new AttemptKey(row.getString(1), row.getInt(2));
  }
}
