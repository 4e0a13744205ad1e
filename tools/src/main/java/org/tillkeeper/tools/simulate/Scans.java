package org.tillkeeper.tools.simulate;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Invents sales by codes that the terminal shows, in some of the runs: what their customers do, and
 * how the acquirer keeps codes. It draws from a chance of its own, so that all else of a seed's run
 * stays what it was.
 */
final class Scans extends ScheduleDraft {
  private static final int ONE_RUN_IN = 5;
  private static final int FIRST = 81;
  private static final int SECOND = 82;
  private static final int VOID = 86;
  private static final int AFTERWARDS = 87;
  private static final int SETTLED = 5;
  private static final String[] WITHIN = {"10", "10", "20", "30", "60", "120"};
  private static final String[] ANSWERS = {"silent", "silent", "25", "96", "91", "58", "97", "68"};

  private final long firstAt;
  private long within;
  private long lives;

  private Scans(
      Random random, Map<String, String> settings, List<Happening> happenings, long firstAt) {
    super(random, settings, happenings);
    this.firstAt = firstAt;
  }

  /**
   * Adds to a schedule, or not.
   *
   * @param firstAt when the first payment is asked for, ms
   */
  static void invent(
      long seed, Map<String, String> settings, List<Happening> happenings, long firstAt) {
    Random random = new Random(seed * 0xC2B2AE3D27D4EB4FL + 0x165667B19E3779F9L);
    boolean codes = random.nextInt(ONE_RUN_IN) == 0;
    if (codes && settings.get("dialect").equals(Dialects.UNIONPAY)) {
      new Scans(random, settings, happenings, firstAt).invent();
    }
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private void invent() {
    set("dialect", Dialects.SHOWN_CODES);
    if (oneIn(3)) {
      // Nothing else of the till: what only shows by itself shows here.
      happenings.removeIf(it -> it.on().equals("till"));
    }
    acquirer();
    long at = oneIn(2) ? firstAt : upTo(10_000);
    sale(FIRST, at);
    if (oneIn(4)) {
      sale(SECOND, at + skewed(20_000));
    }
    if (oneIn(3)) {
      add("till", at + 500 + skewed(60_000), "settle", SETTLED);
    }
    long calm = Long.parseLong(settings.get("calm"));
    set("calm", Math.max(calm, at + 5_000 + skewed(60_000)));
    trouble(at);
    if (oneIn(12)) {
      closesLate();
    }
  }

  private void acquirer() {
    lives = Long.parseLong(one(new String[] {"60", "60", "10", "15", "30", "300", "0"}));
    set("code-lives", lives);
    if (oneIn(3)) {
      set("code-expires", 0);
    }
    if (oneIn(5)) {
      set("code-found-after", oneIn(2) ? skewed(8_000) : skewed(60_000));
    }
    if (oneIn(4)) {
      set("paid-at-closing", 1);
    }
    if (oneIn(3)) {
      set("code-repeat", "94");
    }
    for (int i = oneIn(3) ? 1 + random.nextInt(3) : 0; i > 0; i--) {
      add("code-question", 1 + skewed(8), one(ANSWERS));
    }
    for (int i = oneIn(3) ? 1 + random.nextInt(3) : 0; i > 0; i--) {
      add("code-closing", 1 + skewed(3), oneIn(3) ? "deaf" : one(ANSWERS));
    }
  }

  private void sale(int number, long at) {
    within = Long.parseLong(one(WITHIN));
    long amount = 1_000 + number * 7L;
    add("till", at, "sale", number, "shown", amount, within);
    for (int i = oneIn(6) ? 0 : oneIn(6) ? 2 : 1; i > 0; i--) {
      add("customer", payAt(), "pays", number);
    }
    if (oneIn(6)) {
      add("customer", payAt(), "refuses", number);
    }
    if (oneIn(3)) {
      add("till", at + 1 + (oneIn(3) ? upTo(300) : skewed(within * 1_000)), "cancel", number);
    }
    if (oneIn(4)) {
      add("till", at + skewed(30_000), "again", number);
    }
    if (oneIn(10)) {
      add("till", at + skewed(30_000), "retry", number);
    }
    if (oneIn(6)) {
      add("till", at + upTo(90_000), "resolve", number);
    }
    if (number == FIRST && oneIn(4)) {
      add("till", at + 4_000 + skewed(30_000), "void", VOID, "of", number, amount);
    }
  }

  /** How long after the code was seen: soon, at about the end of its time, or far too late. */
  private long payAt() {
    long ends = 1_000 * (lives == 0 ? within : Math.min(lives, within));
    return switch (random.nextInt(4)) {
      case 0 -> Math.max(0, ends - 1_500 + upTo(3_000));
      case 1 -> ends + skewed(30_000);
      default -> skewed(ends);
    };
  }

  /**
   * It answers closings long after the faults; by then a sale goes, and a settlement has its end.
   */
  private void closesLate() {
    long calm = Long.parseLong(settings.get("calm"));
    set("deaf-to-closings", calm + skewed(900_000));
    long later = calm + Acquirers.SALES_GO_ON_AFTER_GIVING_UP_MILLIS + 50_000;
    add("till", later, "sale", AFTERWARDS, "swipe", 1_000 + AFTERWARDS * 7);
  }

  /** What strikes while a code is asked for, shown or closed. */
  private void trouble(long at) {
    if (oneIn(3)) {
      add("net", at + skewed(within * 1_000), "down", 500 + skewed(40_000));
    }
    if (oneIn(3)) {
      add("down", 1 + skewed(20), oneIn(2) ? "lose" : "delay", 50 + skewed(35_000));
    }
    if (oneIn(4)) {
      Twist[] twists = Twist.values();
      add("down", 1 + skewed(14), twists[random.nextInt(twists.length)].label());
    }
    if (oneIn(4)) {
      add("up", 1 + skewed(14), oneIn(2) ? "late" : "delay", 100 + skewed(14_500));
    }
    if (oneIn(6)) {
      add("up", 1 + random.nextInt(4), "twice", 100 + skewed(14_500));
    }
    boolean dies = happenings.stream().anyMatch(it -> it.on().equals("death"));
    if (!dies && oneIn(3)) {
      add("death", 1, Long.toString(2 + skewed(300)), oneIn(2) ? skewed(60_000) : upTo(200), 0, 0);
    }
  }
}
