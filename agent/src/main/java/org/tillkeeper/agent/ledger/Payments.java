package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/** Payments and attempts as rows. */
final class Payments {
  private static final TextRow.Columns PAYMENT =
      new TextRow.Columns(
          "seq",
          "id",
          "idempotency_key",
          "hex(request_hmac)",
          "type",
          "kind",
          "amount",
          "currency",
          "reference",
          "original",
          "entry",
          "masked",
          "pin_keys",
          "state",
          "retry_open",
          "cancel_requested",
          "response_code",
          "rrn",
          "auth_code",
          "host_date",
          "voucher",
          "approved_amount",
          "balance",
          "card_result",
          "voided_by",
          "completed_by",
          "refunded",
          "tip",
          "batch",
          "batch_closed",
          "attention",
          "resolution",
          "resolved_by",
          "resolved_evidence",
          "retry_until",
          "created_at",
          "updated_at",
          "changed",
          "erased");

  private static final TextRow.Columns ATTEMPT =
      new TextRow.Columns(
          "number",
          "stan",
          "batch",
          "terminal",
          "merchant",
          "amount",
          "route",
          "keys",
          "host_date",
          "sent_at",
          "sends",
          "outcome",
          "heard",
          "unseen",
          "inquiries",
          "reversal_reason",
          "reversal_stage",
          "reversal_sends",
          "reversal_answered",
          "reversal_code",
          "reversal_keys",
          "reversal_auth_code",
          "answered_on");

  private static final String BY_SEQ =
      "SELECT digest, " + PAYMENT.expression() + " AS text FROM payment WHERE seq = ?";
  private static final String ATTEMPTS =
      "SELECT " + ATTEMPT.expression() + " AS text FROM attempt WHERE payment = ? ORDER BY number";

  /** The condition of the partial index on payments that are not final. */
  static final String OPEN =
      in(EnumSet.of(State.RECORDED, State.SENT, State.STORED, State.INQUIRING, State.REVERSING));

  /** As many as a busy terminal has open at once, and more than a till asks for together. */
  private static final int KEPT = 128;

  private final Sql sql;

  /**
   * Read or written lately, as the database has them: it belongs to the one connection, so nobody
   * else can make them untrue. What the disk does to them is noticed by {@link #damaged}.
   */
  private final Map<Long, Payment> kept = new Latest<>(KEPT);

  private final Map<String, Long> seqs = new Latest<>(KEPT);
  private final Set<Long> unsealed = new TreeSet<>();
  private long keptAsOf;

  Payments(Sql sql) {
    this.sql = sql;
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
      unsealed.clear();
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
    unsealed.add(seq);
  }

  /** Makes the digests of changed rows anew. The end of their transaction. */
  void seal() {
    for (long seq : unsealed) {
      Raw row = sql.first(BY_SEQ, Raw::read, seq).get();
      List<TextRow> attempts = attempts(seq);
      byte[] digest = RecordDigest.of(row.text(), attempts);
      sql.update("UPDATE payment SET digest = ? WHERE seq = ?", digest, seq);
      keep(seq, row.asWritten(attempts));
    }
    unsealed.clear();
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

  private List<TextRow> attempts(long seq) {
    return sql.all(ATTEMPTS, row -> ATTEMPT.read(row.getString(1)), seq);
  }

  /** Makes every row's digest anew, after a migration. */
  void sealAll() {
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
      seal();
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

  private static Object orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private void put(long seq, Attempt attempt) {
    Attempt.Request request = attempt.request();
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

  private static Reversal.Stage stage(String label) {
    return Reversal.Stage.valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
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
    Raw row = sql.first(BY_SEQ, Raw::read, seq).get();
    List<TextRow> attempts = attempts(seq);
    return unsealed.contains(seq) ? row.asWritten(attempts) : row.payment(attempts);
  }

  private static Attempt attempt(TextRow row) {
    Optional<Reversal> reversal = Optional.empty();
    if (row.has("reversal_reason")) {
      reversal =
          Optional.of(
              new Reversal(
                  ReversalReason.of(row.text("reversal_reason")),
                  stage(row.text("reversal_stage")),
                  row.count("reversal_sends"),
                  row.yes("reversal_answered"),
                  row.text("reversal_code"),
                  row.number("reversal_keys"),
                  row.text("reversal_auth_code")));
    }
    return new Attempt(
        row.count("number"),
        new Attempt.Request(
            row.text("stan"),
            row.text("batch"),
            row.text("terminal"),
            row.text("merchant"),
            row.number("amount"),
            row.text("route"),
            row.number("keys"),
            row.text("host_date"),
            Instant.ofEpochMilli(row.number("sent_at"))),
        row.count("sends"),
        Attempt.Outcome.of(row.text("outcome")),
        Attempt.Heard.valueOf(row.text("heard")),
        Optional.ofNullable(row.text("answered_on")),
        row.yes("unseen"),
        row.count("inquiries"),
        reversal);
  }

  /**
   * A payment's row before its attempts are read: SQLite's one connection reads one result at a
   * time per statement.
   *
   * @param text all its columns, for the digest
   * @param bare without its attempts; in need of a person if it cannot be read
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Raw(TextRow text, byte[] digest, Payment bare) {
    static Raw read(ResultSet columns) throws SQLException {
      TextRow row = PAYMENT.read(columns.getString(2));
      Payment bare;
      try {
        bare = bare(row);
      } catch (IllegalArgumentException e) {
        bare = unreadable(row);
      }
      byte[] digest = columns.getBytes(1);
      return new Raw(row, digest == null ? new byte[0] : digest, bare);
    }

    private static Payment bare(TextRow row) {
      return new Payment(
          row.text("id"),
          terms(row),
          new Instrument(entry(row.text("entry")), row.text("masked"), row.number("pin_keys")),
          State.of(row.text("state")),
          row.yes("retry_open"),
          row.yes("cancel_requested"),
          Collections.emptyList(),
          decision(row),
          CardResult.of(row.text("card_result")),
          new Links(
              text(row, "voided_by"),
              text(row, "completed_by"),
              row.number("refunded"),
              row.number("tip")),
          row.yes("batch_closed"),
          text(row, "attention").map(Attention::of),
          resolution(row),
          number(row, "retry_until").isPresent()
              ? Optional.of(Instant.ofEpochMilli(row.number("retry_until")))
              : Optional.empty(),
          Instant.ofEpochMilli(row.number("created_at")),
          Instant.ofEpochMilli(row.number("updated_at")));
    }

    /** A word of it is none of ours: only numbers and free texts can be shown. */
    private static Payment unreadable(TextRow row) {
      Terms terms =
          new Terms(
              PaymentType.SALE,
              Kind.SALE,
              row.number("amount"),
              text(row, "currency").orElse(""),
              text(row, "reference"),
              Optional.empty());
      Instrument instrument = new Instrument(Entry.MANUAL, text(row, "masked").orElse(""), 0);
      Instant created = Instant.ofEpochMilli(row.number("created_at"));
      return Payment.recorded(
          text(row, "id").orElse(""), terms, instrument, Optional.empty(), created);
    }

    private static Terms terms(TextRow row) {
      String type = row.text("type");
      return new Terms(
          PaymentType.of(type)
              .orElseThrow(() -> new IllegalArgumentException("no such payment type: " + type)),
          kind(row.text("kind")),
          row.number("amount"),
          row.text("currency"),
          text(row, "reference"),
          text(row, "original"));
    }

    private static Decision decision(TextRow row) {
      return new Decision(
          text(row, "response_code"),
          text(row, "rrn"),
          text(row, "auth_code"),
          text(row, "host_date"),
          text(row, "voucher"),
          number(row, "approved_amount"),
          number(row, "balance"));
    }

    private static Optional<Resolution> resolution(TextRow row) {
      String label = row.text("resolution");
      if (label == null) {
        return Optional.empty();
      }
      Resolution.Outcome outcome =
          label.equals(Resolution.Outcome.CONFIRMED.label())
              ? Resolution.Outcome.CONFIRMED
              : Resolution.Outcome.CANCELLED;
      return Optional.of(
          new Resolution(outcome, row.text("resolved_by"), row.text("resolved_evidence")));
    }

    private static Optional<String> text(TextRow row, String column) {
      return Optional.ofNullable(row.text(column));
    }

    private static OptionalLong number(TextRow row, String column) {
      return row.has(column) ? OptionalLong.of(row.number(column)) : OptionalLong.empty();
    }

    private static Kind kind(String label) {
      for (Kind kind : Kind.values()) {
        if (kind.label().equals(label)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no such kind of message: " + label);
    }

    private static Entry entry(String label) {
      for (Entry entry : Entry.values()) {
        if (entry.label().equals(label)) {
          return entry;
        }
      }
      throw new IllegalArgumentException("no such entry: " + label);
    }

    /** In need of a person where the rows are not what the digest was made of. */
    Payment payment(List<TextRow> rows) {
      return with(rows, Arrays.equals(digest, RecordDigest.of(text, rows)));
    }

    /** Of rows that this transaction wrote, which have no digest yet. */
    Payment asWritten(List<TextRow> rows) {
      return with(rows, true);
    }

    private Payment with(List<TextRow> rows, boolean whole) {
      List<Attempt> attempts = new ArrayList<>();
      boolean readable = true;
      for (TextRow row : rows) {
        try {
          attempts.add(attempt(row));
        } catch (IllegalArgumentException e) {
          readable = false;
        }
      }
      boolean sound = readable && whole;
      return new Payment(
          bare.id(),
          bare.terms(),
          bare.instrument(),
          sound ? bare.state() : State.ATTENTION,
          sound && bare.retryOpen(),
          bare.cancelRequested(),
          attempts,
          bare.decision(),
          bare.cardResult(),
          bare.links(),
          bare.batchClosed(),
          sound ? bare.attention() : Optional.of(Attention.RECORD_DAMAGED),
          sound ? bare.resolution() : Optional.empty(),
          bare.retryUntil(),
          bare.createdAt(),
          bare.updatedAt());
    }
  }
}
