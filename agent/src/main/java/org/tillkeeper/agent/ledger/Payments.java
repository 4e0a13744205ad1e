package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * Payments with their attempts as rows, and the digests that tell whether the disk has changed
 * them.
 */
final class Payments {
  /** The condition of the partial index on attempts with a reversal to send. */
  static final String TO_SEND = " reversal_stage IN ('open', 'parked', 'reversed-early')";

  /** Payments that are not final. */
  static final String OPEN = in(State.open());

  /** As many as a busy terminal has open at once, and more than a till asks for together. */
  private static final int KEPT = 128;

  private final Sql sql;
  private final StanCounter stans;

  /**
   * Payments that were read or written lately, as the database has them. The one connection has the
   * database to itself, so nobody else can make them untrue. What the disk does to them is noticed
   * by {@link #damaged}.
   */
  private final Map<Long, Payment> kept = new Latest<>(KEPT);

  private final Map<String, Long> seqs = new Latest<>(KEPT);
  private final Set<Long> withoutDigest = new TreeSet<>();
  private final Set<Long> changed = new TreeSet<>();
  private final Tally tally;
  private final AttemptMessages messages;
  private long keptAsOf;

  Payments(Sql sql, StanCounter stans) {
    this.sql = sql;
    this.stans = stans;
    tally = new Tally(sql);
    messages = new AttemptMessages(sql);
  }

  /** The sealed messages of their attempts. */
  AttemptMessages messages() {
    return messages;
  }

  /** How many there are in each state. */
  Tally tally() {
    return tally;
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

  /** Forgets what was kept of a transaction that was undone. */
  private void forgetUndone() {
    if (keptAsOf != sql.undone()) {
      kept.clear();
      seqs.clear();
      withoutDigest.clear();
      changed.clear();
      keptAsOf = sql.undone();
    }
  }

  /**
   * A condition on the state as SQL. Where no confirmed payment is among them it says so, as the
   * index on all the others does.
   */
  static String in(Set<State> states) {
    StringBuilder labels = new StringBuilder();
    for (State state : EnumSet.copyOf(states)) {
      labels.append(labels.length() == 0 ? "'" : ", '").append(state.label()).append('\'');
    }
    String others = states.contains(State.CONFIRMED) ? "" : " state <> 'confirmed' AND";
    return others + " state IN (" + labels + ") ";
  }

  void insert(Payment payment, String idempotencyKey, byte[] requestHmac, long changed) {
    PaymentTable.insert(sql, payment, idempotencyKey, requestHmac, changed);
    tally.inserted(payment.state());
    changed(seqOf(payment.id()));
  }

  /** Lets a payment belong to the open batch, as its last attempt does. */
  void joinBatch(String id) {
    long seq = seqOf(id);
    sql.update(
        "UPDATE payment SET batch = (SELECT seq FROM batch WHERE state = 'open') WHERE seq = ?",
        seq);
    changed(seq);
  }

  /**
   * Notes that a row was changed. Whoever changes a row calls this in the same transaction, which
   * then ends with a new digest.
   */
  void changed(long seq) {
    forgetUndone();
    kept.remove(seq);
    withoutDigest.add(seq);
    changed.add(seq);
  }

  /** Rows that were changed since this was asked last, by seq. */
  Set<Long> takeChanged() {
    forgetUndone();
    Set<Long> taken = new TreeSet<>(changed);
    changed.clear();
    return taken;
  }

  /** Makes the digests of changed rows anew. The end of their transaction. */
  void renewDigests() {
    forgetUndone();
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
   * Ids of payments with damaged rows among some, newest first.
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

  /** The seq of a payment; 0 where there is none with that id. */
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

  /**
   * Writes a payment anew.
   *
   * @return whether its row had another state
   */
  boolean update(Payment payment, long changed) {
    long seq = seqOf(payment.id());
    Payment before = payment(seq);
    String stateBefore = tally(seq, before, payment);
    PaymentTable.update(sql, seq, payment, changed);
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
    return !stateBefore.equals(payment.state().label());
  }

  private String tally(long seq, Payment before, Payment after) {
    if (!isDamaged(before)) {
      tally.moved(before.state(), after.state());
      after.attempts().forEach(attempt -> tally.written(before, attempt));
      return before.state().label();
    }
    // It only shows as in need of a person; its row says something else until it is written.
    String label =
        sql.first("SELECT state FROM payment WHERE seq = ?", row -> row.getString(1), seq)
            .orElse("");
    tally.moved(label, after.state());
    return label;
  }

  /**
   * Names the route of a payment's attempts anew. The new digest must not hide damage, so a damaged
   * row is first written as damaged.
   */
  void renameRoute(long seq, String from, String to) {
    Payment payment = payment(seq);
    if (isDamaged(payment)) {
      update(payment, sql.number("SELECT changed FROM payment WHERE seq = ?", seq));
    }
    sql.update("UPDATE attempt SET route = ? WHERE payment = ? AND route = ?", to, seq, from);
    changed(seq);
  }

  private void put(long seq, Attempt attempt) {
    stans.saved(attempt.request().stan());
    AttemptTable.put(sql, seq, attempt);
  }

  private void eraseWhatIsNotNeeded(long seq, Payment payment, Attempt attempt) {
    boolean request = payment.needsRequestFields(attempt);
    boolean reversal = payment.needsReversalFields(attempt);
    if (!request && !reversal) {
      messages.erase(seq, attempt.number());
    } else if (!request) {
      messages.erase(seq, attempt.number(), AttemptMessages.Part.REQUEST);
    } else if (!reversal) {
      messages.erase(seq, attempt.number(), AttemptMessages.Part.REVERSAL);
    }
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
    return payments(seqs(condition, values));
  }

  private List<Payment> payments(List<Long> seqs) {
    List<Payment> payments = new ArrayList<>();
    for (long seq : seqs) {
      payments.add(payment(seq));
    }
    return Collections.unmodifiableList(payments);
  }

  /**
   * Payments that changed after a row of the history, in that order. The last change of each is the
   * last row about it. One that was erased has no row any more.
   */
  List<Payment> changedAfter(long change, int limit) {
    return payments(
        sql.all(
            "SELECT p.seq FROM history h CROSS JOIN payment p ON p.seq = h.payment"
                + " WHERE h.seq > ? AND p.changed = h.seq ORDER BY h.seq LIMIT ?",
            row -> row.getLong(1),
            change,
            limit));
  }

  /** Shows each payment that matches a condition of ours. */
  void each(String condition, BiConsumer<Long, Payment> to) {
    for (long seq : seqs(condition)) {
      to.accept(seq, payment(seq));
    }
  }

  // Selects seqs only. The long statement that reads a row is then always the same, and SQLite
  // prepares it once.
  private List<Long> seqs(String condition, Object... values) {
    return sql.all("SELECT seq FROM payment " + condition, row -> row.getLong(1), values);
  }

  Payment payment(long seq) {
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
