package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.State;

/** Payments and attempts as rows. */
final class Payments {
  private static final String COLUMNS =
      "SELECT seq, id, type, amount, currency, reference, entry, masked, pin_keys, state, retry_open, cancel_requested,"
          + " response_code, rrn, auth_code, attention, resolution, resolved_by, resolved_evidence, retry_until,"
          + " created_at, updated_at, changed FROM payment ";

  /** The condition of the partial index on payments that are not final. */
  static final String OPEN =
      in(EnumSet.of(State.RECORDED, State.SENT, State.STORED, State.INQUIRING, State.REVERSING));

  private final Sql sql;

  Payments(Sql sql) {
    this.sql = sql;
  }

  /** As SQL, in the order of the states, so that an index on the same ones is found. */
  static String in(Set<State> states) {
    StringBuilder labels = new StringBuilder();
    for (State state : EnumSet.copyOf(states)) {
      labels.append(labels.length() == 0 ? "'" : ", '").append(state.label()).append('\'');
    }
    return " state IN (" + labels + ") ";
  }

  void insert(Payment payment, String idempotencyKey, byte[] requestHmac, long changed) {
    sql.update(
        "INSERT INTO payment (id, idempotency_key, request_hmac, type, amount, currency, reference, entry, masked, pin_keys,"
            + " state, retry_open, cancel_requested, retry_until, created_at, updated_at, changed)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        payment.id(),
        idempotencyKey,
        requestHmac,
        payment.type().label(),
        payment.amount(),
        payment.currency(),
        payment.reference().orElse(null),
        payment.instrument().entry().label(),
        payment.instrument().masked(),
        payment.instrument().pinKeys(),
        payment.state().label(),
        payment.retryOpen() ? 1 : 0,
        payment.cancelRequested() ? 1 : 0,
        payment.retryUntil().map(Instant::toEpochMilli).orElse(null),
        payment.createdAt().toEpochMilli(),
        payment.updatedAt().toEpochMilli(),
        changed);
  }

  long seqOf(String id) {
    return sql.number("SELECT seq FROM payment WHERE id = ?", id);
  }

  void update(Payment payment, long changed) {
    long seq = seqOf(payment.id());
    sql.update(
        "UPDATE payment SET state = ?, retry_open = ?, cancel_requested = ?, response_code = ?, rrn = ?, auth_code = ?,"
            + " attention = ?, resolution = ?, resolved_by = ?, resolved_evidence = ?, updated_at = ?, changed = ?"
            + " WHERE seq = ?",
        payment.state().label(),
        payment.retryOpen() ? 1 : 0,
        payment.cancelRequested() ? 1 : 0,
        payment.responseCode().orElse(null),
        payment.rrn().orElse(null),
        payment.authCode().orElse(null),
        payment.attention().map(Attention::label).orElse(null),
        payment.resolution().map(resolution -> resolution.outcome().label()).orElse(null),
        payment.resolution().map(Resolution::by).orElse(null),
        payment.resolution().map(Resolution::evidence).orElse(null),
        payment.updatedAt().toEpochMilli(),
        changed,
        seq);
    for (Attempt attempt : payment.attempts()) {
      put(seq, attempt);
    }
    if (!payment.needsCardData()) {
      sql.update("UPDATE payment SET card = NULL WHERE seq = ? AND card IS NOT NULL", seq);
    }
  }

  private void put(long seq, Attempt attempt) {
    Attempt.Request request = attempt.request();
    sql.update(
        "INSERT INTO attempt (payment, number, stan, batch, terminal, merchant, route, keys, host_date, sent_at,"
            + " sends, outcome, heard, unseen, reversal_reason, reversal_stage, reversal_sends, reversal_answered,"
            + " reversal_code, reversal_keys, reversal_auth_code)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (payment, number) DO UPDATE SET sends = excluded.sends, outcome = excluded.outcome,"
            + " heard = excluded.heard, unseen = excluded.unseen, reversal_reason = excluded.reversal_reason,"
            + " reversal_stage = excluded.reversal_stage, reversal_sends = excluded.reversal_sends,"
            + " reversal_answered = excluded.reversal_answered, reversal_code = excluded.reversal_code,"
            + " reversal_keys = excluded.reversal_keys, reversal_auth_code = excluded.reversal_auth_code",
        seq,
        attempt.number(),
        request.stan(),
        request.batch(),
        request.terminal(),
        request.merchant(),
        request.route(),
        request.keys(),
        request.hostDate(),
        request.sentAt().toEpochMilli(),
        attempt.sends(),
        attempt.outcome().label(),
        attempt.heard().name(),
        attempt.unseen() ? 1 : 0,
        attempt.reversal().map(reversal -> reversal.reason().code()).orElse(null),
        attempt.reversal().map(reversal -> label(reversal.stage())).orElse(null),
        attempt.reversal().map(Reversal::sends).orElse(null),
        attempt.reversal().map(reversal -> reversal.answered() ? 1 : 0).orElse(null),
        attempt.reversal().map(Reversal::responseCode).orElse(null),
        attempt.reversal().map(Reversal::keys).orElse(null),
        attempt.reversal().map(Reversal::authCode).orElse(null));
    if (!attempt.needsReversalFields()) {
      sql.update(
          "UPDATE attempt SET reversal_fields = NULL WHERE payment = ? AND number = ? AND reversal_fields IS NOT NULL",
          seq,
          attempt.number());
    }
  }

  private static String label(Reversal.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Reversal.Stage stage(String label) {
    return Reversal.Stage.valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  Optional<Payment> byId(String id) {
    return one("WHERE id = ?", id);
  }

  Optional<Payment> byKey(String idempotencyKey) {
    return one("WHERE idempotency_key = ?", idempotencyKey);
  }

  /** Payments matching a condition of ours (never of a caller's text), in its order. */
  List<Payment> where(String condition, Object... values) {
    List<Raw> rows = sql.all(COLUMNS + condition, Raw::read, values);
    List<Payment> payments = new ArrayList<>(rows.size());
    for (Raw row : rows) {
      payments.add(row.payment(attempts(row.seq)));
    }
    return payments;
  }

  private Optional<Payment> one(String condition, Object value) {
    List<Payment> found = where(condition, value);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  private List<Attempt> attempts(long payment) {
    return sql.all(
        "SELECT number, stan, batch, terminal, merchant, route, keys, host_date, sent_at, sends, outcome, heard, unseen,"
            + " reversal_reason, reversal_stage, reversal_sends, reversal_answered, reversal_code, reversal_keys,"
            + " reversal_auth_code"
            + " FROM attempt WHERE payment = ? ORDER BY number",
        Payments::attempt,
        payment);
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    Optional<Reversal> reversal = Optional.empty();
    if (row.getString(14) != null) {
      reversal =
          Optional.of(
              new Reversal(
                  ReversalReason.of(row.getString(14)),
                  stage(row.getString(15)),
                  row.getInt(16),
                  row.getInt(17) == 1,
                  row.getString(18),
                  row.getLong(19),
                  row.getString(20)));
    }
    return new Attempt(
        row.getInt(1),
        new Attempt.Request(
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getLong(7),
            row.getString(8),
            Instant.ofEpochMilli(row.getLong(9))),
        row.getInt(10),
        Attempt.Outcome.of(row.getString(11)),
        Attempt.Heard.valueOf(row.getString(12)),
        row.getInt(13) == 1,
        reversal);
  }

  /**
   * A payment's row before its attempts are read: SQLite's one connection reads one result at a
   * time per statement.
   */
  private record Raw(long seq, Payment bare) {
    static Raw read(ResultSet row) throws SQLException {
      Optional<Resolution> resolution = Optional.empty();
      if (row.getString(17) != null) {
        Resolution.Outcome outcome =
            row.getString(17).equals(Resolution.Outcome.CONFIRMED.label())
                ? Resolution.Outcome.CONFIRMED
                : Resolution.Outcome.CANCELLED;
        resolution = Optional.of(new Resolution(outcome, row.getString(18), row.getString(19)));
      }
      long retryUntil = row.getLong(20);
      boolean noRetry = row.wasNull();
      return new Raw(
          row.getLong(1),
          new Payment(
              row.getString(2),
              type(row.getString(3)),
              row.getLong(4),
              row.getString(5),
              Optional.ofNullable(row.getString(6)),
              new Instrument(entry(row.getString(7)), row.getString(8), row.getLong(9)),
              State.of(row.getString(10)),
              row.getInt(11) == 1,
              row.getInt(12) == 1,
              Collections.emptyList(),
              Optional.ofNullable(row.getString(13)),
              Optional.ofNullable(row.getString(14)),
              Optional.ofNullable(row.getString(15)),
              Optional.ofNullable(row.getString(16)).map(Attention::of),
              resolution,
              noRetry ? Optional.empty() : Optional.of(Instant.ofEpochMilli(retryUntil)),
              Instant.ofEpochMilli(row.getLong(21)),
              Instant.ofEpochMilli(row.getLong(22))));
    }

    private static PaymentType type(String label) {
      for (PaymentType type : PaymentType.values()) {
        if (type.label().equals(label)) {
          return type;
        }
      }
      throw new IllegalArgumentException("no such payment type: " + label);
    }

    private static Entry entry(String label) {
      for (Entry entry : Entry.values()) {
        if (entry.label().equals(label)) {
          return entry;
        }
      }
      throw new IllegalArgumentException("no such entry: " + label);
    }

    Payment payment(List<Attempt> attempts) {
      return new Payment(
          bare.id(),
          bare.type(),
          bare.amount(),
          bare.currency(),
          bare.reference(),
          bare.instrument(),
          bare.state(),
          bare.retryOpen(),
          bare.cancelRequested(),
          attempts,
          bare.responseCode(),
          bare.rrn(),
          bare.authCode(),
          bare.attention(),
          bare.resolution(),
          bare.retryUntil(),
          bare.createdAt(),
          bare.updatedAt());
    }
  }
}
