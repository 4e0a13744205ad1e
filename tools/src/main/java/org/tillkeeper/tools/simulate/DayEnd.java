package org.tillkeeper.tools.simulate;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Invents when a till settles and what goes wrong with it, in some of the runs. It draws from a
 * chance of its own, so that all else of a seed's run stays what it was.
 */
final class DayEnd extends ScheduleDraft {
  private static final int ONE_RUN_IN = 9;
  private static final int LAST_SALE = 31;
  private static final int REFUND = 41;
  private static final int CHIP_SALE = 33;
  private static final int VOID = 45;
  private static final long CHIP_WAIT_MILLIS = 30_000;
  private static final String[] ANSWERS = {
    "unbalanced", "unbalanced", "silent", "silent", "deaf", "error", "96", "97", "30", "94"
  };

  private final long firstAt;
  private final boolean unionPay;

  private DayEnd(
      Random random, Map<String, String> settings, List<Happening> happenings, long firstAt) {
    super(random, settings, happenings);
    this.firstAt = firstAt;
    unionPay = settings.get("dialect").equals("unionpay-pos");
  }

  /**
   * Adds to a schedule, or not.
   *
   * @param firstAt when the first payment is asked for, ms
   */
  static void invent(
      long seed, Map<String, String> settings, List<Happening> happenings, long firstAt) {
    Random random = new Random(seed * 0xD1B54A32D192ED03L + 0x2545F4914F6CDD1DL);
    if (random.nextInt(ONE_RUN_IN) == 0) {
      new DayEnd(random, settings, happenings, firstAt).invent();
    }
  }

  private void invent() {
    long at = firstAt + 2_000 + skewed(23_000);
    add("till", at, "settle", 1);
    if (oneIn(3)) {
      add("till", at + skewed(5_000), "settle", 1);
    }
    if (unionPay && oneIn(4)) {
      add("settlement", 1, "unbalanced");
      add("settlement", 2 + random.nextInt(2), oneIn(3) ? "deaf" : "silent");
    } else if (oneIn(2)) {
      add("settlement", 1 + skewed(3), ANSWERS[random.nextInt(ANSWERS.length)]);
    }
    if (oneIn(3)) {
      trouble(at);
    }
    if (oneIn(3)) {
      meddling(at);
    }
    if (oneIn(2)) {
      // Perhaps while the totals wait for their answer, perhaps in the next batch.
      long after = at + (oneIn(2) ? random.nextInt(150) : skewed(20_000));
      add("till", after, "sale", LAST_SALE, "swipe", 1_000 + LAST_SALE * 7);
      long again = after + 500 + skewed(20_000);
      add("till", again, "settle", 2);
      if (isAlone(1) && oneIn(2)) {
        add("till", at + 1_000 + skewed(20_000), "refund", REFUND, "of", 1, 300);
      }
    }
  }

  /** Somebody takes back what is being settled: the cashier, or the chip, at about that time. */
  private void meddling(long at) {
    int window = Integer.parseInt(settings.get("one-way")) * 10;
    if (oneIn(2)) {
      if (isAlone(1) && isSale(1)) {
        long when = at + random.nextInt(window);
        add("till", when, "void", VOID, "of", 1, 1_007);
      }
      return;
    }
    if (unionPay && oneIn(2)) {
      add("settlement", 1, "unbalanced");
    }
    add("till", at - 1_500, "sale", CHIP_SALE, "chip", 1_000 + CHIP_SALE * 7);
    // Totals wait for what the chip says, but not for ever.
    long totals = at + (oneIn(3) ? 0 : CHIP_WAIT_MILLIS);
    add("till", totals + random.nextInt(window * 3 / 2), "card", CHIP_SALE, "refused");
  }

  /** The network, the acquirer or the power, at about the time of the settlement's messages. */
  private void trouble(long at) {
    long oneWay = Long.parseLong(settings.get("one-way"));
    long when = at + random.nextInt((int) oneWay * 10);
    switch (random.nextInt(unionPay ? 6 : 3)) {
      case 0 -> add("net", when, "cut");
      case 1 -> add("net", when, "hole");
      case 2 -> add("net", when, "down", 500 + skewed(20_000));
      default -> add("host", when, "next-batch");
    }
  }

  private boolean isSale(long number) {
    for (Happening happening : happenings) {
      if (happening.what().equals("sale") && happening.number(0) == number) {
        return true;
      }
    }
    return false;
  }

  /** Whether nobody refers to a payment yet. */
  private boolean isAlone(long number) {
    for (Happening happening : happenings) {
      if (happening.has("of") && happening.number(2) == number) {
        return false;
      }
    }
    return true;
  }
}
