package org.tillkeeper.tools.acquirer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The batches that were settled or closed: what the terminal's totals were, what it was answered,
 * what it uploaded. Every method is to be called while holding the ledger's monitor.
 */
final class Batches {
  static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS settlement (
      terminal TEXT NOT NULL, batch TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('settling', 'ended', 'closed-by-acquirer')),
      stan TEXT NOT NULL, theirs TEXT NOT NULL, ours TEXT NOT NULL, answer TEXT NOT NULL,
      end_code TEXT, end_stan TEXT, end_count INTEGER, verdict TEXT,
      PRIMARY KEY (terminal, batch)) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS upload (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      terminal TEXT NOT NULL, batch TEXT NOT NULL, message_stan TEXT NOT NULL,
      kind TEXT NOT NULL, management_code TEXT NOT NULL, stan TEXT NOT NULL,
      amount INTEGER NOT NULL, outcome TEXT NOT NULL) STRICT
    """,
    "CREATE INDEX IF NOT EXISTS upload_batch ON upload (terminal, batch, message_stan)"
  };

  static final String SETTLING = "settling";
  static final String ENDED = "ended";
  static final String CLOSED = "closed-by-acquirer";

  /** What became of an uploaded transaction that is in the books as uploaded. */
  static final String MATCHED = "matched";

  /** A transaction that failed at the terminal, uploaded for the record. */
  static final String FAILED = "failed";

  /** A settlement as it stands; {@code endStan} is empty until its end came. */
  record Settlement(
      String state, String stan, String theirs, String ours, String answer, String endStan) {}

  private final AcquirerLedger ledger;
  private final Books books;
  private final boolean tipsReplace;

  /**
   * @param tipsReplace whether a tip counts with its sale
   */
  Batches(AcquirerLedger ledger, Books books, boolean tipsReplace) {
    this.ledger = ledger;
    this.books = books;
    this.tipsReplace = tipsReplace;
  }

  Optional<Settlement> find(String terminal, String batch) throws SQLException {
    return ledger
        .read(
            Batches::settlement,
            "SELECT state, stan, theirs, ours, answer, coalesce(end_stan, '') FROM settlement"
                + " WHERE terminal = ? AND batch = ?",
            terminal,
            batch)
        .stream()
        .findFirst();
  }

  /** The terminal's newest whose totals came with that STAN. */
  Optional<Settlement> withStan(String terminal, String stan) throws SQLException {
    return ledger
        .read(
            Batches::settlement,
            "SELECT state, stan, theirs, ours, answer, coalesce(end_stan, '') FROM settlement"
                + " WHERE terminal = ? AND stan = ? ORDER BY rowid DESC LIMIT 1",
            terminal,
            stan)
        .stream()
        .findFirst();
  }

  private static Settlement settlement(ResultSet row) throws SQLException {
    return new Settlement(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }

  /** The totals came; a second time they replace those before. */
  void totals(String terminal, String batch, Settlement settlement) throws SQLException {
    ledger.update(
        "INSERT OR REPLACE INTO settlement (terminal, batch, state, stan, theirs, ours, answer)"
            + " VALUES (?,?,?,?,?,?,?)",
        terminal,
        batch,
        settlement.state(),
        settlement.stan(),
        settlement.theirs(),
        settlement.ours(),
        settlement.answer());
  }

  void end(String terminal, String batch, String code, String stan, long count, String verdict)
      throws SQLException {
    ledger.update(
        "UPDATE settlement SET state = 'ended', end_code = ?, end_stan = ?, end_count = ?,"
            + " verdict = ? WHERE terminal = ? AND batch = ?",
        code,
        stan,
        count,
        verdict,
        terminal,
        batch);
  }

  /** The acquirer has ended the batch without the terminal. */
  void close(String terminal, String batch) throws SQLException {
    ledger.update(
        "INSERT INTO settlement (terminal, batch, state, stan, theirs, ours, answer)"
            + " VALUES (?, ?, 'closed-by-acquirer', '', '', '', '')"
            + " ON CONFLICT DO UPDATE SET state = 'closed-by-acquirer'",
        terminal,
        batch);
  }

  boolean isUploaded(String terminal, String batch, String messageStan) throws SQLException {
    return ledger.number(
            "SELECT count(*) FROM upload WHERE terminal = ? AND batch = ? AND message_stan = ?",
            terminal,
            batch,
            messageStan)
        > 0;
  }

  /** One uploaded transaction; the outcome is what it was found to be. */
  void upload(Request request, String managementCode, String stan, long amount, String outcome)
      throws SQLException {
    ledger.update(
        "INSERT INTO upload (terminal, batch, message_stan, kind, management_code, stan, amount,"
            + " outcome) VALUES (?,?,?,?,?,?,?,?)",
        request.terminal(),
        request.batch(),
        request.stan(),
        request.kind().label(),
        managementCode,
        stan,
        amount,
        outcome);
  }

  long uploads(String terminal, String batch) throws SQLException {
    return ledger.number(
        "SELECT count(*) FROM upload WHERE terminal = ? AND batch = ?", terminal, batch);
  }

  /** How many uploaded transactions are none of the acquirer's. */
  long unknown(String terminal, String batch) throws SQLException {
    return ledger.number(
        "SELECT count(*) FROM upload WHERE terminal = ? AND batch = ?"
            + " AND outcome NOT IN ('matched', 'failed')",
        terminal,
        batch);
  }

  /** The acquirer's own totals of a batch, without what is hidden. */
  BatchTotals totals(String terminal, String batch) throws SQLException {
    List<Booking> counted = new ArrayList<>();
    for (Booking one : books.counted(terminal, batch)) {
      if (!books.isHidden(one)) {
        counted.add(one);
      }
    }
    return BatchTotals.of(counted, tipsReplace);
  }

  /** Every batch as the control API shows it: settled or closed, and then those that are open. */
  List<Map<String, Object>> shown() throws SQLException {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Map<String, Object> row :
        ledger.rows(
            "SELECT terminal, batch, state, stan, theirs, ours, answer, end_code, end_stan,"
                + " end_count, verdict FROM settlement ORDER BY rowid")) {
      shown.add(shown(row));
    }
    for (Map<String, Object> terminal : ledger.terminals()) {
      String id = String.valueOf(terminal.get("terminal"));
      String batch = String.valueOf(terminal.get("batch"));
      if (find(id, batch).isEmpty()) {
        Map<String, Object> open = new LinkedHashMap<>();
        open.put("terminal", id);
        open.put("batch", batch);
        open.put("state", "open");
        open.put("verdict", "open");
        open.put("totalsNow", totals(id, batch).shown());
        shown.add(open);
      }
    }
    return shown;
  }

  private Map<String, Object> shown(Map<String, Object> row) throws SQLException {
    String terminal = String.valueOf(row.get("terminal"));
    String batch = String.valueOf(row.get("batch"));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("terminal", terminal);
    shown.put("batch", batch);
    shown.put("state", row.get("state"));
    shown.put("verdict", row.get("verdict") == null ? "open" : row.get("verdict"));
    shown.put("stan", row.get("stan"));
    shown.put("answer", row.get("answer"));
    for (String key : List.of("theirs", "ours")) {
      BatchTotals.parse(String.valueOf(row.get(key))).ifPresent(one -> shown.put(key, one.shown()));
    }
    shown.put("totalsNow", totals(terminal, batch).shown());
    shown.put(
        "uploaded",
        ledger.rows(
            "SELECT kind, management_code AS code, stan, amount, outcome FROM upload"
                + " WHERE terminal = ? AND batch = ? ORDER BY seq",
            terminal,
            batch));
    List<String> notUploaded = new ArrayList<>();
    for (Booking one : books.counted(terminal, batch)) {
      if (!books.isUploaded(one)) {
        notUploaded.add(one.stan());
      }
    }
    shown.put("notUploaded", notUploaded);
    if (row.get("end_code") != null) {
      Map<String, Object> end = new LinkedHashMap<>();
      end.put("code", row.get("end_code"));
      end.put("stan", row.get("end_stan"));
      end.put("count", row.get("end_count"));
      end.put("uploads", uploads(terminal, batch));
      shown.put("end", end);
    }
    return shown;
  }
}
