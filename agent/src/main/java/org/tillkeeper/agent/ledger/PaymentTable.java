package org.tillkeeper.agent.ledger;

import static org.tillkeeper.agent.ledger.Form.BYTES;
import static org.tillkeeper.agent.ledger.Form.NUMBER;
import static org.tillkeeper.agent.ledger.Form.OPTIONAL_BYTES;
import static org.tillkeeper.agent.ledger.Form.OPTIONAL_NUMBER;
import static org.tillkeeper.agent.ledger.Form.TEXT;
import static org.tillkeeper.agent.ledger.Form.TIME;
import static org.tillkeeper.agent.ledger.Form.YES;
import static org.tillkeeper.agent.ledger.Table.Written.ALWAYS;
import static org.tillkeeper.agent.ledger.Table.Written.APART;
import static org.tillkeeper.agent.ledger.Table.Written.ONCE;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.tillkeeper.agent.ledger.Table.Column;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/**
 * The columns of a payment's row, each in one place. Its attempts have rows of their own ({@link
 * AttemptTable}), and what is sealed beside it is no part of this ({@link SealedData}).
 */
final class PaymentTable {
  private static final Table<Payment> PAYMENT = Table.named("payment");

  static {
    column("seq", NUMBER, APART);
  }

  private static final Column<Payment, String> ID = column("id", TEXT, ONCE, Payment::id);

  static {
    column("idempotency_key", TEXT, ONCE);
    column("request_hmac", BYTES, ONCE);
  }

  private static final Column<Payment, PaymentType> TYPE =
      column("type", Form.word(PaymentType::label, PaymentTable::type), ONCE, Payment::type);
  private static final Column<Payment, Kind> KIND =
      column("kind", Form.word(Kind::label, PaymentTable::kind), ONCE, it -> it.terms().kind());
  private static final Column<Payment, Long> AMOUNT =
      column("amount", NUMBER, ONCE, Payment::amount);
  private static final Column<Payment, String> CURRENCY =
      column("currency", TEXT, ONCE, Payment::currency);
  private static final Column<Payment, Optional<String>> REFERENCE =
      column("reference", TEXT.optional(), ONCE, Payment::reference);
  private static final Column<Payment, Optional<String>> ORIGINAL =
      column("original", TEXT.optional(), ONCE, it -> it.terms().original());
  private static final Column<Payment, Entry> ENTRY =
      column(
          "entry",
          Form.word(Entry::label, PaymentTable::entry),
          ONCE,
          it -> it.instrument().entry());
  private static final Column<Payment, String> MASKED =
      column("masked", TEXT, ONCE, it -> it.instrument().masked());
  private static final Column<Payment, Long> PIN_KEYS =
      column("pin_keys", NUMBER, ONCE, it -> it.instrument().pinKeys());
  private static final Column<Payment, State> STATE =
      column("state", Form.word(State::label, State::of), ALWAYS, Payment::state);
  private static final Column<Payment, Boolean> RETRY_OPEN =
      column("retry_open", YES, ALWAYS, Payment::retryOpen);
  private static final Column<Payment, Boolean> CANCEL_REQUESTED =
      column("cancel_requested", YES, ALWAYS, Payment::cancelRequested);
  private static final Column<Payment, Optional<String>> RESPONSE_CODE =
      column("response_code", TEXT.optional(), ALWAYS, it -> it.decision().responseCode());
  private static final Column<Payment, Optional<String>> RRN =
      column("rrn", TEXT.optional(), ALWAYS, it -> it.decision().rrn());
  private static final Column<Payment, Optional<String>> AUTH_CODE =
      column("auth_code", TEXT.optional(), ALWAYS, it -> it.decision().authCode());
  private static final Column<Payment, Optional<String>> HOST_DATE =
      column("host_date", TEXT.optional(), ALWAYS, it -> it.decision().date());
  private static final Column<Payment, Optional<String>> VOUCHER =
      column("voucher", TEXT.optional(), ALWAYS, it -> it.decision().voucher());
  private static final Column<Payment, OptionalLong> APPROVED_AMOUNT =
      column("approved_amount", OPTIONAL_NUMBER, ALWAYS, it -> it.decision().approvedAmount());
  private static final Column<Payment, OptionalLong> BALANCE =
      column("balance", OPTIONAL_NUMBER, ALWAYS, it -> it.decision().balance());
  private static final Column<Payment, CardResult> CARD_RESULT =
      column(
          "card_result", Form.word(CardResult::label, CardResult::of), ALWAYS, Payment::cardResult);
  private static final Column<Payment, Optional<String>> VOIDED_BY =
      column("voided_by", TEXT.optional(), ALWAYS, it -> it.links().voidedBy());
  private static final Column<Payment, Optional<String>> COMPLETED_BY =
      column("completed_by", TEXT.optional(), ALWAYS, it -> it.links().completedBy());
  private static final Column<Payment, Long> REFUNDED =
      column("refunded", NUMBER, ALWAYS, it -> it.links().refunded());
  private static final Column<Payment, Long> TIP =
      column("tip", NUMBER, ALWAYS, it -> it.links().tip());

  static {
    column("batch", NUMBER, APART);
  }

  private static final Column<Payment, Boolean> BATCH_CLOSED =
      column("batch_closed", YES, ALWAYS, Payment::batchClosed);
  private static final Column<Payment, Optional<Attention>> ATTENTION =
      column(
          "attention",
          Form.word(Attention::label, Attention::of).optional(),
          ALWAYS,
          Payment::attention);
  private static final Column<Payment, Optional<Resolution.Outcome>> RESOLUTION =
      column(
          "resolution",
          Form.word(Resolution.Outcome::label, PaymentTable::outcome).optional(),
          ALWAYS,
          it -> it.resolution().map(Resolution::outcome));
  private static final Column<Payment, Optional<String>> RESOLVED_BY =
      column("resolved_by", TEXT.optional(), ALWAYS, it -> it.resolution().map(Resolution::by));
  private static final Column<Payment, Optional<String>> RESOLVED_EVIDENCE =
      column(
          "resolved_evidence",
          TEXT.optional(),
          ALWAYS,
          it -> it.resolution().map(Resolution::evidence));
  private static final Column<Payment, Optional<Instant>> RETRY_UNTIL =
      column("retry_until", TIME.optional(), ONCE, Payment::retryUntil);
  private static final Column<Payment, Instant> CREATED_AT =
      column("created_at", TIME, ONCE, Payment::createdAt);
  private static final Column<Payment, Instant> UPDATED_AT =
      column("updated_at", TIME, ALWAYS, Payment::updatedAt);

  static {
    column("changed", NUMBER, ALWAYS);
    column("erased", YES, APART);
    PAYMENT.column("cryptogram_hash", OPTIONAL_BYTES, APART).addedLater();
    PAYMENT.column("given_back_hash", OPTIONAL_BYTES, APART).addedLater();
  }

  private static final Column<Payment, Optional<Integer>> ORIGINAL_ATTEMPT =
      column(
              "original_attempt",
              Form.COUNT.optional(),
              ONCE,
              it -> Optional.of(it.terms().originalAttempt()).filter(number -> number != 0))
          .addedLater();

  private static final Column<Payment, Optional<Event.RetryEnd>> RETRY_END =
      column(
              "retry_end",
              Form.word(Event.RetryEnd::label, Event.RetryEnd::of).optional(),
              ALWAYS,
              Payment::retryEnd)
          .addedLater();

  private static final Column<Payment, Optional<Instant>> UNSEEN_SINCE =
      column("unseen_since", TIME.optional(), ALWAYS, Payment::unseenSince).addedLater();

  private static final Column<Payment, Optional<String>> SETTLEMENT_DATE =
      column(
              "settlement_date",
              TEXT.optional(),
              ALWAYS,
              (Payment it) -> it.decision().settlementDate())
          .addedLater();

  private static final Column<Payment, Optional<Signature>> SIGNATURE =
      column(
              "signature",
              Form.word(Signature::label, Signature::of).optional(),
              ALWAYS,
              (Payment it) -> Optional.of(it.signature()).filter(is -> is != Signature.NONE))
          .addedLater();

  static {
    PAYMENT.column("signature_hash", OPTIONAL_BYTES, APART).addedLater();
  }

  private static final String INSERT = PAYMENT.insert();
  private static final String UPDATE = PAYMENT.update("seq = ?");

  /** What is selected of rows: the digest that each had when it was last written, and its text. */
  static final String COLUMNS = "digest, " + PAYMENT.text() + " AS text";

  /** Selects one row, by its seq. */
  static final String SELECT = "SELECT " + COLUMNS + " FROM payment WHERE seq = ?";

  private PaymentTable() {}

  private static <T> Column<Payment, T> column(
      String name, Form<T> form, Table.Written written, Function<Payment, T> value) {
    return PAYMENT.column(name, form, written, value);
  }

  private static void column(String name, Form<?> form, Table.Written written) {
    PAYMENT.column(name, form, written);
  }

  /**
   * Adds a row.
   *
   * @param changed seq of the history's row that says so
   */
  static void insert(
      Sql sql, Payment payment, String idempotencyKey, byte[] requestHmac, long changed) {
    sql.update(INSERT, PAYMENT.inserted(payment, idempotencyKey, requestHmac, changed));
  }

  /**
   * Writes what may change of a row.
   *
   * @param changed seq of the history's row that says so
   */
  static void update(Sql sql, long seq, Payment payment, long changed) {
    sql.update(UPDATE, PAYMENT.updated(payment, changed, seq));
  }

  static TextRow read(String text) {
    return PAYMENT.read(text);
  }

  /**
   * The payment without its attempts.
   *
   * @throws IllegalArgumentException if a word of the row is none of ours
   */
  static Payment payment(TextRow row) {
    return new Payment(
        ID.of(row),
        new Terms(
            TYPE.of(row),
            KIND.of(row),
            AMOUNT.of(row),
            CURRENCY.of(row),
            REFERENCE.of(row),
            ORIGINAL.of(row),
            ORIGINAL_ATTEMPT.of(row).orElse(0)),
        new Instrument(ENTRY.of(row), MASKED.of(row), PIN_KEYS.of(row)),
        STATE.of(row),
        RETRY_OPEN.of(row),
        CANCEL_REQUESTED.of(row),
        Collections.emptyList(),
        new Decision(
            RESPONSE_CODE.of(row),
            RRN.of(row),
            AUTH_CODE.of(row),
            HOST_DATE.of(row),
            SETTLEMENT_DATE.of(row),
            VOUCHER.of(row),
            APPROVED_AMOUNT.of(row),
            BALANCE.of(row)),
        CARD_RESULT.of(row),
        new Links(VOIDED_BY.of(row), COMPLETED_BY.of(row), REFUNDED.of(row), TIP.of(row)),
        BATCH_CLOSED.of(row),
        ATTENTION.of(row),
        RESOLUTION
            .of(row)
            .map(
                outcome ->
                    new Resolution(
                        outcome,
                        RESOLVED_BY.of(row).orElse(""),
                        RESOLVED_EVIDENCE.of(row).orElse(""))),
        RETRY_END.of(row),
        RETRY_UNTIL.of(row),
        UNSEEN_SINCE.of(row),
        SIGNATURE.of(row).orElse(Signature.NONE),
        CREATED_AT.of(row),
        UPDATED_AT.of(row));
  }

  /** What can be shown of a row with a word that is none of ours: its numbers and free texts. */
  static Payment unreadable(TextRow row) {
    Terms terms =
        new Terms(
            PaymentType.SALE,
            Kind.SALE,
            AMOUNT.of(row),
            orEmpty(CURRENCY.of(row)),
            REFERENCE.of(row),
            Optional.empty());
    Instrument instrument = new Instrument(Entry.MANUAL, orEmpty(MASKED.of(row)), 0);
    return Payment.recorded(
        orEmpty(ID.of(row)), terms, instrument, Optional.empty(), CREATED_AT.of(row));
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static PaymentType type(String label) {
    return PaymentType.of(label)
        .orElseThrow(() -> new IllegalArgumentException("no such payment type: " + label));
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

  private static Resolution.Outcome outcome(String label) {
    return label.equals(Resolution.Outcome.CONFIRMED.label())
        ? Resolution.Outcome.CONFIRMED
        : Resolution.Outcome.CANCELLED;
  }
}
