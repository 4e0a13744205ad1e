package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;

/** Payments and attempts as rows. */
final class Payments {
  /** The condition of the partial index on payments that are not final. */
  static final String OPEN =
      in(EnumSet.of(State.RECORDED, State.SENT, State.STORED, State.INQUIRING, State.REVERSING));

  /** As many as a busy terminal has open at once, and more than a till asks for together. */
  private static final int KEPT = 128;

  private final Sql sql;
  private final StanCounter stans;

  /**
   * Read or written lately, as the database has them: it belongs to the one connection, so nobody
   * else can make them untrue. What the disk does to them is noticed by {@link #damaged}.
   */
  private final Map<Long, Payment> kept = new Latest<>(KEPT);

  private final Map<String, Long> seqs = new Latest<>(KEPT);
  private final Set<Long> withoutDigest = new TreeSet<>();
  private long keptAsOf;

  Payments(Sql sql, StanCounter stans) {
    this.sql = sql;
    this.stans = stans;
  }

  /** The entries that were used last. */
  private static final class Latest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Latest(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }

  /** A transaction that was undone takes with it what was kept of it. */
  private void forgetUndone() {
    if (keptAsOf != sql.undone()) {
      kept.clear();
      seqs.clear();
      withoutDigest.clear();
      keptAsOf = sql.undone();
    }
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
    Terms terms = payment.terms();
    sql.update(
        "INSERT INTO payment (id, idempotency_key, request_hmac, type, kind, amount, currency, reference, original, entry,"
            + " masked, pin_keys, state, retry_open, cancel_requested, card_result, refunded, tip, batch_closed, retry_until,"
            + " created_at, updated_at, changed)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?)",
        payment.id(),
        idempotencyKey,
        requestHmac,
        terms.type().label(),
        terms.kind().label(),
        terms.amount(),
        terms.currency(),
        terms.reference().orElse(null),
        terms.original().orElse(null),
        payment.instrument().entry().label(),
        payment.instrument().masked(),
        payment.instrument().pinKeys(),
        payment.state().label(),
        payment.retryOpen() ? 1 : 0,
        payment.cancelRequested() ? 1 : 0,
        payment.cardResult().label(),
        payment.retryUntil().map(Instant::toEpochMilli).orElse(null),
        payment.createdAt().toEpochMilli(),
        payment.updatedAt().toEpochMilli(),
        changed);
    changed(seqOf(payment.id()));
  }

  /** A payment's last attempt belongs to the open batch. */
  void joinBatch(String id) {
    long seq = seqOf(id);
    sql.update(
        "UPDATE payment SET batch = (SELECT seq FROM batch WHERE state = 'open') WHERE seq = ?",
        seq);
    changed(seq);
  }

  /** Whatever changes a row says so in the same transaction, which ends with a new digest. */
  void changed(long seq) {
    forgetUndone();
    kept.remove(seq);
    withoutDigest.add(seq);
  }

  /** Makes the digests of changed rows anew. The end of their transaction. */
  void renewDigests() {
    for (long seq : withoutDigest) {
      PaymentRow row = PaymentRow.read(sql, seq);
      sql.update("UPDATE payment SET digest = ? WHERE seq = ?", row.digestAnew(), seq);
      keep(seq, row.asWritten());
    }
    withoutDigest.clear();
  }

  private void keep(long seq, Payment payment) {
    forgetUndone();
    if (isDamaged(payment)) {
      kept.remove(seq);
    } else {
      kept.put(seq, payment);
    }
  }

  private static boolean isDamaged(Payment payment) {
    return payment.attention().equals(Optional.of(Attention.RECORD_DAMAGED));
  }

  /** Makes every row's digest anew, after a migration. */
  void renewAllDigests() {
    long last = 0;
    while (true) {
      Optional<Long> next =
          sql.first(
              "SELECT seq FROM payment WHERE seq > ? ORDER BY seq LIMIT 1",
              row -> row.getLong(1),
              last);
      if (!next.isPresent()) {
        return;
      }
      last = next.get();
      changed(last);
      renewDigests();
    }
  }

  /**
   * Ids of damaged rows among some, newest first.
   *
   * @param below only rows with a lower seq
   */
  List<String> damaged(long below, int rows) {
    List<String> ids = new ArrayList<>();
    for (long seq : seqs("WHERE seq < ? ORDER BY seq DESC LIMIT ?", below, rows)) {
      Payment payment = read(seq);
      keep(seq, payment);
      if (isDamaged(payment) && !payment.resolution().isPresent()) {
        ids.add(payment.id());
      }
    }
    return ids;
  }

  /** 0 where there is none with that id. */
  long seqOf(String id) {
    forgetUndone();
    Long known = seqs.get(id);
    if (known != null) {
      return known;
    }
    long seq = sql.number("SELECT seq FROM payment WHERE id = ?", id);
    if (seq != 0) {
      seqs.put(id, seq);
    }
    return seq;
  }

  void update(Payment payment, long changed) {
    long seq = seqOf(payment.id());
    Payment before = payment(seq);
    Decision decision = payment.decision();
    Links links = payment.links();
    sql.update(
        "UPDATE payment SET state = ?, retry_open = ?, cancel_requested = ?, response_code = ?, rrn = ?, auth_code = ?,"
            + " host_date = ?, voucher = ?, approved_amount = ?, balance = ?, card_result = ?, voided_by = ?,"
            + " completed_by = ?, refunded = ?, tip = ?, batch_closed = ?, attention = ?, resolution = ?, resolved_by = ?,"
            + " resolved_evidence = ?, updated_at = ?, changed = ? WHERE seq = ?",
        payment.state().label(),
        payment.retryOpen() ? 1 : 0,
        payment.cancelRequested() ? 1 : 0,
        decision.responseCode().orElse(null),
        decision.rrn().orElse(null),
        decision.authCode().orElse(null),
        decision.date().orElse(null),
        decision.voucher().orElse(null),
        orNull(decision.approvedAmount()),
        orNull(decision.balance()),
        payment.cardResult().label(),
        links.voidedBy().orElse(null),
        links.completedBy().orElse(null),
        links.refunded(),
        links.tip(),
        payment.batchClosed() ? 1 : 0,
        payment.attention().map(Attention::label).orElse(null),
        payment.resolution().map(resolution -> resolution.outcome().label()).orElse(null),
        payment.resolution().map(Resolution::by).orElse(null),
        payment.resolution().map(Resolution::evidence).orElse(null),
        payment.updatedAt().toEpochMilli(),
        changed,
        seq);
    for (Attempt attempt : payment.attempts()) {
      if (isDamaged(before) || !before.attempts().contains(attempt)) {
        put(seq, attempt);
      }
      eraseWhatIsNotNeeded(seq, payment, attempt);
    }
    if (!payment.needsCardData()) {
      sql.update("UPDATE payment SET card = NULL WHERE seq = ? AND card IS NOT NULL", seq);
    }
    if (payment.cardResult() != CardResult.AWAITED) {
      sql.update(
          "UPDATE payment SET chip_answer = NULL WHERE seq = ? AND chip_answer IS NOT NULL", seq);
    }
    if (payment.batchClosed()) {
      sql.update(
          "UPDATE payment SET chip_certificate = NULL WHERE seq = ? AND chip_certificate IS NOT NULL",
          seq);
    }
    changed(seq);
  }

  /** Names the route of a payment's attempts anew. A damaged row is written as damaged. */
  void renameRoute(long seq, String from, String to) {
    Payment payment = payment(seq);
    if (isDamaged(payment)) {
      update(payment, sql.number("SELECT changed FROM payment WHERE seq = ?", seq));
    }
    sql.update("UPDATE attempt SET route = ? WHERE payment = ? AND route = ?", to, seq, from);
    changed(seq);
  }

  private static Object orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private void put(long seq, Attempt attempt) {
    Attempt.Request request = attempt.request();
    stans.saved(request.stan());
    sql.update(
        "INSERT INTO attempt (payment, number, stan, batch, terminal, merchant, amount, route, keys, host_date, sent_at,"
            + " sends, outcome, heard, unseen, inquiries, reversal_reason, reversal_stage, reversal_sends,"
            + " reversal_answered, reversal_code, reversal_keys, reversal_auth_code, answered_on)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (payment, number) DO UPDATE SET route = excluded.route, keys = excluded.keys,"
            + " sends = excluded.sends, outcome = excluded.outcome, heard = excluded.heard, unseen = excluded.unseen,"
            + " inquiries = excluded.inquiries, reversal_reason = excluded.reversal_reason,"
            + " reversal_stage = excluded.reversal_stage, reversal_sends = excluded.reversal_sends,"
            + " reversal_answered = excluded.reversal_answered, reversal_code = excluded.reversal_code,"
            + " reversal_keys = excluded.reversal_keys, reversal_auth_code = excluded.reversal_auth_code,"
            + " answered_on = excluded.answered_on",
        seq,
        attempt.number(),
        request.stan(),
        request.batch(),
        request.terminal(),
        request.merchant(),
        request.amount(),
        request.route(),
        request.keys(),
        request.hostDate(),
        request.sentAt().toEpochMilli(),
        attempt.sends(),
        attempt.outcome().label(),
        attempt.heard().name(),
        attempt.unseen() ? 1 : 0,
        attempt.inquiries(),
        attempt.reversal().map(reversal -> reversal.reason().code()).orElse(null),
        attempt.reversal().map(reversal -> label(reversal.stage())).orElse(null),
        attempt.reversal().map(Reversal::sends).orElse(null),
        attempt.reversal().map(reversal -> reversal.answered() ? 1 : 0).orElse(null),
        attempt.reversal().map(Reversal::responseCode).orElse(null),
        attempt.reversal().map(Reversal::keys).orElse(null),
        attempt.reversal().map(Reversal::authCode).orElse(null),
        attempt.answeredOn().orElse(null));
  }

  private void eraseWhatIsNotNeeded(long seq, Payment payment, Attempt attempt) {
    if (!payment.needsReversalFields(attempt)) {
      sql.update(
          "UPDATE attempt SET reversal_fields = NULL WHERE payment = ? AND number = ? AND reversal_fields IS NOT NULL",
          seq,
          attempt.number());
    }
    if (!payment.needsRequestFields(attempt)) {
      sql.update(
          "UPDATE attempt SET request_fields = NULL WHERE payment = ? AND number = ? AND request_fields IS NOT NULL",
          seq,
          attempt.number());
    }
  }

  private static String label(Reversal.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Optional<Payment> byId(String id) {
    long seq = seqOf(id);
    return seq == 0 ? Optional.empty() : Optional.of(payment(seq));
  }

  Optional<Payment> byKey(String idempotencyKey) {
    List<Payment> found = where("WHERE idempotency_key = ?", idempotencyKey);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  /**
   * Payments matching a condition of ours (never of a caller's text), in its order. One whose row
   * is damaged shows as in need of a person, with what can be read of it.
   */
  List<Payment> where(String condition, Object... values) {
    List<Payment> payments = new ArrayList<>();
    for (long seq : seqs(condition, values)) {
      payments.add(payment(seq));
    }
    return Collections.unmodifiableList(payments);
  }

  // The long statement is the same whatever is looked for, so that SQLite reads it once.
  private List<Long> seqs(String condition, Object... values) {
    return sql.all("SELECT seq FROM payment " + condition, row -> row.getLong(1), values);
  }

  private Payment payment(long seq) {
    forgetUndone();
    Payment known = kept.get(seq);
    if (known != null) {
      return known;
    }
    Payment read = read(seq);
    keep(seq, read);
    return read;
  }

  private Payment read(long seq) {
    PaymentRow row = PaymentRow.read(sql, seq);
    return withoutDigest.contains(seq) ? row.asWritten() : row.payment();
  }
}
