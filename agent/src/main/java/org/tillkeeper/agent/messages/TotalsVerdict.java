package org.tillkeeper.agent.messages;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.tillkeeper.agent.settlement.BatchTotals;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Totals;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.SettlementMeaning;
import org.tillkeeper.iso8583.unionpay.SettlementTotals;

/** Reads the acquirer's word on a batch's totals out of its answer. */
final class TotalsVerdict {
  private TotalsVerdict() {}

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,16}");

  /** More payments than any batch has. */
  private static final long MOST = 999_999_999;

  /** What a request has in the place of a verdict. */
  private static final String NOT_FILLED = "0";

  /**
   * Reads it.
   *
   * @param ours what the terminal told
   */
  static Settlement.Verdict of(Dialect dialect, Message answer, BatchTotals ours) {
    SettlementMeaning domestic = meaning(dialect, answer, Element.SETTLEMENT_CODE);
    Optional<BatchTotals> theirs =
        dialect.carries(Element.TOTALS)
            ? totals(dialect, answer)
            : totalsByField(dialect, answer)
                .map(it -> new BatchTotals(it, Totals.NONE))
                .filter(it -> domestic != SettlementMeaning.BALANCED || !isLeftEmpty(it, ours));
    boolean spoken =
        dialect.carries(Element.FOREIGN_SETTLEMENT_CODE)
            && !isLeftEmpty(dialect, answer, ours, theirs);
    SettlementMeaning foreign =
        spoken ? meaning(dialect, answer, Element.FOREIGN_SETTLEMENT_CODE) : domestic;
    return new Settlement.Verdict(domestic, foreign, theirs);
  }

  /**
   * Whether the acquirer leaves the foreign half as the request had it, and neither side has
   * anything in it: an acquirer that takes no foreign cards need not say that it has none.
   */
  private static boolean isLeftEmpty(
      Dialect dialect, Message answer, BatchTotals ours, Optional<BatchTotals> theirs) {
    boolean notFilled =
        dialect
            .value(answer, Element.FOREIGN_SETTLEMENT_CODE)
            .filter(NOT_FILLED::equals)
            .isPresent();
    boolean nothing =
        ours.foreign().equals(Totals.NONE)
            && theirs.map(BatchTotals::foreign).filter(Totals.NONE::equals).isPresent();
    return notFilled && nothing;
  }

  /**
   * Whether an answer's response code is itself the word on the totals. For example, 501 in 1993
   * says that they are unequal, and refuses nothing.
   */
  static boolean isInTheCode(Dialect dialect, Message answer) {
    Optional<String> word = dialect.value(answer, Element.SETTLEMENT_CODE);
    return word.isPresent()
        && word.equals(dialect.value(answer, Element.RESPONSE_CODE))
        && dialect.settlementMeaning(word.get()) != SettlementMeaning.ERROR;
  }

  private static SettlementMeaning meaning(Dialect dialect, Message answer, Element verdict) {
    return dialect
        .value(answer, verdict)
        .map(dialect::settlementMeaning)
        .orElse(SettlementMeaning.ERROR);
  }

  private static Optional<BatchTotals> totals(Dialect dialect, Message answer) {
    try {
      return dialect
          .value(answer, Element.TOTALS)
          .map(SettlementTotals::parse)
          .map(it -> new BatchTotals(side(it.domestic()), side(it.foreign())));
    } catch (InvalidField e) {
      return Optional.empty();
    }
  }

  /** Fields filled with zeros beside the word "equal" say that nobody filled them. */
  private static boolean isLeftEmpty(BatchTotals theirs, BatchTotals ours) {
    return theirs.all().equals(Totals.NONE) && !ours.all().equals(Totals.NONE);
  }

  /**
   * The acquirer's totals where each has a field. Empty where one is missing, or where reversals
   * are counted by themselves: then the sums are of other messages than the terminal's.
   */
  private static Optional<Totals> totalsByField(Dialect dialect, Message answer) {
    OptionalLong debits = number(dialect, answer, Element.DEBIT_COUNT);
    OptionalLong debited = number(dialect, answer, Element.DEBIT_AMOUNT);
    OptionalLong credits = number(dialect, answer, Element.CREDIT_COUNT);
    OptionalLong credited = number(dialect, answer, Element.CREDIT_AMOUNT);
    boolean named =
        debits.isPresent() && debited.isPresent() && credits.isPresent() && credited.isPresent();
    boolean reversals =
        number(dialect, answer, Element.DEBIT_REVERSAL_COUNT).orElse(0) > 0
            || number(dialect, answer, Element.CREDIT_REVERSAL_COUNT).orElse(0) > 0;
    if (!named || reversals || debits.getAsLong() > MOST || credits.getAsLong() > MOST) {
      return Optional.empty();
    }
    return Optional.of(
        new Totals(
            (int) debits.getAsLong(),
            debited.getAsLong(),
            (int) credits.getAsLong(),
            credited.getAsLong()));
  }

  private static OptionalLong number(Dialect dialect, Message answer, Element element) {
    return dialect
        .value(answer, element)
        .filter(text -> DIGITS.matcher(text).matches())
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private static Totals side(SettlementTotals.Side side) {
    return new Totals(
        side.debitCount(), side.debitAmount(), side.creditCount(), side.creditAmount());
  }
}
