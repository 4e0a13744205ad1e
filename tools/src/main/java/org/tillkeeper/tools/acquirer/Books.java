package org.tillkeeper.tools.acquirer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The books: every booking, and what each cardholder was charged.
 *
 * <p>Whether a sale is voided or how much of it was refunded is not kept but follows from the
 * bookings about it that stand; so a void that is reversed lets the charge stand again by itself.
 * Every method is to be called while holding the ledger's monitor.
 */
final class Books {
  static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS booking (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      terminal TEXT NOT NULL, batch TEXT NOT NULL, stan TEXT NOT NULL, type TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('booked', 'reversed', 'declined')),
      amount INTEGER NOT NULL, charged INTEGER NOT NULL,
      currency TEXT NOT NULL, entry TEXT NOT NULL,
      masked_pan TEXT NOT NULL, cardholder TEXT NOT NULL,
      rrn TEXT NOT NULL, auth_code TEXT NOT NULL, code TEXT NOT NULL,
      at TEXT NOT NULL, date TEXT NOT NULL, original INTEGER REFERENCES booking (seq),
      voucher TEXT NOT NULL, counter TEXT NOT NULL, is_foreign INTEGER NOT NULL,
      hidden INTEGER NOT NULL DEFAULT 0, uploaded INTEGER NOT NULL DEFAULT 0,
      reversed_at TEXT,
      requests INTEGER NOT NULL DEFAULT 1, reversals INTEGER NOT NULL DEFAULT 0,
      UNIQUE (terminal, batch, stan)) STRICT
    """,
    "CREATE INDEX IF NOT EXISTS booking_original ON booking (original)",
    "CREATE INDEX IF NOT EXISTS booking_cardholder ON booking (cardholder)",
    "CREATE INDEX IF NOT EXISTS booking_rrn ON booking (rrn)",
    "CREATE INDEX IF NOT EXISTS booking_stan ON booking (terminal, stan)",
    "CREATE INDEX IF NOT EXISTS booking_voucher ON booking (voucher)",
    """
    CREATE TABLE IF NOT EXISTS early_reversal (
      terminal TEXT NOT NULL, batch TEXT NOT NULL, stan TEXT NOT NULL, at TEXT NOT NULL,
      PRIMARY KEY (terminal, batch, stan)) STRICT
    """
  };

  private static final String COLUMNS =
      "seq, terminal, batch, stan, type, state, amount, charged, currency, entry, masked_pan,"
          + " cardholder, rrn, auth_code, code, at, date, coalesce(original, 0), voucher, counter,"
          + " is_foreign";

  private static final String FIND = "SELECT " + COLUMNS + " FROM booking WHERE ";

  private static final String VOIDS = "('void', 'preauth-void', 'completion-void')";
  private static final String COMPLETIONS = "('completion', 'completion-advice')";

  private final AcquirerLedger ledger;

  Books(AcquirerLedger ledger) {
    this.ledger = ledger;
  }

  private static Booking booking(ResultSet row) throws SQLException {
    return new Booking(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        RequestKind.named(row.getString(5)),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getString(17),
        row.getLong(18),
        row.getString(19),
        row.getString(20),
        row.getBoolean(21));
  }

  private Optional<Booking> first(String condition, Object... values) throws SQLException {
    return ledger.read(Books::booking, FIND + condition, values).stream().findFirst();
  }

  Optional<Booking> find(String terminal, String batch, String stan) throws SQLException {
    return first("terminal = ? AND batch = ? AND stan = ?", terminal, batch, stan);
  }

  Optional<Booking> find(long seq) throws SQLException {
    return first("seq = ?", seq);
  }

  /** The terminal's newest with that STAN, whatever its batch. */
  Optional<Booking> newest(String terminal, String stan) throws SQLException {
    return first("terminal = ? AND stan = ? ORDER BY seq DESC LIMIT 1", terminal, stan);
  }

  Optional<Booking> withRrn(String rrn) throws SQLException {
    return first("rrn = ?", rrn);
  }

  Optional<Booking> withVoucher(String voucher) throws SQLException {
    return first("voucher = ? AND type = 'sale'", voucher);
  }

  Optional<Booking> preauth(String authCode, String cardholder) throws SQLException {
    return first(
        "auth_code = ? AND cardholder = ? AND type = 'preauth' ORDER BY seq DESC",
        authCode,
        cardholder);
  }

  /** What was booked in a batch and counts at settlement, hidden or not. */
  List<Booking> counted(String terminal, String batch) throws SQLException {
    return ledger
        .read(
            Books::booking,
            FIND + "terminal = ? AND batch = ? AND state = 'booked' ORDER BY seq",
            terminal,
            batch)
        .stream()
        .filter(one -> one.type().effect() != RequestKind.Effect.NONE)
        .toList();
  }

  void add(Booking one) throws SQLException {
    ledger.update(
        "INSERT INTO booking (terminal, batch, stan, type, state, amount, charged, currency, entry,"
            + " masked_pan, cardholder, rrn, auth_code, code, at, date, original, voucher, counter,"
            + " is_foreign) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,nullif(?, 0),?,?,?)",
        one.terminal(),
        one.batch(),
        one.stan(),
        one.type().label(),
        one.state(),
        one.amount(),
        one.charged(),
        one.currency(),
        one.entry(),
        one.maskedPan(),
        one.cardholder(),
        one.rrn(),
        one.authCode(),
        one.code(),
        one.at(),
        one.date(),
        one.original(),
        one.voucher(),
        one.counter(),
        one.foreign());
  }

  void countRepeat(Booking one) throws SQLException {
    ledger.update("UPDATE booking SET requests = requests + 1 WHERE seq = ?", one.seq());
  }

  /** A booking that stands is reversed; one that does not stays as it is. */
  void reverse(Booking one, String at) throws SQLException {
    ledger.update(
        "UPDATE booking SET reversals = reversals + 1,"
            + " reversed_at = CASE state WHEN 'booked' THEN ? ELSE reversed_at END,"
            + " state = CASE state WHEN 'booked' THEN 'reversed' ELSE state END WHERE seq = ?",
        at,
        one.seq());
  }

  /** Whether anything that stands was done with it since. */
  boolean isBuiltOn(Booking one) throws SQLException {
    return standing(one, "1 = 1") > 0;
  }

  boolean isVoided(Booking one) throws SQLException {
    return standing(one, "type IN " + VOIDS) > 0;
  }

  /** A completion that was voided gives its pre-authorisation back. */
  boolean isCompleted(Booking preauth) throws SQLException {
    return standing(
            preauth,
            "type IN "
                + COMPLETIONS
                + " AND NOT EXISTS (SELECT 1 FROM booking v WHERE v.original = booking.seq"
                + " AND v.state = 'booked' AND v.type IN "
                + VOIDS
                + ")")
        > 0;
  }

  /** Whether what a completion's void gave back was completed or voided since. */
  boolean isTakenAgain(Booking completionVoid) throws SQLException {
    Optional<Booking> completion = find(completionVoid.original());
    Optional<Booking> preauth =
        completion.isPresent() ? find(completion.get().original()) : Optional.empty();
    return preauth.isPresent() && (isCompleted(preauth.get()) || isVoided(preauth.get()));
  }

  private long standing(Booking one, String condition) throws SQLException {
    return ledger.number(
        "SELECT count(*) FROM booking WHERE original = ? AND state = 'booked' AND " + condition,
        one.seq());
  }

  /** How much of it was given back by refunds. */
  long refunded(Booking one) throws SQLException {
    return ledger.number(
        "SELECT coalesce(sum(amount), 0) FROM booking"
            + " WHERE original = ? AND state = 'booked' AND type = 'refund'",
        one.seq());
  }

  /** Its amount with the adjustments and tips since. */
  long currentAmount(Booking one) throws SQLException {
    return one.amount()
        + ledger.number(
            "SELECT coalesce(sum(charged), 0) FROM booking"
                + " WHERE original = ? AND state = 'booked' AND type IN ('adjustment', 'tip')",
            one.seq());
  }

  /** What a cardholder was charged in all. */
  long charged(String cardholder) throws SQLException {
    return ledger.number(
        "SELECT coalesce(sum(charged), 0) FROM booking WHERE cardholder = ? AND state = 'booked'",
        cardholder);
  }

  void rememberEarlyReversal(String terminal, String batch, String stan, String at)
      throws SQLException {
    ledger.update(
        "INSERT OR IGNORE INTO early_reversal VALUES (?, ?, ?, ?)", terminal, batch, stan, at);
  }

  boolean wasReversedEarly(String terminal, String batch, String stan) throws SQLException {
    return ledger.number(
            "SELECT count(*) FROM early_reversal WHERE terminal = ? AND batch = ? AND stan = ?",
            terminal,
            batch,
            stan)
        > 0;
  }

  /** Whether a QR code has paid before, whatever became of that payment. */
  boolean qrCodeWasUsed(String cardholder) throws SQLException {
    return ledger.number(
            "SELECT count(*) FROM booking WHERE cardholder = ? AND entry = 'qr' AND type = 'sale'"
                + " AND state <> 'declined'",
            cardholder)
        > 0;
  }

  boolean isHidden(Booking one) throws SQLException {
    return ledger.number("SELECT hidden FROM booking WHERE seq = ?", one.seq()) == 1;
  }

  /** Leaves a booking out of the totals of its batch, until the terminal uploads it. */
  void hide(Booking one) throws SQLException {
    ledger.update("UPDATE booking SET hidden = 1 WHERE seq = ?", one.seq());
  }

  boolean isUploaded(Booking one) throws SQLException {
    return ledger.number("SELECT uploaded FROM booking WHERE seq = ?", one.seq()) == 1;
  }

  /** The terminal has uploaded it: what was hidden appears again. */
  void uploaded(Booking one) throws SQLException {
    ledger.update("UPDATE booking SET uploaded = 1, hidden = 0 WHERE seq = ?", one.seq());
  }

  /** Bookings of some states as the control API shows them, oldest first. */
  List<Map<String, Object>> shown(List<String> states) throws SQLException {
    String marks = String.join(", ", states.stream().map(state -> "?").toList());
    List<Map<String, Object>> shown =
        ledger.rows(
            "SELECT b.terminal, b.batch, b.stan, b.amount, b.currency, b.state, b.entry,"
                + " b.masked_pan AS maskedPan, substr(b.cardholder, 1, 16) AS cardholder, b.rrn,"
                + " b.auth_code AS authCode, b.code, b.at, b.reversed_at AS reversedAt, b.requests,"
                + " b.reversals, b.type,"
                + " CASE b.state WHEN 'booked' THEN b.charged ELSE 0 END AS charged,"
                + " o.batch AS originalBatch, o.stan AS originalStan,"
                + " (SELECT v.stan FROM booking v WHERE v.original = b.seq AND v.state = 'booked'"
                + " AND v.type IN "
                + VOIDS
                + ") AS voidedBy,"
                + " (SELECT coalesce(sum(r.amount), 0) FROM booking r WHERE r.original = b.seq"
                + " AND r.state = 'booked' AND r.type = 'refund') AS refunded, b.hidden, b.uploaded"
                + " FROM booking b LEFT JOIN booking o ON o.seq = b.original WHERE b.state IN ("
                + marks
                + ") ORDER BY b.seq",
            states.toArray());
    for (Map<String, Object> one : shown) {
      one.replaceAll(
          (key, value) -> key.equals("hidden") || key.equals("uploaded") ? value.equals(1) : value);
    }
    return shown;
  }

  /** Number and sum of bookings by state, and what each cardholder was charged. */
  Map<String, Object> totals() throws SQLException {
    Map<String, Object> totals = new LinkedHashMap<>();
    for (String state : List.of(Booking.BOOKED, Booking.REVERSED, Booking.DECLINED)) {
      totals.put(
          state,
          ledger
              .rows(
                  "SELECT count(*) AS count, coalesce(sum(amount), 0) AS amount FROM booking"
                      + " WHERE state = ?",
                  state)
              .get(0));
    }
    totals.put(
        "charged",
        ledger.number("SELECT coalesce(sum(charged), 0) FROM booking WHERE state = 'booked'"));
    totals.put(
        "cardholders",
        ledger.rows(
            "SELECT masked_pan AS maskedPan, substr(cardholder, 1, 16) AS cardholder,"
                + " count(*) AS count, sum(charged) AS charged FROM booking WHERE state = 'booked'"
                + " GROUP BY booking.cardholder, masked_pan ORDER BY min(seq)"));
    return totals;
  }
}
