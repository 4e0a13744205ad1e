package org.tillkeeper.tools.acquirer;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.WorkingKeys;

/**
 * What the acquirer answers, and what it books.
 *
 * <p>Checked in this order: terminal (97), merchant (03), signed in (97), MAC (A0), then what the
 * kind of request wants. Request, booking and answer are one commit, before the answer leaves. Safe
 * for any thread; one request at a time.
 */
final class Host {
  private static final String APPROVED = "00";
  private static final String INVALID_MERCHANT = "03";
  private static final String INVALID_TRANSACTION = "12";
  private static final String INVALID_AMOUNT = "13";
  private static final String INVALID_CARD = "14";
  private static final String NO_ORIGINAL = "25";
  private static final String FORMAT_ERROR = "30";
  private static final String OTHER_AMOUNT = "64";
  private static final String OTHER_BATCH = "77";
  private static final String DUPLICATE = "94";
  private static final String NOT_REGISTERED = "97";
  private static final String WRONG_MAC = "A0";

  private static final String CURRENCY = "156";
  private static final String INSTITUTION = "48021000";
  private static final String ISSUER_AND_ACQUIRER = "01020000   48021000   ";
  private static final int MAC_CHARACTERS = 8;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMdd");

  private final AcquirerSettings settings;
  private final AcquirerLedger ledger;
  private final Clock clock;
  private final Random random;
  private final ISOPackager packager;
  private final Map<String, AcquirerSettings.Registered> terminals = new HashMap<>();
  private final Map<String, byte[]> maks = new HashMap<>();

  Host(AcquirerSettings settings, AcquirerLedger ledger, Clock clock)
      throws SQLException, KeyCheckFailed {
    this.settings = settings;
    this.ledger = ledger;
    this.clock = clock;
    random = settings.seed.isPresent() ? new Random(settings.seed.getAsLong()) : new SecureRandom();
    packager = settings.dialect.isoPackager();
    synchronized (ledger) {
      for (AcquirerSettings.Registered terminal : settings.terminals) {
        terminals.put(terminal.id, terminal);
        ledger.register(terminal.id, terminal.firstBatch);
        Optional<byte[]> block = ledger.terminal(terminal.id).keyBlock();
        if (block.isPresent()) {
          maks.put(terminal.id, mak(block.get(), terminal));
        }
      }
      ledger.commit();
    }
  }

  private static byte[] mak(byte[] block, AcquirerSettings.Registered terminal)
      throws KeyCheckFailed {
    byte[] masterKey = terminal.masterKey();
    try (WorkingKeys keys = WorkingKeys.unwrap(block, masterKey)) {
      return keys.mak().clone();
    }
  }

  /** Work on the ledger that is committed when it ends well. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException, ISOException;
  }

  private <T> T committed(Work<T> work) throws SQLException, ISOException {
    synchronized (ledger) {
      boolean done = false;
      try {
        T result = work.run();
        ledger.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          ledger.rollback();
        }
      }
    }
  }

  /** What is decided about a request. */
  private record Decision(String code, String note, Optional<Booking> sale) {
    static Decision of(String code, String note) {
      return new Decision(code, note, Optional.empty());
    }
  }

  /**
   * Decides, books and answers.
   *
   * @param fault what will go wrong with the answer, for the record; may be empty
   * @param refuseWith the response code to refuse with although nothing is wrong
   */
  Answer answer(Request request, String fault, Optional<String> refuseWith)
      throws SQLException, ISOException {
    return committed(
        () -> {
          long seq = ledger.record(entry(request, "request", request.message(), fault, ""));
          String rrn = String.format("%012d", seq);
          Decision decision = decide(request, rrn, refuseWith);
          Answer answer = build(request, decision, rrn);
          ledger.record(entry(request, "answer", answer.message(), fault, decision.note()));
          return answer;
        });
  }

  /** Records a request that a fault kept from being processed. */
  void notProcessed(Request request, String fault) throws SQLException, ISOException {
    committed(
        () -> ledger.record(entry(request, "request", request.message(), fault, "not processed")));
  }

  /** Records bytes that were no message. */
  void garbage(long connection, String what) throws SQLException, ISOException {
    committed(
        () ->
            ledger.record(
                new AcquirerLedger.Entry(
                    now(), connection, "garbage", "", "", "", "", "", "", "", what, "{}")));
  }

  /** From now on the terminal's batch is another one. */
  void batch(String terminal, String batch) throws SQLException, ISOException {
    committed(
        () -> {
          ledger.batch(terminal, batch);
          return null;
        });
  }

  /** The terminal has to sign in again. */
  void forgetKeys(String terminal) throws SQLException, ISOException {
    committed(
        () -> {
          ledger.signedOff(terminal);
          maks.remove(terminal);
          return null;
        });
  }

  private Decision decide(Request request, String rrn, Optional<String> refuseWith)
      throws SQLException {
    AcquirerSettings.Registered terminal = terminals.get(request.field(41));
    if (terminal == null) {
      return Decision.of(NOT_REGISTERED, "unknown terminal");
    }
    if (!terminal.merchant.equals(request.field(42))) {
      return Decision.of(INVALID_MERCHANT, "not this terminal's merchant");
    }
    if (isFinancial(request)) {
      byte[] mak = maks.get(terminal.id);
      if (mak == null) {
        return Decision.of(NOT_REGISTERED, "not signed in");
      }
      if (!hasRightMac(request, mak)) {
        return Decision.of(WRONG_MAC, "wrong or missing MAC");
      }
    }
    return switch (request.kind()) {
      case SIGN_IN -> {
        if (refuseWith.isPresent()) {
          yield Decision.of(refuseWith.get(), "refused by a fault");
        }
        byte[] block = freshKeys(terminal);
        ledger.signedIn(terminal.id, block);
        yield Decision.of(APPROVED, "signed in");
      }
      case SIGN_OFF -> {
        if (refuseWith.isPresent()) {
          yield Decision.of(refuseWith.get(), "refused by a fault");
        }
        ledger.signedOff(terminal.id);
        maks.remove(terminal.id);
        yield Decision.of(APPROVED, "signed off");
      }
      case ECHO -> Decision.of(refuseWith.orElse(APPROVED), "echo");
      case SALE -> sale(request, rrn, refuseWith);
      case REVERSAL ->
          refuseWith.isPresent()
              ? Decision.of(refuseWith.get(), "refused by a fault")
              : reversal(request);
      case OTHER -> Decision.of(INVALID_TRANSACTION, "not supported here");
    };
  }

  private byte[] freshKeys(AcquirerSettings.Registered terminal) {
    byte[] pik = key(16);
    byte[] mak = key(settings.makBytes);
    maks.put(terminal.id, mak);
    return WorkingKeys.wrap(pik, mak, terminal.masterKey());
  }

  /** A DES key with odd parity in every byte. */
  private byte[] key(int bytes) {
    byte[] key = new byte[bytes];
    random.nextBytes(key);
    for (int i = 0; i < bytes; i++) {
      int upper = key[i] & 0xFE;
      key[i] = (byte) (upper | (Integer.bitCount(upper) + 1) % 2);
    }
    return key;
  }

  private Decision sale(Request request, String rrn, Optional<String> refuseWith)
      throws SQLException {
    String terminal = request.field(41);
    if (!request.batch().equals(ledger.terminal(terminal).batch())) {
      return Decision.of(OTHER_BATCH, "not the current batch");
    }
    String number = request.cardNumber();
    if (!request.field(11).matches("[0-9]{6}") || request.field(4).isEmpty() || number.isEmpty()) {
      return Decision.of(FORMAT_ERROR, "amount, STAN or card is missing");
    }
    long amount = Long.parseLong(request.field(4));
    Booking asked =
        new Booking(
            terminal,
            request.batch(),
            request.field(11),
            Booking.BOOKED,
            amount,
            request.field(49),
            request.entry(),
            Request.masked(number),
            ledger.cardholder(number),
            rrn,
            authCode(),
            APPROVED,
            now());
    Optional<Booking> before = ledger.sale(terminal, asked.batch(), asked.stan());
    if (before.isPresent()) {
      ledger.countRepeat(asked);
      boolean stands = !before.get().state().equals(Booking.REVERSED);
      if (settings.repeatsGetFirstAnswer && stands && before.get().sameAs(asked)) {
        return new Decision(before.get().code(), "the first answer again", before);
      }
      return Decision.of(
          DUPLICATE,
          before.get().sameAs(asked) ? "a repeat" : "the STAN belongs to another payment");
    }
    String code = APPROVED;
    String note = "booked";
    if (refuseWith.isPresent()) {
      code = refuseWith.get();
      note = "refused by a fault";
    } else if (amount == 0) {
      code = INVALID_AMOUNT;
      note = "the amount is zero";
    } else if (!asked.currency().equals(CURRENCY)) {
      code = INVALID_TRANSACTION;
      note = "another currency than " + CURRENCY;
    } else if (asked.entry().equals("qr") && ledger.qrCodeWasUsed(asked.cardholder())) {
      code = INVALID_CARD;
      note = "the QR code was used before";
    } else if (ledger.wasReversedEarly(terminal, asked.batch(), asked.stan())) {
      if (settings.refuseReversedOriginals) {
        code = INVALID_TRANSACTION;
        note = "its reversal came before it";
      } else {
        note = "booked although its reversal came before it";
      }
    }
    if (code.equals(APPROVED)) {
      ledger.add(asked);
      return new Decision(APPROVED, note, Optional.of(asked));
    }
    ledger.add(declined(asked, code));
    return Decision.of(code, note);
  }

  private static Booking declined(Booking asked, String code) {
    return new Booking(
        asked.terminal(),
        asked.batch(),
        asked.stan(),
        Booking.DECLINED,
        asked.amount(),
        asked.currency(),
        asked.entry(),
        asked.maskedPan(),
        asked.cardholder(),
        asked.rrn(),
        "",
        code,
        asked.at());
  }

  /** The batch is the original's, which may have ended: it finds the original, no more. */
  private Decision reversal(Request request) throws SQLException {
    String terminal = request.field(41);
    String stan = request.field(11);
    if (!stan.matches("[0-9]{6}") || request.batch().isEmpty() || request.field(4).isEmpty()) {
      return Decision.of(FORMAT_ERROR, "amount, STAN or batch is missing");
    }
    Optional<Booking> original = ledger.sale(terminal, request.batch(), stan);
    if (original.isEmpty()) {
      ledger.rememberEarlyReversal(terminal, request.batch(), stan, now());
      return Decision.of(NO_ORIGINAL, "no such original");
    }
    if (original.get().amount() != Long.parseLong(request.field(4))) {
      return Decision.of(OTHER_AMOUNT, "the original is about another amount");
    }
    ledger.reverse(original.get(), now());
    return Decision.of(
        APPROVED,
        switch (original.get().state()) {
          case Booking.BOOKED -> "reversed";
          case Booking.REVERSED -> "was reversed before";
          default -> "was declined, nothing to reverse";
        });
  }

  private Answer build(Request request, Decision decision, String rrn)
      throws SQLException, ISOException {
    ISOMsg asked = request.message();
    ISOMsg answer = new ISOMsg();
    answer.setPackager(packager);
    answer.setHeader(Line.answerHeader(asked.getHeader()));
    String mti = asked.getMTI();
    answer.setMTI(mti.substring(0, 2) + (char) (mti.charAt(2) + 1) + mti.charAt(3));
    LocalDateTime local = LocalDateTime.now(clock);
    answer.set(12, TIME.format(local));
    answer.set(13, DATE.format(local));
    answer.set(32, INSTITUTION);
    answer.set(37, decision.sale().map(Booking::rrn).orElse(rrn));
    answer.set(39, decision.code());
    copy(asked, answer, 11, 41, 42);
    if (request.field(60).length() >= 11) {
      answer.set(60, request.field(60).substring(0, 11));
    }
    if (isFinancial(request)) {
      copy(asked, answer, 3, 4, 49);
    }
    boolean approved = decision.code().equals(APPROVED);
    if (approved && request.kind() == RequestKind.SIGN_IN) {
      AcquirerLedger.Terminal terminal = ledger.terminal(request.field(41));
      answer.set(60, "00" + terminal.batch() + RequestKind.management(asked));
      answer.set(62, terminal.keyBlock().orElseThrow());
    }
    if (approved && request.kind() == RequestKind.SALE) {
      addSale(request, answer, decision.sale().orElseThrow(), DATE.format(local));
    }
    byte[] mak = maks.get(request.field(41));
    boolean withMac =
        isFinancial(request)
            && mak != null
            && !decision.code().equals(WRONG_MAC)
            && (approved || settings.macOnRefusals);
    if (!withMac) {
      return new Answer(answer, new byte[0]);
    }
    sign(answer, mak);
    return new Answer(answer, mak);
  }

  private static void addSale(Request request, ISOMsg answer, Booking sale, String date) {
    copy(request.message(), answer, 25);
    if (sale.entry().equals("qr")) {
      answer.set(59, "A4020" + "10000000" + sale.rrn());
    } else {
      answer.set(2, request.cardNumber());
    }
    if (!request.expiry().isEmpty()) {
      answer.set(14, request.expiry());
    }
    answer.set(15, date);
    answer.set(38, sale.authCode());
    answer.set(44, ISSUER_AND_ACQUIRER);
    answer.set(63, "CUP");
  }

  private static void copy(ISOMsg from, ISOMsg to, int... numbers) {
    for (int number : numbers) {
      if (from.hasField(number)) {
        to.set(number, from.getString(number));
      }
    }
  }

  /** Puts the MAC that the key makes into field 64. */
  void sign(ISOMsg message, byte[] mak) throws ISOException {
    message.setPackager(packager);
    message.set(64, new byte[MAC_CHARACTERS]);
    message.set(64, MacAlgorithm.UNIONPAY_ECB.compute(mak, Line.macInput(message.pack())));
  }

  private static boolean hasRightMac(Request request, byte[] mak) {
    return request.message().hasField(64)
        && MessageDigest.isEqual(
            request.message().getBytes(64),
            MacAlgorithm.UNIONPAY_ECB.compute(mak, Line.macInput(request.body())));
  }

  /** Authorisations, financial messages, reversals: those that carry a MAC. */
  private static boolean isFinancial(Request request) {
    String mti = request.field(0);
    return mti.startsWith("01") || mti.startsWith("02") || mti.startsWith("04");
  }

  private String authCode() {
    return String.format("%06d", random.nextInt(1_000_000));
  }

  private String now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private AcquirerLedger.Entry entry(
      Request request, String direction, ISOMsg message, String fault, String note)
      throws ISOException {
    String fields;
    try {
      fields = JSON.std.asString(Request.masked(message));
    } catch (IOException e) {
      throw new IllegalStateException("a map of texts becomes JSON", e);
    }
    return new AcquirerLedger.Entry(
        now(),
        request.connection(),
        direction,
        request.kind().label(),
        message.getMTI(),
        request.field(41),
        request.batch(),
        request.field(11),
        message.hasField(39) ? message.getString(39) : "",
        fault,
        note,
        fields);
  }
}
