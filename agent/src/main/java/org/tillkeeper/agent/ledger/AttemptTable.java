package org.tillkeeper.agent.ledger;

import static org.tillkeeper.agent.ledger.Form.COUNT;
import static org.tillkeeper.agent.ledger.Form.NUMBER;
import static org.tillkeeper.agent.ledger.Form.TEXT;
import static org.tillkeeper.agent.ledger.Form.TIME;
import static org.tillkeeper.agent.ledger.Form.YES;
import static org.tillkeeper.agent.ledger.Table.Written.ALWAYS;
import static org.tillkeeper.agent.ledger.Table.Written.ONCE;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.tillkeeper.agent.ledger.Table.Column;
import org.tillkeeper.agent.payment.Approvals;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.HostTime;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.payment.ReversalReason;

/** The columns of an attempt's row, each in one place, the reversal's among them. */
final class AttemptTable {
  private static final Table<Attempt> ATTEMPT = Table.owned("attempt", "payment");

  private static final Column<Attempt, Integer> NUMBER_IN_PAYMENT =
      ATTEMPT.column("number", COUNT, ONCE, Attempt::number);
  private static final Column<Attempt, String> STAN =
      request("stan", TEXT, ONCE, Attempt.Request::stan);
  private static final Column<Attempt, String> BATCH =
      request("batch", TEXT, ONCE, Attempt.Request::batch);
  private static final Column<Attempt, String> TERMINAL =
      request("terminal", TEXT, ONCE, Attempt.Request::terminal);
  private static final Column<Attempt, String> MERCHANT =
      request("merchant", TEXT, ONCE, Attempt.Request::merchant);
  private static final Column<Attempt, Long> AMOUNT =
      request("amount", NUMBER, ONCE, Attempt.Request::amount);
  private static final Column<Attempt, String> ROUTE =
      request("route", TEXT, ALWAYS, Attempt.Request::route);
  private static final Column<Attempt, Long> KEYS =
      request("keys", NUMBER, ALWAYS, Attempt.Request::keys);
  private static final Column<Attempt, String> HOST_DATE =
      request("host_date", TEXT, ONCE, Attempt.Request::hostDate);
  private static final Column<Attempt, Instant> SENT_AT =
      request("sent_at", TIME, ONCE, Attempt.Request::sentAt);
  private static final Column<Attempt, Integer> SENDS =
      ATTEMPT.column("sends", COUNT, ALWAYS, Attempt::sends);
  private static final Column<Attempt, Attempt.Outcome> OUTCOME =
      ATTEMPT.column(
          "outcome",
          Form.word(Attempt.Outcome::label, Attempt.Outcome::of),
          ALWAYS,
          Attempt::outcome);
  private static final Column<Attempt, Attempt.Heard> HEARD =
      ATTEMPT.column(
          "heard", Form.word(Attempt.Heard::name, Attempt.Heard::valueOf), ALWAYS, Attempt::heard);
  private static final Column<Attempt, Boolean> UNSEEN =
      ATTEMPT.column("unseen", YES, ALWAYS, Attempt::unseen);
  private static final Column<Attempt, Integer> INQUIRIES =
      ATTEMPT.column("inquiries", COUNT, ALWAYS, Attempt::inquiries);
  private static final Column<Attempt, Optional<ReversalReason>> REVERSAL_REASON =
      reversal(
          "reversal_reason", Form.word(ReversalReason::code, ReversalReason::of), Reversal::reason);
  private static final Column<Attempt, Optional<Reversal.Stage>> REVERSAL_STAGE =
      reversal(
          "reversal_stage", Form.word(AttemptTable::label, AttemptTable::stage), Reversal::stage);
  private static final Column<Attempt, Optional<Integer>> REVERSAL_SENDS =
      reversal("reversal_sends", COUNT, Reversal::sends);
  private static final Column<Attempt, Optional<Boolean>> REVERSAL_ANSWERED =
      reversal("reversal_answered", YES, Reversal::answered);
  private static final Column<Attempt, Optional<String>> REVERSAL_CODE =
      reversal("reversal_code", TEXT, Reversal::responseCode);
  private static final Column<Attempt, Optional<Long>> REVERSAL_KEYS =
      reversal("reversal_keys", NUMBER, Reversal::keys);
  private static final Column<Attempt, Optional<String>> REVERSAL_AUTH_CODE =
      reversal("reversal_auth_code", TEXT, Reversal::authCode);
  private static final Column<Attempt, Optional<String>> ANSWERED_ON =
      ATTEMPT.column("answered_on", TEXT.optional(), ALWAYS, Attempt::answeredOn).addedLater();
  private static final Column<Attempt, Optional<String>> APPROVALS =
      ATTEMPT
          .column(
              "approvals",
              TEXT.optional(),
              ALWAYS,
              attempt -> ApprovalList.written(attempt.approvals().all()))
          .addedLater();
  private static final Column<Attempt, OptionalLong> REVERSAL_PART =
      ATTEMPT
          .column(
              "reversal_part",
              Form.OPTIONAL_NUMBER,
              ALWAYS,
              attempt -> attempt.reversal().map(Reversal::part).orElse(OptionalLong.empty()))
          .addedLater();
  private static final Column<Attempt, Optional<String>> REVERSAL_UNDONE_AT =
      ATTEMPT
          .column(
              "reversal_undone_at",
              TEXT.optional(),
              ALWAYS,
              attempt -> attempt.reversal().flatMap(Reversal::undoneAt).map(HostTime::digits))
          .addedLater();
  private static final Column<Attempt, Optional<Long>> REVERSAL_SIGN_IN_KEYS =
      ATTEMPT
          .column(
              "reversal_sign_in_keys",
              NUMBER.optional(),
              ALWAYS,
              attempt -> attempt.reversal().map(Reversal::signInKeys).filter(it -> it != 0))
          .addedLater();
  private static final Column<Attempt, Optional<Integer>> REVERSAL_UNTRUSTED =
      ATTEMPT
          .column(
              "reversal_untrusted",
              COUNT.optional(),
              ALWAYS,
              attempt -> attempt.reversal().map(Reversal::untrusted).filter(it -> it != 0))
          .addedLater();
  private static final Column<Attempt, Optional<String>> GIVEN_BACK_BY =
      ATTEMPT.column("given_back_by", TEXT.optional(), ALWAYS, Attempt::givenBackBy).addedLater();
  private static final Column<Attempt, Optional<Long>> SIGN_IN_KEYS =
      ATTEMPT
          .column(
              "sign_in_keys",
              NUMBER.optional(),
              ALWAYS,
              attempt -> Optional.of(attempt.request().signInKeys()).filter(it -> it != 0))
          .addedLater();

  private static final Column<Attempt, Optional<Integer>> CLOSINGS =
      ATTEMPT
          .column(
              "closings",
              COUNT.optional(),
              ALWAYS,
              attempt -> Optional.of(attempt.closings()).filter(it -> it != 0))
          .addedLater();

  private static final String PUT = ATTEMPT.insertOrUpdate("payment, number");

  /** What is selected of rows: their text. */
  static final String COLUMNS = ATTEMPT.text() + " AS text";

  /** Selects a payment's rows, by the payment's seq. */
  static final String SELECT =
      "SELECT " + COLUMNS + " FROM attempt WHERE payment = ? ORDER BY number";

  private AttemptTable() {}

  private static <T> Column<Attempt, T> request(
      String name, Form<T> form, Table.Written written, Function<Attempt.Request, T> value) {
    return ATTEMPT.column(name, form, written, attempt -> value.apply(attempt.request()));
  }

  private static <T> Column<Attempt, Optional<T>> reversal(
      String name, Form<T> form, Function<Reversal, T> value) {
    return ATTEMPT.column(name, form.optional(), ALWAYS, attempt -> attempt.reversal().map(value));
  }

  /** Adds a payment's attempt, or writes what may change of it. */
  static void put(Sql sql, long payment, Attempt attempt) {
    sql.update(PUT, ATTEMPT.inserted(attempt, payment));
  }

  static TextRow read(String text) {
    return ATTEMPT.read(text);
  }

  /**
   * The attempt of a row.
   *
   * @throws IllegalArgumentException if a word of the row is none of ours
   */
  static Attempt attempt(TextRow row) {
    return new Attempt(
        NUMBER_IN_PAYMENT.of(row),
        new Attempt.Request(
            STAN.of(row),
            BATCH.of(row),
            TERMINAL.of(row),
            MERCHANT.of(row),
            AMOUNT.of(row),
            ROUTE.of(row),
            KEYS.of(row),
            HOST_DATE.of(row),
            SENT_AT.of(row),
            SIGN_IN_KEYS.of(row).orElse(0L)),
        SENDS.of(row),
        OUTCOME.of(row),
        HEARD.of(row),
        new Approvals(ApprovalList.read(APPROVALS.of(row))),
        ANSWERED_ON.of(row),
        UNSEEN.of(row),
        INQUIRIES.of(row),
        CLOSINGS.of(row).orElse(0),
        REVERSAL_REASON.of(row).map(reason -> reversal(reason, row)),
        GIVEN_BACK_BY.of(row));
  }

  private static Reversal reversal(ReversalReason reason, TextRow row) {
    return new Reversal(
        reason,
        REVERSAL_STAGE
            .of(row)
            .orElseThrow(() -> new IllegalArgumentException("a reversal without a stage")),
        REVERSAL_SENDS.of(row).orElse(0),
        REVERSAL_ANSWERED.of(row).orElse(false),
        REVERSAL_CODE.of(row).orElse(""),
        REVERSAL_KEYS.of(row).orElse(0L),
        REVERSAL_AUTH_CODE.of(row).orElse(""),
        REVERSAL_PART.of(row),
        REVERSAL_UNDONE_AT.of(row).map(HostTime::new),
        REVERSAL_SIGN_IN_KEYS.of(row).orElse(0L),
        REVERSAL_UNTRUSTED.of(row).orElse(0));
  }

  private static String label(Reversal.Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Reversal.Stage stage(String label) {
    return Reversal.Stage.valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
