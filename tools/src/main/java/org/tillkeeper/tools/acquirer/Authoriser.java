package org.tillkeeper.tools.acquirer;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Decides about what moves or holds a cardholder's money, and books it: repeats are recognised
 * first, then batch, currency and amount are looked at, then what the kind wants ({@link
 * Originals}).
 */
final class Authoriser {
  private static final String CURRENCY = "156";

  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final Books books;
  private final Originals originals;
  private final Random random;

  Authoriser(AcquirerSettings settings, AcquirerLedger ledger, Books books, Random random) {
    this.settings = settings;
    this.ledger = ledger;
    this.books = books;
    this.random = random;
    originals = new Originals(settings, books);
  }

  /**
   * Decides and books.
   *
   * @param rrn of this request, should it be approved
   * @param refuseWith the response code to refuse with although nothing is wrong
   */
  Decision decide(Request request, HostTime time, String rrn, Optional<String> refuseWith)
      throws SQLException {
    String current = ledger.terminal(request.terminal()).batch();
    String batch = request.batch().isEmpty() ? current : request.batch();
    if (!request.hasStan() || request.amount().isEmpty()) {
      return Decision.of(Codes.FORMAT_ERROR, "amount or STAN is missing");
    }
    Booking asked = asked(request, batch, time, rrn);
    Optional<Booking> before =
        request.isFlaggedRepeat()
            ? books.newest(asked.terminal(), asked.stan())
            : books.find(asked.terminal(), batch, asked.stan());
    if (before.isPresent()) {
      return again(request, asked, before.get());
    }
    if (!batch.equals(current)) {
      return Decision.of(Codes.OTHER_BATCH, "not the current batch");
    }
    Originals.Ruling ruling = ruling(request, asked, refuseWith);
    Booking done =
        ruling.code().equals(Codes.APPROVED)
            ? asked.approved(ruling.charge(), ruling.original(), voucher(asked, ruling))
            : asked.declined(ruling.code());
    books.add(done);
    return Decision.about(done, ruling.note());
  }

  private Decision again(Request request, Booking asked, Booking before) throws SQLException {
    books.countRepeat(before);
    if (!before.sameAs(asked)) {
      return Decision.of(Codes.DUPLICATE, "the STAN belongs to another payment");
    }
    boolean firstAnswer =
        request.isFlaggedRepeat()
            || (request.kind().isRepeatable()
                ? settings.duplicateAdvicesApproved
                : settings.repeatsGetFirstAnswer);
    if (firstAnswer && !before.state().equals(Booking.REVERSED)) {
      return Decision.about(before, "the first answer again");
    }
    return Decision.of(Codes.DUPLICATE, "a repeat");
  }

  private Originals.Ruling ruling(Request request, Booking asked, Optional<String> refuseWith)
      throws SQLException {
    if (refuseWith.isPresent()) {
      return Originals.Ruling.refused(refuseWith.get(), "refused by a fault");
    }
    if (asked.amount() == 0) {
      return Originals.Ruling.refused(Codes.INVALID_AMOUNT, "the amount is zero");
    }
    if (!asked.currency().equals(CURRENCY)) {
      return Originals.Ruling.refused(
          Codes.INVALID_TRANSACTION, "another currency than " + CURRENCY);
    }
    boolean early = books.wasReversedEarly(asked.terminal(), asked.batch(), asked.stan());
    if (early && settings.refuseReversedOriginals) {
      return Originals.Ruling.refused(Codes.INVALID_TRANSACTION, "its reversal came before it");
    }
    Originals.Ruling ruling =
        switch (request.kind()) {
          case SALE, PREAUTH, OFFLINE_SALE, OFFLINE_CHIP_SALE -> fresh(asked);
          default -> originals.ruling(request, asked);
        };
    return early && ruling.code().equals(Codes.APPROVED)
        ? ruling.noted("booked although its reversal came before it")
        : ruling;
  }

  /** What is about nothing before it needs a card that has not paid yet. */
  private Originals.Ruling fresh(Booking asked) throws SQLException {
    if (asked.cardholder().isEmpty()) {
      return Originals.Ruling.refused(Codes.FORMAT_ERROR, "the card is missing");
    }
    if (asked.entry().equals("qr") && books.qrCodeWasUsed(asked.cardholder())) {
      return Originals.Ruling.refused(Codes.INVALID_CARD, "the QR code was used before");
    }
    return Originals.Ruling.approved(
        asked.type() == RequestKind.PREAUTH ? 0 : asked.amount(), 0, "booked");
  }

  private static String voucher(Booking asked, Originals.Ruling ruling) {
    if (!ruling.voucher().isEmpty()) {
      return ruling.voucher();
    }
    return asked.type() == RequestKind.SALE && asked.entry().equals("qr")
        ? "10000000" + asked.rrn()
        : "";
  }

  private Booking asked(Request request, String batch, HostTime time, String rrn)
      throws SQLException {
    String number = request.cardNumber();
    String masked = Masking.number(number);
    String cardholder = ledger.cardholder(number);
    boolean foreign = settings.isForeign(number);
    // A void or refund of a QR payment names the payer by its voucher alone.
    if (number.isEmpty()) {
      Optional<Booking> original = originals.find(request, batch);
      masked = original.map(Booking::maskedPan).orElse("");
      cardholder = original.map(Booking::cardholder).orElse("");
      foreign = original.map(Booking::foreign).orElse(false);
    }
    return new Booking(
        0,
        request.terminal(),
        batch,
        request.stan(),
        request.kind(),
        Booking.BOOKED,
        request.amount().orElseThrow(),
        0,
        request.field(49),
        request.entry(),
        masked,
        cardholder,
        rrn,
        authCode(request),
        Codes.APPROVED,
        time.rfc3339(),
        time.date(),
        0,
        "",
        request.counter(),
        foreign);
  }

  /** An offline sale that was authorised by phone or by the chip brings its own. */
  private String authCode(Request request) {
    String own = request.original().authCode();
    boolean brings =
        List.of(RequestKind.OFFLINE_SALE, RequestKind.OFFLINE_CHIP_SALE).contains(request.kind());
    return brings && own.matches("[0-9A-Za-z]{6}")
        ? own
        : String.format("%06d", random.nextInt(1_000_000));
  }
}
