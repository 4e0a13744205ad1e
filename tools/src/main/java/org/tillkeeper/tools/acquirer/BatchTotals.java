package org.tillkeeper.tools.acquirer;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.tools.control.Members;

/**
 * Totals of a batch as field 48 has them: for domestic and for foreign cards 12 digits of debit
 * amount, 3 of debit count, 12 and 3 of credit, and one that says whether they agree. A sum that
 * does not fit is named as the largest that does, and is not equal to it.
 */
record BatchTotals(Side domestic, Side foreign) {
  private static final String SIDE = "([0-9]{12})([0-9]{3})([0-9]{12})([0-9]{3})[0-9]";
  private static final Pattern FIELD = Pattern.compile(SIDE + SIDE);
  private static final int COUNT_LIMIT = 1000;
  private static final long AMOUNT_MOST = 999_999_999_999L;

  /** Amounts in the minor unit. */
  record Side(long debitAmount, int debitCount, long creditAmount, int creditCount) {
    private String format(char verdict) {
      return String.format(
          "%012d%03d%012d%03d%c",
          Math.min(debitAmount, AMOUNT_MOST),
          debitCount % COUNT_LIMIT,
          Math.min(creditAmount, AMOUNT_MOST),
          creditCount % COUNT_LIMIT,
          verdict);
    }

    private Map<String, Object> shown() {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("debitAmount", debitAmount);
      shown.put("debitCount", debitCount);
      shown.put("creditAmount", creditAmount);
      shown.put("creditCount", creditCount);
      return shown;
    }
  }

  /** Empty if that is no such field. */
  static Optional<BatchTotals> parse(String field) {
    Matcher matcher = FIELD.matcher(field);
    return matcher.matches()
        ? Optional.of(new BatchTotals(side(matcher, 1), side(matcher, 5)))
        : Optional.empty();
  }

  private static Side side(Matcher matcher, int first) {
    return new Side(
        Long.parseLong(matcher.group(first)),
        Integer.parseInt(matcher.group(first + 1)),
        Long.parseLong(matcher.group(first + 2)),
        Integer.parseInt(matcher.group(first + 3)));
  }

  /**
   * A voided sale stays a debit, its void is a credit.
   *
   * @param tipsReplace whether a tip counts with its sale; else it counts by itself
   */
  static BatchTotals of(List<Booking> counted, boolean tipsReplace) {
    Set<Long> ownDebits = new HashSet<>();
    for (Booking one : counted) {
      if (one.type().effect() == RequestKind.Effect.CHARGES) {
        ownDebits.add(one.seq());
      }
    }
    Set<Long> raised = tipsReplace ? ownDebits : Set.of();
    return new BatchTotals(side(counted, false, raised), side(counted, true, raised));
  }

  private static Side side(List<Booking> counted, boolean foreign, Set<Long> raised) {
    long debit = 0;
    int debits = 0;
    long credit = 0;
    int credits = 0;
    for (Booking one : counted) {
      if (one.foreign() != foreign) {
        continue;
      }
      switch (one.type().effect()) {
        case CHARGES -> {
          debit += one.amount();
          debits++;
        }
        case CREDITS -> {
          credit += one.amount();
          credits++;
        }
        case CHANGES -> {
          debit += one.charged();
          boolean counts = one.type() != RequestKind.TIP || !raised.contains(one.original());
          debits += counts ? 1 : 0;
        }
        case NONE -> {}
      }
    }
    return new Side(debit, debits, credit, credits);
  }

  /** Domestic and foreign cards together, where a protocol does not part them. */
  Side both() {
    return new Side(
        domestic.debitAmount + foreign.debitAmount,
        domestic.debitCount + foreign.debitCount,
        domestic.creditAmount + foreign.creditAmount,
        domestic.creditCount + foreign.creditCount);
  }

  /** The field, with what is said of each side. */
  String format(char domesticVerdict, char foreignVerdict) {
    return domestic.format(domesticVerdict) + foreign.format(foreignVerdict);
  }

  Map<String, Object> shown() {
    return Members.of("domestic", domestic.shown(), "foreign", foreign.shown());
  }
}
