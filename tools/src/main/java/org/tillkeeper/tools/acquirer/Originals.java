package org.tillkeeper.tools.acquirer;

import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What may be done with an earlier payment: void, refund, completion, adjustment, tip. A void is
 * for the whole amount and within the batch; refunds never give back more than was paid; a
 * completion may go above its pre-authorisation only as far as configured.
 */
final class Originals {
  private static final Set<RequestKind> SALES =
      EnumSet.of(RequestKind.SALE, RequestKind.OFFLINE_SALE, RequestKind.OFFLINE_CHIP_SALE);
  private static final Set<RequestKind> COMPLETIONS =
      EnumSet.of(RequestKind.COMPLETION, RequestKind.COMPLETION_ADVICE);
  private static final Set<RequestKind> PREAUTHS = EnumSet.of(RequestKind.PREAUTH);

  private final AcquirerSettings settings;
  private final Books books;

  Originals(AcquirerSettings settings, Books books) {
    this.settings = settings;
    this.books = books;
  }

  /**
   * Whether a request is approved.
   *
   * @param charge what it does to the cardholder's debt
   * @param original number of the booking it is about; 0 for none
   * @param voucher of the QR payment it is about; empty for another
   */
  record Ruling(String code, String note, long charge, long original, String voucher) {
    static Ruling approved(long charge, long original, String note) {
      return new Ruling(Codes.APPROVED, note, charge, original, "");
    }

    static Ruling about(Booking original, long charge, String note) {
      return new Ruling(Codes.APPROVED, note, charge, original.seq(), original.voucher());
    }

    static Ruling refused(String code, String note) {
      return new Ruling(code, note, 0, 0, "");
    }

    Ruling noted(String other) {
      return new Ruling(code, other, charge, original, voucher);
    }
  }

  /** The booking a request is about, by whatever it says of it. */
  Optional<Booking> find(Request request, String batch) throws SQLException {
    Request.Original named = request.original();
    if (!named.stan().isEmpty()) {
      if (request.batch().isEmpty()) {
        return books.newest(request.terminal(), named.stan());
      }
      return books.find(
          request.terminal(), named.batch().isEmpty() ? batch : named.batch(), named.stan());
    }
    if (!named.voucher().isEmpty()) {
      return books.withVoucher(named.voucher());
    }
    if (!named.rrn().isEmpty()) {
      return books.withRrn(named.rrn());
    }
    return Optional.empty();
  }

  /** Decides about a request that is about an earlier payment. */
  Ruling ruling(Request request, Booking asked) throws SQLException {
    Optional<Booking> found = find(request, asked.batch());
    if (request.kind() == RequestKind.REFUND && found.isEmpty() && isUnlinked(request)) {
      return settings.unlinkedRefunds
          ? Ruling.approved(-asked.amount(), 0, "refunded without an original")
          : Ruling.refused(Codes.NO_ORIGINAL, "refunds without an original are not configured");
    }
    if (found.isEmpty() && onPreauth(request.kind())) {
      found = books.preauth(request.original().authCode(), asked.cardholder());
    }
    if (found.isEmpty()) {
      return Ruling.refused(Codes.NO_ORIGINAL, "no such original");
    }
    Booking original = found.get();
    Optional<Ruling> mismatch = mismatch(request, asked, original);
    if (mismatch.isPresent()) {
      return mismatch.get();
    }
    return switch (request.kind()) {
      // Without batches nothing in a message tells a completion's void from a sale's.
      case VOID ->
          wholeVoid(
              asked,
              original,
              request.batch().isEmpty() && COMPLETIONS.contains(original.type())
                  ? COMPLETIONS
                  : SALES);
      case COMPLETION_VOID -> wholeVoid(asked, original, COMPLETIONS);
      case PREAUTH_VOID -> preauthVoid(asked, original);
      case COMPLETION, COMPLETION_ADVICE -> completion(asked, original);
      case REFUND -> refund(asked, original);
      case ADJUSTMENT -> change(asked, original, "adjusted");
      case TIP -> tip(request, asked, original);
      default -> Ruling.refused(Codes.INVALID_TRANSACTION, "nothing to be done with an original");
    };
  }

  private static boolean onPreauth(RequestKind kind) {
    return kind == RequestKind.COMPLETION
        || kind == RequestKind.COMPLETION_ADVICE
        || kind == RequestKind.PREAUTH_VOID;
  }

  private static boolean isUnlinked(Request request) {
    Request.Original named = request.original();
    return named.stan().isEmpty() && named.rrn().isEmpty() && named.voucher().isEmpty();
  }

  /** Everything the request says of its original has to be so. */
  private Optional<Ruling> mismatch(Request request, Booking asked, Booking original)
      throws SQLException {
    Request.Original named = request.original();
    if (!original.terminal().equals(asked.terminal()) && !onPreauth(request.kind())) {
      return Optional.of(Ruling.refused(Codes.NO_ORIGINAL, "the original is another terminal's"));
    }
    if (!named.rrn().isEmpty() && !named.rrn().equals(original.rrn())) {
      return Optional.of(Ruling.refused(Codes.NO_ORIGINAL, "the original has another RRN"));
    }
    if (!named.authCode().isEmpty() && !named.authCode().equals(original.authCode())) {
      return Optional.of(
          Ruling.refused(Codes.NO_ORIGINAL, "the original has another authorisation code"));
    }
    if (!named.date().isEmpty() && !original.date().endsWith(named.date())) {
      return Optional.of(Ruling.refused(Codes.NO_ORIGINAL, "the original is of another date"));
    }
    if (!named.voucher().isEmpty() && !named.voucher().equals(original.voucher())) {
      return Optional.of(Ruling.refused(Codes.NO_ORIGINAL, "the original has another voucher"));
    }
    if (!request.cardNumber().isEmpty() && !asked.cardholder().equals(original.cardholder())) {
      return Optional.of(Ruling.refused(Codes.INVALID_CARD, "the original is another card's"));
    }
    if (!original.isBooked()) {
      return Optional.of(
          Ruling.refused(
              original.state().equals(Booking.DECLINED)
                  ? Codes.NO_ORIGINAL
                  : Codes.INVALID_TRANSACTION,
              "the original was " + original.state()));
    }
    if (books.isVoided(original)) {
      return Optional.of(Ruling.refused(Codes.INVALID_TRANSACTION, "the original was voided"));
    }
    return Optional.empty();
  }

  private Ruling wholeVoid(Booking asked, Booking original, Set<RequestKind> kinds)
      throws SQLException {
    if (!kinds.contains(original.type())) {
      return notThis(asked, original);
    }
    if (!original.batch().equals(asked.batch())) {
      return Ruling.refused(
          Codes.INVALID_TRANSACTION, "the original's batch has ended, refund it instead");
    }
    if (books.refunded(original) > 0) {
      return Ruling.refused(Codes.INVALID_TRANSACTION, "the original was refunded");
    }
    if (books.currentAmount(original) != asked.amount()) {
      return Ruling.refused(Codes.OTHER_AMOUNT, "a void is for the whole amount");
    }
    return Ruling.about(original, -asked.amount(), "voided");
  }

  private Ruling preauthVoid(Booking asked, Booking original) throws SQLException {
    if (!PREAUTHS.contains(original.type())) {
      return notThis(asked, original);
    }
    if (books.isCompleted(original)) {
      return Ruling.refused(Codes.INVALID_TRANSACTION, "the original was completed");
    }
    if (original.amount() != asked.amount()) {
      return Ruling.refused(Codes.OTHER_AMOUNT, "a void is for the whole amount");
    }
    return Ruling.about(original, 0, "pre-authorisation voided");
  }

  private Ruling completion(Booking asked, Booking original) throws SQLException {
    if (!PREAUTHS.contains(original.type())) {
      return notThis(asked, original);
    }
    if (books.isCompleted(original)) {
      return Ruling.refused(Codes.INVALID_TRANSACTION, "the original was completed");
    }
    if (asked.amount() * 100 > original.amount() * settings.completionPercent) {
      return Ruling.refused(
          Codes.OVER_LIMIT,
          "more than " + settings.completionPercent + " % of the pre-authorised amount");
    }
    return Ruling.about(original, asked.amount(), "completed");
  }

  private Ruling refund(Booking asked, Booking original) throws SQLException {
    if (!SALES.contains(original.type()) && !COMPLETIONS.contains(original.type())) {
      return notThis(asked, original);
    }
    if (books.refunded(original) + asked.amount() > books.currentAmount(original)) {
      return Ruling.refused(Codes.OTHER_AMOUNT, "refunds would be more than was paid");
    }
    return Ruling.about(original, -asked.amount(), "refunded");
  }

  /** Field 48 is this tip or all tips; the amount is the new total. */
  private Ruling tip(Request request, Booking asked, Booking original) throws SQLException {
    String field = request.field(48).isEmpty() ? genericTip(request) : request.field(48);
    if (!field.matches("[0-9]{12}")) {
      return Ruling.refused(Codes.FORMAT_ERROR, "the tip is not 12 digits");
    }
    long before = asked.amount() - Long.parseLong(field);
    if (before != original.amount() && before != books.currentAmount(original)) {
      return Ruling.refused(
          Codes.OTHER_AMOUNT, "the amount is not the original's and the tip together");
    }
    return change(asked, original, "tipped");
  }

  /** The last 12 digits of an additional amount, field 54. */
  private static String genericTip(Request request) {
    String field = request.field(54);
    return field.length() < 20 ? "" : field.substring(8, 20);
  }

  /** The original gets another amount; a later change replaces an earlier one. */
  private Ruling change(Booking asked, Booking original, String note) throws SQLException {
    if (!SALES.contains(original.type())) {
      return notThis(asked, original);
    }
    if (!original.batch().equals(asked.batch())) {
      return Ruling.refused(Codes.INVALID_TRANSACTION, "the original's batch has ended");
    }
    if (books.refunded(original) > asked.amount()) {
      return Ruling.refused(Codes.OTHER_AMOUNT, "more was refunded already");
    }
    return Ruling.about(original, asked.amount() - books.currentAmount(original), note);
  }

  private static Ruling notThis(Booking asked, Booking original) {
    return Ruling.refused(
        Codes.INVALID_TRANSACTION,
        "a " + original.type().label() + " cannot have a " + asked.type().label());
  }
}
