package org.tillkeeper.agent.ledger;

import static org.tillkeeper.agent.ledger.Form.BYTES;
import static org.tillkeeper.agent.ledger.Form.COUNT;
import static org.tillkeeper.agent.ledger.Form.NUMBER;
import static org.tillkeeper.agent.ledger.Form.TEXT;
import static org.tillkeeper.agent.ledger.Form.TIME;
import static org.tillkeeper.agent.ledger.Table.Written.ALWAYS;
import static org.tillkeeper.agent.ledger.Table.Written.APART;
import static org.tillkeeper.agent.ledger.Table.Written.ONCE;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tillkeeper.agent.ledger.Table.Column;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Result;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.agent.settlement.Trigger;
import org.tillkeeper.iso8583.SettlementMeaning;

/** The columns of a settlement's row, each in one place. */
final class SettlementTable {
  private static final Table<Settlement> SETTLEMENT = Table.named("settlement");

  private static final Form<SettlementMeaning> MEANING =
      Form.word(SettlementTable::label, SettlementTable::meaning);

  static {
    SETTLEMENT.column("seq", NUMBER, APART);
  }

  private static final Column<Settlement, String> ID =
      SETTLEMENT.column("id", TEXT, ONCE, Settlement::id);

  static {
    SETTLEMENT.column("idempotency_key", TEXT.optional(), ONCE);
    SETTLEMENT.column("request_hmac", BYTES, ONCE);
  }

  private static final Column<Settlement, Trigger> STARTED_BY =
      SETTLEMENT.column(
          "started_by", Form.word(Trigger::label, Trigger::of), ONCE, Settlement::trigger);
  private static final Column<Settlement, Long> BATCH =
      SETTLEMENT.column("batch", NUMBER, ONCE, Settlement::batch);
  private static final Column<Settlement, String> BATCH_NUMBER =
      SETTLEMENT.column("batch_number", TEXT, ONCE, Settlement::batchNumber);
  private static final Column<Settlement, Stage> STAGE =
      SETTLEMENT.column("stage", Form.word(Stage::label, Stage::of), ALWAYS, Settlement::stage);
  private static final Column<Settlement, Optional<String>> STAN =
      request("stan", TEXT, Settlement.Request::stan);
  private static final Column<Settlement, Optional<Integer>> SENDS =
      request("sends", COUNT, Settlement.Request::sends);
  private static final Column<Settlement, Optional<Instant>> SENT_AT =
      request("sent_at", TIME, Settlement.Request::sentAt);
  private static final TotalsColumns OURS =
      TotalsColumns.of("", it -> it.request().map(Settlement.Request::totals));
  private static final Column<Settlement, Optional<SettlementMeaning>> VERDICT =
      verdict("verdict", Settlement.Verdict::domestic);
  private static final Column<Settlement, Optional<SettlementMeaning>> FOREIGN_VERDICT =
      verdict("foreign_verdict", Settlement.Verdict::foreign);
  private static final TotalsColumns THEIRS =
      TotalsColumns.of("their_", it -> it.verdict().flatMap(Settlement.Verdict::totals));
  private static final Column<Settlement, Integer> MESSAGES =
      progress("messages", Settlement.Progress::messages);
  private static final Column<Settlement, Integer> DONE =
      progress("done", Settlement.Progress::done);
  private static final Column<Settlement, Integer> REFUSED =
      progress("refused", Settlement.Progress::refused);
  private static final Column<Settlement, Integer> PAYMENTS =
      progress("payments", Settlement.Progress::payments);
  private static final Column<Settlement, Integer> END_SENDS =
      progress("end_sends", Settlement.Progress::endSends);
  private static final Column<Settlement, Integer> SIGN_INS =
      SETTLEMENT.column("sign_ins", COUNT, ALWAYS, Settlement::signIns);
  private static final Column<Settlement, Optional<Result>> RESULT =
      SETTLEMENT.column(
          "result", Form.word(Result::label, Result::of).optional(), ALWAYS, Settlement::result);
  private static final Column<Settlement, String> RESPONSE_CODE =
      SETTLEMENT.column("response_code", TEXT, ALWAYS, Settlement::responseCode);
  private static final Column<Settlement, Instant> CREATED_AT =
      SETTLEMENT.column("created_at", TIME, ONCE, Settlement::createdAt);
  private static final Column<Settlement, Instant> UPDATED_AT =
      SETTLEMENT.column("updated_at", TIME, ALWAYS, Settlement::updatedAt);

  private static final Column<Settlement, Integer> LEFT_OPEN =
      SETTLEMENT.column("left_open", COUNT, ALWAYS, it -> it.caveats().leftOpen());
  private static final Column<Settlement, Integer> UNDONE =
      SETTLEMENT.column("undone", COUNT, ALWAYS, it -> it.caveats().undone());
  private static final Column<Settlement, Optional<String>> ACKNOWLEDGED_BY =
      acknowledged("acknowledged_by", TEXT, Settlement.Acknowledgement::by);
  private static final Column<Settlement, Optional<String>> ACKNOWLEDGEMENT =
      acknowledged("acknowledgement", TEXT, Settlement.Acknowledgement::evidence);
  private static final Column<Settlement, Optional<Instant>> ACKNOWLEDGED_AT =
      acknowledged("acknowledged_at", TIME, Settlement.Acknowledgement::at);

  private static final TotalsColumns OUR_FOREIGN =
      TotalsColumns.addedLater(
          "foreign_",
          it -> it.request().map(Settlement.Request::told).flatMap(SettlementTable::foreign));
  private static final TotalsColumns THEIR_FOREIGN =
      TotalsColumns.addedLater(
          "their_foreign_",
          it -> it.verdict().flatMap(Settlement.Verdict::told).flatMap(SettlementTable::foreign));

  private static final String INSERT = SETTLEMENT.insert();
  private static final String UPDATE = SETTLEMENT.update("id = ?");

  /** Selects the texts of rows; a condition follows. */
  static final String SELECT = "SELECT " + SETTLEMENT.text() + " AS text FROM settlement ";

  private SettlementTable() {}

  /** Empty where no foreign card counts, as in the rows of before. */
  private static Optional<Totals> foreign(BatchTotals told) {
    return told.hasForeign() ? Optional.of(told.foreign()) : Optional.empty();
  }

  /**
   * Four columns of ours or the acquirer's totals, which are empty together: those of all cards, or
   * the part of them that foreign cards have.
   */
  private static final class TotalsColumns {
    private final Column<Settlement, Optional<Integer>> debitCount;
    private final Column<Settlement, Optional<Long>> debitAmount;
    private final Column<Settlement, Optional<Integer>> creditCount;
    private final Column<Settlement, Optional<Long>> creditAmount;

    private TotalsColumns(
        String whose,
        Function<Settlement, Optional<Totals>> totals,
        Consumer<Column<Settlement, ?>> made) {
      debitCount = column(whose + "debit_count", COUNT, totals, Totals::debitCount);
      debitAmount = column(whose + "debit_amount", NUMBER, totals, Totals::debitAmount);
      creditCount = column(whose + "credit_count", COUNT, totals, Totals::creditCount);
      creditAmount = column(whose + "credit_amount", NUMBER, totals, Totals::creditAmount);
      for (Column<Settlement, ?> each :
          Arrays.asList(debitCount, debitAmount, creditCount, creditAmount)) {
        made.accept(each);
      }
    }

    static TotalsColumns of(String whose, Function<Settlement, Optional<Totals>> totals) {
      return new TotalsColumns(whose, totals, column -> {});
    }

    static TotalsColumns addedLater(String whose, Function<Settlement, Optional<Totals>> totals) {
      return new TotalsColumns(whose, totals, Column::addedLater);
    }

    private static <T> Column<Settlement, Optional<T>> column(
        String name,
        Form<T> form,
        Function<Settlement, Optional<Totals>> totals,
        Function<Totals, T> value) {
      return SETTLEMENT.column(
          name, form.optional(), ALWAYS, settlement -> totals.apply(settlement).map(value));
    }

    Optional<Totals> of(TextRow row) {
      return debitCount
          .of(row)
          .map(
              count ->
                  new Totals(
                      count,
                      debitAmount.of(row).orElse(0L),
                      creditCount.of(row).orElse(0),
                      creditAmount.of(row).orElse(0L)));
    }
  }

  private static <T> Column<Settlement, Optional<T>> request(
      String name, Form<T> form, Function<Settlement.Request, T> value) {
    return SETTLEMENT.column(name, form.optional(), ALWAYS, it -> it.request().map(value));
  }

  private static Column<Settlement, Optional<SettlementMeaning>> verdict(
      String name, Function<Settlement.Verdict, SettlementMeaning> value) {
    return SETTLEMENT.column(name, MEANING.optional(), ALWAYS, it -> it.verdict().map(value));
  }

  private static Column<Settlement, Integer> progress(
      String name, Function<Settlement.Progress, Integer> value) {
    return SETTLEMENT.column(name, COUNT, ALWAYS, it -> value.apply(it.progress()));
  }

  private static <T> Column<Settlement, Optional<T>> acknowledged(
      String name, Form<T> form, Function<Settlement.Acknowledgement, T> value) {
    return SETTLEMENT.column(name, form.optional(), ALWAYS, it -> it.acknowledged().map(value));
  }

  /** What the table's digest covers of each row. */
  static List<String> digested() {
    return SETTLEMENT.digested();
  }

  /** Adds a row. */
  static void insert(
      Sql sql, Settlement settlement, Optional<String> idempotencyKey, byte[] requestHmac) {
    sql.update(INSERT, SETTLEMENT.inserted(settlement, idempotencyKey.orElse(null), requestHmac));
  }

  /** Writes what may change of a row. */
  static void update(Sql sql, Settlement settlement) {
    sql.update(UPDATE, SETTLEMENT.updated(settlement, settlement.id()));
  }

  /** The settlement of a row. */
  static Settlement settlement(String text) {
    TextRow row = SETTLEMENT.read(text);
    return new Settlement(
        ID.of(row),
        BATCH.of(row),
        BATCH_NUMBER.of(row),
        STARTED_BY.of(row),
        STAGE.of(row),
        STAN.of(row).map(stan -> request(stan, row)),
        VERDICT.of(row).map(domestic -> verdict(domestic, row)),
        new Settlement.Progress(
            MESSAGES.of(row), DONE.of(row), REFUSED.of(row), PAYMENTS.of(row), END_SENDS.of(row)),
        SIGN_INS.of(row),
        RESULT.of(row),
        RESPONSE_CODE.of(row),
        new Settlement.Caveats(LEFT_OPEN.of(row), UNDONE.of(row)),
        ACKNOWLEDGED_BY.of(row).map(by -> acknowledgement(by, row)),
        CREATED_AT.of(row),
        UPDATED_AT.of(row));
  }

  private static Settlement.Request request(String stan, TextRow row) {
    return new Settlement.Request(
        stan,
        told(OURS.of(row).orElse(Totals.NONE), OUR_FOREIGN.of(row)),
        SENDS.of(row).orElse(0),
        SENT_AT.of(row).orElse(Instant.EPOCH));
  }

  private static Settlement.Verdict verdict(SettlementMeaning domestic, TextRow row) {
    return new Settlement.Verdict(
        domestic,
        FOREIGN_VERDICT.of(row).get(),
        THEIRS.of(row).map(all -> told(all, THEIR_FOREIGN.of(row))));
  }

  private static BatchTotals told(Totals all, Optional<Totals> foreign) {
    return BatchTotals.ofAll(all, foreign.orElse(Totals.NONE));
  }

  private static Settlement.Acknowledgement acknowledgement(String by, TextRow row) {
    return new Settlement.Acknowledgement(
        by, ACKNOWLEDGEMENT.of(row).orElse(""), ACKNOWLEDGED_AT.of(row).orElse(Instant.EPOCH));
  }

  private static String label(SettlementMeaning meaning) {
    return meaning.name().toLowerCase(Locale.ROOT);
  }

  private static SettlementMeaning meaning(String label) {
    return SettlementMeaning.valueOf(label.toUpperCase(Locale.ROOT));
  }
}
