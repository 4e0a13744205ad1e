package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Decision;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Instrument;
import org.tillkeeper.agent.payment.Links;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.payment.Terms;
import org.tillkeeper.iso8583.Kind;

/**
 * A payment as the database has it, with its attempts.
 *
 * @param text all columns of its row, for the digest
 * @param attempts all columns of each attempt's row, by number
 * @param digest of them when they were last written
 * @param bare without its attempts; in need of a person if it cannot be read
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record PaymentRow(TextRow text, List<TextRow> attempts, byte[] digest, Payment bare) {
  private static final TextRow.Columns PAYMENT =
      new TextRow.Columns(
          "seq",
          "id",
          "idempotency_key",
          "hex(request_hmac)",
          "type",
          "kind",
          "amount",
          "currency",
          "reference",
          "original",
          "entry",
          "masked",
          "pin_keys",
          "state",
          "retry_open",
          "cancel_requested",
          "response_code",
          "rrn",
          "auth_code",
          "host_date",
          "voucher",
          "approved_amount",
          "balance",
          "card_result",
          "voided_by",
          "completed_by",
          "refunded",
          "tip",
          "batch",
          "batch_closed",
          "attention",
          "resolution",
          "resolved_by",
          "resolved_evidence",
          "retry_until",
          "created_at",
          "updated_at",
          "changed",
          "erased");

  private static final TextRow.Columns ATTEMPT =
      new TextRow.Columns(
          "number",
          "stan",
          "batch",
          "terminal",
          "merchant",
          "amount",
          "route",
          "keys",
          "host_date",
          "sent_at",
          "sends",
          "outcome",
          "heard",
          "unseen",
          "inquiries",
          "reversal_reason",
          "reversal_stage",
          "reversal_sends",
          "reversal_answered",
          "reversal_code",
          "reversal_keys",
          "reversal_auth_code",
          "answered_on");

  private static final String ROW =
      "SELECT digest, " + PAYMENT.expression() + " AS text FROM payment WHERE seq = ?";
  private static final String ATTEMPTS =
      "SELECT " + ATTEMPT.expression() + " AS text FROM attempt WHERE payment = ? ORDER BY number";

  static PaymentRow read(Sql sql, long seq) {
    List<TextRow> attempts = sql.all(ATTEMPTS, row -> ATTEMPT.read(row.getString(1)), seq);
    return sql.first(ROW, columns -> read(columns, attempts), seq).get();
  }

  /** What the digest has to be while nothing changes. */
  byte[] digestAnew() {
    return RecordDigest.of(text, attempts);
  }

  private static PaymentRow read(ResultSet columns, List<TextRow> attempts) throws SQLException {
    TextRow row = PAYMENT.read(columns.getString(2));
    Payment bare;
    try {
      bare = bare(row);
    } catch (IllegalArgumentException e) {
      bare = unreadable(row);
    }
    byte[] digest = columns.getBytes(1);
    return new PaymentRow(row, attempts, digest == null ? new byte[0] : digest, bare);
  }

  private static Payment bare(TextRow row) {
    return new Payment(
        row.text("id"),
        terms(row),
        new Instrument(entry(row.text("entry")), row.text("masked"), row.number("pin_keys")),
        State.of(row.text("state")),
        row.yes("retry_open"),
        row.yes("cancel_requested"),
        Collections.emptyList(),
        decision(row),
        CardResult.of(row.text("card_result")),
        new Links(
            text(row, "voided_by"),
            text(row, "completed_by"),
            row.number("refunded"),
            row.number("tip")),
        row.yes("batch_closed"),
        text(row, "attention").map(Attention::of),
        resolution(row),
        number(row, "retry_until").isPresent()
            ? Optional.of(Instant.ofEpochMilli(row.number("retry_until")))
            : Optional.empty(),
        Instant.ofEpochMilli(row.number("created_at")),
        Instant.ofEpochMilli(row.number("updated_at")));
  }

  /** A word of it is none of ours: only numbers and free texts can be shown. */
  private static Payment unreadable(TextRow row) {
    Terms terms =
        new Terms(
            PaymentType.SALE,
            Kind.SALE,
            row.number("amount"),
            text(row, "currency").orElse(""),
            text(row, "reference"),
            Optional.empty());
    Instrument instrument = new Instrument(Entry.MANUAL, text(row, "masked").orElse(""), 0);
    Instant created = Instant.ofEpochMilli(row.number("created_at"));
    return Payment.recorded(
        text(row, "id").orElse(""), terms, instrument, Optional.empty(), created);
  }

  private static Terms terms(TextRow row) {
    String type = row.text("type");
    return new Terms(
        PaymentType.of(type)
            .orElseThrow(() -> new IllegalArgumentException("no such payment type: " + type)),
        kind(row.text("kind")),
        row.number("amount"),
        row.text("currency"),
        text(row, "reference"),
        text(row, "original"));
  }

  private static Decision decision(TextRow row) {
    return new Decision(
        text(row, "response_code"),
        text(row, "rrn"),
        text(row, "auth_code"),
        text(row, "host_date"),
        text(row, "voucher"),
        number(row, "approved_amount"),
        number(row, "balance"));
  }

  private static Optional<Resolution> resolution(TextRow row) {
    String label = row.text("resolution");
    if (label == null) {
      return Optional.empty();
    }
    Resolution.Outcome outcome =
        label.equals(Resolution.Outcome.CONFIRMED.label())
            ? Resolution.Outcome.CONFIRMED
            : Resolution.Outcome.CANCELLED;
    return Optional.of(
        new Resolution(outcome, row.text("resolved_by"), row.text("resolved_evidence")));
  }

  private static Optional<String> text(TextRow row, String column) {
    return Optional.ofNullable(row.text(column));
  }

  private static OptionalLong number(TextRow row, String column) {
    return row.has(column) ? OptionalLong.of(row.number(column)) : OptionalLong.empty();
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

  /** In need of a person where the rows are not what the digest was made of. */
  Payment payment() {
    return payment(Arrays.equals(digest, digestAnew()));
  }

  /** Of rows that this transaction wrote, which have no digest yet. */
  Payment asWritten() {
    return payment(true);
  }

  private Payment payment(boolean whole) {
    List<Attempt> readableOnes = new ArrayList<>();
    boolean readable = true;
    for (TextRow row : attempts) {
      try {
        readableOnes.add(attempt(row));
      } catch (IllegalArgumentException e) {
        readable = false;
      }
    }
    boolean sound = readable && whole;
    return new Payment(
        bare.id(),
        bare.terms(),
        bare.instrument(),
        sound ? bare.state() : State.ATTENTION,
        sound && bare.retryOpen(),
        bare.cancelRequested(),
        readableOnes,
        bare.decision(),
        bare.cardResult(),
        bare.links(),
        bare.batchClosed(),
        sound ? bare.attention() : Optional.of(Attention.RECORD_DAMAGED),
        sound ? bare.resolution() : Optional.empty(),
        bare.retryUntil(),
        bare.createdAt(),
        bare.updatedAt());
  }

  private static Attempt attempt(TextRow row) {
    Optional<Reversal> reversal = Optional.empty();
    if (row.has("reversal_reason")) {
      reversal =
          Optional.of(
              new Reversal(
                  ReversalReason.of(row.text("reversal_reason")),
                  stage(row.text("reversal_stage")),
                  row.count("reversal_sends"),
                  row.yes("reversal_answered"),
                  row.text("reversal_code"),
                  row.number("reversal_keys"),
                  row.text("reversal_auth_code")));
    }
    return new Attempt(
        row.count("number"),
        new Attempt.Request(
            row.text("stan"),
            row.text("batch"),
            row.text("terminal"),
            row.text("merchant"),
            row.number("amount"),
            row.text("route"),
            row.number("keys"),
            row.text("host_date"),
            Instant.ofEpochMilli(row.number("sent_at"))),
        row.count("sends"),
        Attempt.Outcome.of(row.text("outcome")),
        Attempt.Heard.valueOf(row.text("heard")),
        Optional.ofNullable(row.text("answered_on")),
        row.yes("unseen"),
        row.count("inquiries"),
        reversal);
  }

  private static Reversal.Stage stage(String label) {
    return Reversal.Stage.valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
