package org.tillkeeper.tools.acquirer;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * Answers a request for the acquirer. Who asks is checked here. What is asked is decided by {@link
 * Authoriser}, {@link Reversals}, {@link Settlements} and {@link Management}.
 *
 * <p>Checked in this order: terminal (97), merchant (03), signed in (97), MAC (A0), then what the
 * kind of request wants. Request, booking and answer are one commit, before the answer leaves. Safe
 * for any thread; one request at a time.
 */
final class Host {
  /** What is in an account that was never charged, in the minor unit. */
  private static final long OPENING_BALANCE = 100_000_000;

  private final AcquirerSettings settings;
  private final Protocol protocol;
  private final AcquirerLedger ledger;
  private final Books books;
  private final Batches batches;
  private final Instructions instructions;
  private final Clock clock;
  private final TerminalKeys keys;
  private final Authoriser authoriser;
  private final Reversals reversals;
  private final Settlements settlements;
  private final Management management;
  private final Signatures signatures;
  private final ShownCodes codes;
  private final Map<String, AcquirerSettings.Registered> terminals = new HashMap<>();

  Host(AcquirerSettings settings, AcquirerLedger ledger, Instructions instructions, Clock clock)
      throws SQLException, KeyCheckFailed {
    this.settings = settings;
    this.protocol = settings.protocol;
    this.ledger = ledger;
    this.instructions = instructions;
    this.clock = clock;
    Random random =
        settings.seed.isPresent() ? new Random(settings.seed.getAsLong()) : new SecureRandom();
    keys = new TerminalKeys(protocol, ledger, random, settings.makBytes);
    books = new Books(ledger);
    batches = new Batches(ledger, books, settings.tipsReplace);
    authoriser = new Authoriser(settings, ledger, books, random);
    reversals = new Reversals(settings, ledger, books);
    settlements = new Settlements(settings, ledger, books, batches, instructions);
    management = new Management(settings, ledger, keys);
    signatures = new Signatures(books);
    codes = new ShownCodes(ledger, books, settings.customers, random);
    synchronized (ledger) {
      for (AcquirerSettings.Registered terminal : settings.terminals) {
        terminals.put(terminal.id, terminal);
        ledger.register(terminal.id, terminal.firstBatch);
        keys.load(terminal);
      }
      ledger.commit();
    }
  }

  /** Work on the ledger that is committed when it ends well. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException, ISOException;
  }

  <T> T committed(Work<T> work) throws SQLException, ISOException {
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

  /** To be used within {@link #committed}. */
  Books books() {
    return books;
  }

  /** To be used within {@link #committed}. */
  ShownCodes codes() {
    return codes;
  }

  /** To be used within {@link #committed}. */
  Batches batches() {
    return batches;
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
          HostTime time = now();
          long seq = ledger.record(entry(request, "request", request.message(), fault, ""));
          String rrn = String.format("%012d", seq);
          Decision decision = decide(request, time, rrn, refuseWith);
          ISOMsg message = protocol.answer(request, decision, time, rrn, instructions.nextOrder());
          tellChip(request, decision, message);
          Answer answer =
              withMac(request, decision)
                  ? keys.signed(message, request.terminal())
                  : Answer.withoutMac(message);
          ledger.record(entry(request, "answer", message, fault, decision.note()));
          return answer;
        });
  }

  /** In the form in which the chip's own data came. */
  private void tellChip(Request request, Decision decision, ISOMsg answer) throws ISOException {
    boolean asked = protocol.chipData(request.message()).length > 0;
    if (asked
        && settings.chipAnswer.length > 0
        && decision.isApproved()
        && request.kind().isBooked()) {
      if (request.message().getValue(55) instanceof byte[]) {
        answer.set(55, settings.chipAnswer);
      } else {
        answer.set(55, HexFormat.of().withUpperCase().formatHex(settings.chipAnswer));
      }
    }
  }

  private boolean withMac(Request request, Decision decision) {
    return wantsMac(request)
        && keys.has(request.terminal())
        && !decision.code().equals(Codes.WRONG_MAC)
        && (decision.isApproved() || settings.macOnRefusals || request.kind().isOfCode());
  }

  /** Of management messages only a signature has one. */
  private boolean wantsMac(Request request) {
    return protocol.wantsMac(request.mti()) || request.kind() == RequestKind.SIGNATURE;
  }

  /** Puts a right MAC into a message, made as that of an answer. */
  void sign(Answer like, ISOMsg message) throws ISOException {
    keys.sign(like, message);
  }

  /** The field that a message's MAC stands in. */
  int macField(ISOMsg message) {
    return protocol.macField(message);
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
                    now().rfc3339(),
                    connection,
                    "garbage",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    what,
                    "{}")));
  }

  /** The terminal has to sign in again. To be used within {@link #committed}. */
  void forgetKeys(String terminal) throws SQLException {
    keys.forget(terminals.get(terminal));
  }

  private Decision decide(Request request, HostTime time, String rrn, Optional<String> refuseWith)
      throws SQLException {
    AcquirerSettings.Registered terminal = terminals.get(request.terminal());
    if (terminal == null) {
      return Decision.of(Codes.NOT_REGISTERED, "unknown terminal");
    }
    if (!terminal.merchant.equals(request.merchant())) {
      return Decision.of(Codes.INVALID_MERCHANT, "not this terminal's merchant");
    }
    boolean carriesMac = request.message().hasField(protocol.macField(request.message()));
    if (wantsMac(request) || carriesMac) {
      if (!keys.has(terminal.id) && (settings.needsMac() || carriesMac)) {
        return Decision.of(Codes.NOT_REGISTERED, "not signed in");
      }
      if (keys.has(terminal.id) && !keys.isRight(request)) {
        return Decision.of(Codes.WRONG_MAC, "wrong or missing MAC");
      }
    }
    if (request.kind().isBooked()) {
      return authoriser.decide(request, time, rrn, refuseWith);
    }
    if (refuseWith.isPresent()) {
      return Decision.of(refuseWith.get(), "refused by a fault");
    }
    return switch (request.kind()) {
      case REVERSAL -> reversals.decide(request, time);
      case BALANCE -> balance(request);
      case SCRIPT_RESULT -> scriptResult(request);
      case SIGNATURE -> signatures.decide(request);
      case INQUIRY -> inquiry(request);
      case CODE, CODE_INQUIRY, CODE_CLOSE -> codes.decide(request, time);
      case SETTLEMENT, BATCH_ROWS, BATCH_ADVICE, BATCH_CHIP, BATCH_END ->
          settlements.decide(request);
      default -> management.decide(request, terminal);
    };
  }

  /** Account type 10, available (02), currency, credit or debit, 12 digits. */
  private Decision balance(Request request) throws SQLException {
    if (request.cardNumber().isEmpty()) {
      return Decision.of(Codes.FORMAT_ERROR, "the card is missing");
    }
    long left = OPENING_BALANCE - books.charged(ledger.cardholder(request.cardNumber()));
    String amount =
        "1002"
            + request.field(49)
            + (left < 0 ? "D" : "C")
            + String.format("%012d", Math.abs(left));
    return Decision.with(Codes.APPROVED, "balance", Map.of(54, amount));
  }

  private Decision scriptResult(Request request) throws SQLException {
    Request.Original named = request.original();
    boolean known =
        named.stan().isEmpty()
            || books.find(request.terminal(), named.batch(), named.stan()).isPresent();
    return known
        ? Decision.of(Codes.APPROVED, "script result taken")
        : Decision.of(Codes.NO_ORIGINAL, "no such original");
  }

  /** What became of a payment: its first answer while it stands. */
  private Decision inquiry(Request request) throws SQLException {
    Optional<Booking> found = books.newest(request.terminal(), request.original().stan());
    if (found.isEmpty() || found.get().state().equals(Booking.REVERSED)) {
      return Decision.of(Codes.NO_ORIGINAL, "no such payment stands");
    }
    return Decision.about(found.get(), "the payment's answer");
  }

  HostTime now() throws SQLException {
    return HostTime.now(clock, ledger.daysAhead());
  }

  private AcquirerLedger.Entry entry(
      Request request, String direction, ISOMsg message, String fault, String note)
      throws ISOException, SQLException {
    String fields;
    try {
      fields = JSON.std.asString(Masking.fields(message));
    } catch (IOException e) {
      throw new IllegalStateException("a map of texts becomes JSON", e);
    }
    return new AcquirerLedger.Entry(
        now().rfc3339(),
        request.connection(),
        direction,
        request.kind().label(),
        message.getMTI(),
        request.terminal(),
        request.batch(),
        request.stan(),
        message.hasField(39) ? message.getString(39) : "",
        fault,
        note,
        fields);
  }
}
