package org.tillkeeper.tools.acquirer;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Settles a terminal's batch: compares its totals with the books', takes what it uploads, and ends
 * the batch. What was hidden from the totals and is uploaded appears again; what was never approved
 * here does not become true by being uploaded, it is kept as unknown. Every message may come again:
 * the same STAN gets the same answer.
 */
final class Settlements {
  private static final int ROW_DIGITS = 40;
  private static final int MOST_ROWS = 8;
  private static final int HALF_OF_TOTALS = 31;
  private static final char BALANCED = '1';
  private static final char UNBALANCED = '2';
  private static final char ERROR = '3';

  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final Books books;
  private final Batches batches;
  private final Instructions instructions;

  Settlements(
      AcquirerSettings settings,
      AcquirerLedger ledger,
      Books books,
      Batches batches,
      Instructions instructions) {
    this.settings = settings;
    this.ledger = ledger;
    this.books = books;
    this.batches = batches;
    this.instructions = instructions;
  }

  Decision decide(Request request) throws SQLException {
    if (!request.hasStan()) {
      return Decision.of(Codes.FORMAT_ERROR, "the STAN is missing");
    }
    if (request.batch().isEmpty()) {
      return reconciliation(request);
    }
    Optional<Batches.Settlement> settlement = batches.find(request.terminal(), request.batch());
    if (request.kind() == RequestKind.SETTLEMENT) {
      return totals(request, settlement);
    }
    if (settlement.isEmpty() || settlement.get().state().equals(Batches.CLOSED)) {
      return Decision.of(Codes.INVALID_TRANSACTION, "no settlement of this batch is under way");
    }
    if (request.kind() == RequestKind.BATCH_END) {
      return end(request, settlement.get());
    }
    if (batches.isUploaded(request.terminal(), request.batch(), request.stan())) {
      return Decision.of(Codes.APPROVED, "was uploaded before");
    }
    if (settlement.get().state().equals(Batches.ENDED)) {
      return Decision.of(Codes.OTHER_BATCH, "the batch has ended");
    }
    return switch (request.kind()) {
      case BATCH_ROWS -> rows(request);
      case BATCH_ADVICE -> advice(request);
      default -> chip(request);
    };
  }

  private Decision totals(Request request, Optional<Batches.Settlement> before)
      throws SQLException {
    if (before.isPresent() && before.get().stan().equals(request.stan())) {
      return answered(before.get().answer(), "the first answer again");
    }
    if (!request.batch().equals(ledger.terminal(request.terminal()).batch())) {
      return Decision.of(Codes.OTHER_BATCH, "not the current batch");
    }
    Optional<BatchTotals> theirs = BatchTotals.parse(request.field(48));
    if (theirs.isEmpty()) {
      return Decision.of(Codes.FORMAT_ERROR, "field 48 is not 62 digits");
    }
    BatchTotals ours = batches.totals(request.terminal(), request.batch());
    char domestic = ours.domestic().equals(theirs.get().domestic()) ? BALANCED : UNBALANCED;
    char foreign = ours.foreign().equals(theirs.get().foreign()) ? BALANCED : UNBALANCED;
    Optional<Instructions.Settlement> told = instructions.nextSettlement();
    if (told.isPresent() && told.get() != Instructions.Settlement.MALFORMED) {
      domestic =
          switch (told.get()) {
            case BALANCED -> BALANCED;
            case UNBALANCED -> UNBALANCED;
            default -> ERROR;
          };
      foreign = domestic;
    }
    String answer = ours.format(domestic, foreign);
    batches.totals(
        request.terminal(),
        request.batch(),
        new Batches.Settlement(
            Batches.SETTLING,
            request.stan(),
            request.field(48),
            ours.format('0', '0'),
            answer,
            ""));
    // Only this once: asked again, it makes sense.
    return told.equals(Optional.of(Instructions.Settlement.MALFORMED))
        ? answered(answer.substring(0, HALF_OF_TOTALS), "malformed as told")
        : answered(answer, told.isPresent() ? "as told" : "compared");
  }

  /**
   * Generic reconciliation: totals in fields 74, 76, 86 and 88, verdict in 66 or as action code.
   * There is no upload, so the batch ends with it.
   */
  private Decision reconciliation(Request request) throws SQLException {
    String terminal = request.terminal();
    Optional<Batches.Settlement> before = batches.withStan(terminal, request.stan());
    if (before.isPresent()) {
      return reconciled(before.get().answer().equals("1"), "the first answer again");
    }
    BatchTotals.Side theirs;
    try {
      theirs =
          new BatchTotals.Side(
              Long.parseLong(request.field(88)),
              Integer.parseInt(request.field(76)),
              Long.parseLong(request.field(86)),
              Integer.parseInt(request.field(74)));
    } catch (NumberFormatException e) {
      return Decision.of(Codes.FORMAT_ERROR, "totals are missing");
    }
    String batch = ledger.terminal(terminal).batch();
    BatchTotals ours = batches.totals(terminal, batch);
    Optional<Instructions.Settlement> told = instructions.nextSettlement();
    boolean same = ours.both().equals(theirs);
    boolean balanced = told.map(one -> one == Instructions.Settlement.BALANCED).orElse(same);
    BatchTotals.Side none = new BatchTotals.Side(0, 0, 0, 0);
    batches.totals(
        terminal,
        batch,
        new Batches.Settlement(
            Batches.SETTLING,
            request.stan(),
            new BatchTotals(theirs, none).format('0', '0'),
            ours.format('0', '0'),
            balanced ? "1" : "2",
            ""));
    batches.end(terminal, batch, "", request.stan(), 0, same ? "equal" : "unequal");
    ledger.batch(terminal, after(batch));
    return reconciled(balanced, told.isPresent() ? "as told" : "compared");
  }

  private Decision reconciled(boolean balanced, String note) {
    return Decision.with(Codes.APPROVED, note, settings.protocol.reconciled(balanced));
  }

  private Decision answered(String totals, String note) {
    String code = settings.settlementResponseCode ? Codes.APPROVED : "";
    return Decision.with(code, note, Map.of(48, totals));
  }

  private Decision rows(Request request) throws SQLException {
    String field = request.field(48);
    int count = field.matches("[0-9]{2,}") ? Integer.parseInt(field.substring(0, 2)) : 0;
    if (count < 1 || count > MOST_ROWS || field.length() != 2 + count * ROW_DIGITS) {
      return Decision.of(Codes.FORMAT_ERROR, "field 48 is not 1 to 8 rows of 40 digits");
    }
    for (int at = 2; at < field.length(); at += ROW_DIGITS) {
      String stan = field.substring(at + 2, at + 8);
      String pan = field.substring(at + 8, at + 28).replaceFirst("^0+", "");
      long amount = Long.parseLong(field.substring(at + 28, at + 40));
      Optional<Booking> found = books.find(request.terminal(), request.batch(), stan);
      String outcome = outcome(found, amount);
      if (outcome.equals(Batches.MATCHED)
          && !pan.isEmpty()
          && !found.orElseThrow().entry().equals("qr")
          && !ledger.cardholder(pan).equals(found.orElseThrow().cardholder())) {
        outcome = "another card";
      }
      take(request, found, stan, amount, outcome);
    }
    return Decision.of(Codes.APPROVED, count + " rows");
  }

  private Decision advice(Request request) throws SQLException {
    if (request.amount().isEmpty()) {
      return Decision.of(Codes.FORMAT_ERROR, "the amount is missing");
    }
    RequestKind kind = UnionPayProtocol.replayed(request.message());
    long amount = request.amount().orElseThrow();
    Optional<Booking> found = replayed(request, kind, amount);
    String stan = found.map(Booking::stan).orElse(request.stan());
    String outcome = outcome(found, amount);
    take(request, found, stan, amount, outcome);
    if (kind == RequestKind.TIP && settings.tipsReplace && outcome.equals(Batches.MATCHED)) {
      standsForItsSale(found.orElseThrow());
    }
    return Decision.of(Codes.APPROVED, "advice");
  }

  /** A tip that counts with its sale goes up for the sale and for the tips before it. */
  private void standsForItsSale(Booking tip) throws SQLException {
    for (Booking one : books.counted(tip.terminal(), tip.batch())) {
      boolean before = one.type() == RequestKind.TIP && one.original() == tip.original();
      if (before || one.seq() == tip.original()) {
        books.uploaded(one);
      }
    }
  }

  /** By its own STAN, or by what it says of its original, whichever the terminal gave. */
  private Optional<Booking> replayed(Request request, RequestKind kind, long amount)
      throws SQLException {
    Request.Original named = request.original();
    for (Booking one : books.counted(request.terminal(), request.batch())) {
      if (one.type() != kind || one.amount() != amount || books.isUploaded(one)) {
        continue;
      }
      Optional<Booking> about = one.original() == 0 ? Optional.empty() : books.find(one.original());
      boolean sameStan =
          one.stan().equals(request.stan())
              || one.stan().equals(named.stan())
              || about.map(Booking::stan).equals(Optional.of(named.stan()));
      boolean sameRrn =
          one.rrn().equals(named.rrn()) || about.map(Booking::rrn).equals(Optional.of(named.rrn()));
      if (sameStan || sameRrn) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private Decision chip(Request request) throws SQLException {
    if (request.amount().isEmpty()) {
      return Decision.of(Codes.FORMAT_ERROR, "the amount is missing");
    }
    long amount = request.amount().orElseThrow();
    String code = UnionPayProtocol.managementCode(request.message());
    if (code.equals("204") || code.equals("206")) {
      take(request, Optional.empty(), request.stan(), amount, Batches.FAILED);
      return Decision.of(Codes.APPROVED, "failed chip transaction");
    }
    Optional<Booking> found = certified(request, amount);
    String stan = found.map(Booking::stan).orElse(request.stan());
    take(request, found, stan, amount, outcome(found, amount));
    return Decision.of(Codes.APPROVED, "transaction certificate");
  }

  /** By its own STAN, or by the card and its transaction counter. */
  private Optional<Booking> certified(Request request, long amount) throws SQLException {
    Optional<Booking> own = books.find(request.terminal(), request.batch(), request.stan());
    if (own.isPresent()) {
      return own;
    }
    String counter = request.counter();
    for (Booking one : books.counted(request.terminal(), request.batch())) {
      if (!counter.isEmpty()
          && one.counter().equals(counter)
          && one.amount() == amount
          && !books.isUploaded(one)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private String outcome(Optional<Booking> found, long amount) throws SQLException {
    if (found.isEmpty()) {
      return "not in the books";
    }
    Booking one = found.get();
    if (!one.isBooked()) {
      return "was " + one.state();
    }
    return one.amount() == amount || books.currentAmount(one) == amount
        ? Batches.MATCHED
        : "another amount";
  }

  private void take(
      Request request, Optional<Booking> found, String stan, long amount, String outcome)
      throws SQLException {
    String code = UnionPayProtocol.managementCode(request.message());
    batches.upload(request, code, stan, amount, outcome);
    if (outcome.equals(Batches.MATCHED)) {
      books.uploaded(found.orElseThrow());
    }
  }

  private Decision end(Request request, Batches.Settlement settlement) throws SQLException {
    if (settlement.state().equals(Batches.ENDED)) {
      return settlement.endStan().equals(request.stan())
          ? Decision.of(Codes.APPROVED, "the first answer again")
          : Decision.of(Codes.OTHER_BATCH, "the batch has ended");
    }
    String count = request.field(48);
    if (!count.matches("[0-9]{4}")) {
      return Decision.of(Codes.FORMAT_ERROR, "field 48 is not a number of 4 digits");
    }
    String terminal = request.terminal();
    String batch = request.batch();
    String code = UnionPayProtocol.managementCode(request.message());
    long counted = Long.parseLong(count);
    batches.end(
        terminal, batch, code, request.stan(), counted, verdict(request, settlement, counted));
    ledger.batch(terminal, after(batch));
    return Decision.of(Codes.APPROVED, "the batch has ended");
  }

  /**
   * Whether both now have the same: the totals, nothing uploaded that is not in the books, and
   * after an unbalanced answer as many uploads as the terminal says.
   */
  private String verdict(Request request, Batches.Settlement settlement, long count)
      throws SQLException {
    String terminal = request.terminal();
    String batch = request.batch();
    boolean sameTotals =
        BatchTotals.parse(settlement.theirs()).equals(Optional.of(batches.totals(terminal, batch)));
    boolean nothingUnknown = batches.unknown(terminal, batch) == 0;
    boolean balanced =
        settlement.answer().charAt(HALF_OF_TOTALS - 1) == BALANCED
            && settlement.answer().charAt(2 * HALF_OF_TOTALS - 1) == BALANCED;
    boolean sameCount = balanced || batches.uploads(terminal, batch) == count;
    return sameTotals && nothingUnknown && sameCount ? "equal" : "unequal";
  }

  /** The batch after this one: 000001 to 999998, as a terminal takes them. */
  static String after(String batch) {
    int next = Integer.parseInt(batch) + 1;
    return String.format("%06d", next > 999_998 ? 1 : next);
  }
}
