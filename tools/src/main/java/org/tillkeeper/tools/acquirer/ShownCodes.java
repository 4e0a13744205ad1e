package org.tillkeeper.tools.acquirer;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Codes that terminals show and customers scan, in the messages of {@code shown-codes.yaml}: 0200
 * with 60.1 27 asks for one, 0600 with 57 asks whether it was paid, and 58 closes it. A code
 * becomes a booking when it is paid and not before. A customer pays by the control API, or by
 * himself after a while. Belongs to whoever holds the ledger's monitor.
 */
final class ShownCodes {
  static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS shown_code (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, batch TEXT NOT NULL,
      stan TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, code TEXT NOT NULL,
      at TEXT NOT NULL, expires_at TEXT NOT NULL, state TEXT NOT NULL,
      UNIQUE (terminal, batch, stan)) STRICT
    """
  };

  private static final String OPEN = "open";
  private static final String PAID = "paid";
  private static final String CLOSED = "closed";
  private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int LETTERS = 16;

  /**
   * What customers do.
   *
   * @param holds how long a code can be paid
   * @param paidAfter how long a customer takes; empty for never
   */
  record Customers(Duration holds, Optional<Duration> paidAfter) {}

  private record Code(
      String terminal,
      String batch,
      String stan,
      long amount,
      String currency,
      String text,
      Instant at,
      Instant expiresAt,
      String state) {}

  private final AcquirerLedger ledger;
  private final Books books;
  private final Customers customers;
  private final Random random;

  ShownCodes(AcquirerLedger ledger, Books books, Customers customers, Random random) {
    this.ledger = ledger;
    this.books = books;
    this.customers = customers;
    this.random = random;
  }

  Decision decide(Request request, HostTime now) throws SQLException {
    payWhatIsDue(now);
    return switch (request.kind()) {
      case CODE -> made(request, now);
      case CODE_INQUIRY -> asked(request);
      default -> closed(request);
    };
  }

  private Decision made(Request request, HostTime now) throws SQLException {
    if (request.amount().orElse(0L) <= 0 || !request.hasStan()) {
      return Decision.of(Codes.INVALID_AMOUNT, "a code of no amount");
    }
    if (!request.batch().equals(ledger.terminal(request.terminal()).batch())) {
      return Decision.of(Codes.OTHER_BATCH, "not the current batch");
    }
    boolean used =
        find(request.terminal(), request.batch(), request.stan()).isPresent()
            || books.find(request.terminal(), request.batch(), request.stan()).isPresent();
    if (used) {
      return Decision.of(Codes.DUPLICATE, "the STAN was used before");
    }
    StringBuilder text = new StringBuilder("https://pay.example/");
    for (int i = 0; i < LETTERS; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    Duration holds = customers.holds();
    ledger.update(
        "INSERT INTO shown_code (terminal, batch, stan, amount, currency, code, at, expires_at, state)"
            + " VALUES (?,?,?,?,?,?,?,?,?)",
        request.terminal(),
        request.batch(),
        request.stan(),
        request.amount().getAsLong(),
        request.field(49),
        text.toString(),
        now.instant().toString(),
        now.instant().plus(holds).toString(),
        OPEN);
    String fields = tagged("A7", text.toString()) + tagged("A6", String.valueOf(holds.toSeconds()));
    return Decision.with(Codes.APPROVED, "a code was made", Map.of(59, fields));
  }

  private static String tagged(String tag, String value) {
    return tag + String.format("%03d", value.length()) + value;
  }

  private Decision asked(Request request) throws SQLException {
    Optional<Code> code = original(request);
    if (code.isEmpty()) {
      return Decision.of(Codes.NO_ORIGINAL, "no such code");
    }
    return switch (code.get().state()) {
      case OPEN -> Decision.of(Codes.CODE_NOT_PAID, "nobody has paid yet");
      case PAID -> paid(code.get(), Codes.APPROVED);
      default -> Decision.of(Codes.CODE_CLOSED, "closed, not paid");
    };
  }

  private Decision closed(Request request) throws SQLException {
    Optional<Code> code = original(request);
    if (code.isEmpty()) {
      return Decision.of(Codes.NO_ORIGINAL, "no such code");
    }
    if (code.get().state().equals(PAID)) {
      return paid(code.get(), Codes.CODE_PAID);
    }
    become(code.get(), CLOSED);
    return Decision.of(Codes.APPROVED, "closed, not paid");
  }

  private Decision paid(Code code, String answer) throws SQLException {
    Booking booking = books.find(code.terminal(), code.batch(), code.stan()).orElseThrow();
    return new Decision(answer, "paid", Optional.of(booking), Map.of());
  }

  private Optional<Code> original(Request request) throws SQLException {
    return find(request.terminal(), request.original().batch(), request.original().stan());
  }

  private Optional<Code> find(String terminal, String batch, String stan) throws SQLException {
    return all("WHERE terminal = ? AND batch = ? AND stan = ?", terminal, batch, stan).stream()
        .findFirst();
  }

  private List<Code> all(String where, Object... values) throws SQLException {
    List<Code> codes = new ArrayList<>();
    for (Map<String, Object> row :
        ledger.rows("SELECT * FROM shown_code " + where + " ORDER BY seq DESC", values)) {
      codes.add(
          new Code(
              row.get("terminal").toString(),
              row.get("batch").toString(),
              row.get("stan").toString(),
              ((Number) row.get("amount")).longValue(),
              row.get("currency").toString(),
              row.get("code").toString(),
              Instant.parse(row.get("at").toString()),
              Instant.parse(row.get("expires_at").toString()),
              row.get("state").toString()));
    }
    return codes;
  }

  private void become(Code code, String state) throws SQLException {
    ledger.update(
        "UPDATE shown_code SET state = ? WHERE terminal = ? AND batch = ? AND stan = ?",
        state,
        code.terminal(),
        code.batch(),
        code.stan());
  }

  /** Customers who take their time have paid by now; a code that is over was closed before. */
  void payWhatIsDue(HostTime now) throws SQLException {
    for (Code code : all("WHERE state = ?", OPEN)) {
      Optional<Instant> paidAt = customers.paidAfter().map(code.at()::plus);
      if (paidAt.isPresent()
          && !paidAt.get().isAfter(now.instant())
          && paidAt.get().isBefore(code.expiresAt())) {
        pay(code, now);
      } else if (!code.expiresAt().isAfter(now.instant())) {
        become(code, CLOSED);
      }
    }
  }

  /**
   * A customer scans a code and pays it, or closes it on the telephone.
   *
   * @param stan of the code's request; empty for the newest that is open
   * @return how it stands then; empty where there is no such open code
   */
  Optional<Map<String, Object>> customer(String stan, boolean pays, HostTime now)
      throws SQLException {
    payWhatIsDue(now);
    for (Code code : all("WHERE state = ?", OPEN)) {
      if (stan.isEmpty() || code.stan().equals(stan)) {
        if (pays) {
          pay(code, now);
        } else {
          become(code, CLOSED);
        }
        return Optional.of(shown(find(code.terminal(), code.batch(), code.stan()).get()));
      }
    }
    return Optional.empty();
  }

  private void pay(Code code, HostTime now) throws SQLException {
    become(code, PAID);
    String rrn = "9" + String.format("%011d", Math.abs(random.nextLong() % 100_000_000_000L));
    books.add(
        new Booking(
            0,
            code.terminal(),
            code.batch(),
            code.stan(),
            RequestKind.SALE,
            Booking.BOOKED,
            code.amount(),
            code.amount(),
            code.currency(),
            "qr",
            "*",
            ledger.cardholder(code.text()),
            rrn,
            String.format("%06d", random.nextInt(1_000_000)),
            Codes.APPROVED,
            now.rfc3339(),
            now.date(),
            0,
            "10000000" + rrn,
            "",
            false));
  }

  /** All codes, newest first. */
  List<Map<String, Object>> shown() throws SQLException {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Code code : all("")) {
      shown.add(shown(code));
    }
    return shown;
  }

  private static Map<String, Object> shown(Code code) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("terminal", code.terminal());
    shown.put("batch", code.batch());
    shown.put("stan", code.stan());
    shown.put("amount", code.amount());
    shown.put("code", code.text());
    shown.put("expiresAt", code.expiresAt().toString());
    shown.put("state", code.state());
    return shown;
  }
}
