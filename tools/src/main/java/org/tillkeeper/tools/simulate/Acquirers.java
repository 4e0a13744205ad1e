package org.tillkeeper.tools.simulate;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Invents how an acquirer is not ideal, in some of the runs, and what brings that to light. It
 * draws from a chance of its own, so that all else of a seed's run stays what it was. At the end of
 * each such run, when the faults are long over, one more sale is asked for: it has to go.
 */
final class Acquirers extends ScheduleDraft {
  private static final int ONE_RUN_IN = 6;
  private static final int SETTLED = 3;
  private static final int SALE_AFTERWARDS = 51;
  private static final int LATER_SALE = 59;
  private static final int TIP = 69;
  private static final int ONE_RUN_IN_COUNTS = 12;
  private static final int ONE_RUN_IN_LINE = 10;
  private static final int SETTLED_LAST = 4;
  private static final int TIPPED_SALE = 60;
  private static final int TIP_ON_IT = 71;
  private static final int SALE_AT_LAST = 52;
  private static final int SALE_AT_THE_END = 53;

  /** Longer than anything may hold sales up by the rules. */
  static final long SALES_GO_ON_AFTER_MILLIS = 660_000;

  /** The same where a settlement first waits for reversals, and then gives up. */
  static final long SALES_GO_ON_AFTER_GIVING_UP_MILLIS = 2 * SALES_GO_ON_AFTER_MILLIS;

  private final boolean unionPay;
  private final long firstAt;

  private Acquirers(
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
    Random random = new Random(seed * 0xA24BAED4963EE407L + 0x9FB21C651E98DF25L);
    if (random.nextInt(ONE_RUN_IN) == 0) {
      new Acquirers(random, settings, happenings, firstAt).invent();
    }
    Random counts = new Random(seed * 0xD1B54A32D192ED03L + 0x8CB92BA72F3D8DD7L);
    if (counts.nextInt(ONE_RUN_IN_COUNTS) == 0) {
      new Acquirers(counts, settings, happenings, firstAt).countsInItsOwnWay();
    }
    Random line = new Random(seed * 0x8A5CD789635D2DFFL + 0x121FD2155C472F96L);
    if (line.nextInt(ONE_RUN_IN_LINE) == 0) {
      new Acquirers(line, settings, happenings, firstAt).keepsItsLineInItsOwnWay();
    }
  }

  private long calm() {
    return Long.parseLong(settings.get("calm"));
  }

  private void calmNotBefore(long millis) {
    set("calm", Math.max(calm(), millis));
  }

  private void invent() {
    switch (random.nextInt(12)) {
      case 8 -> isAnother();
      case 0, 1 -> undoesUnasked();
      case 2 -> findsNotWhatItCouldNotDecide();
      case 3 -> postsLate();
      case 4 -> refusesRepeats();
      case 5 -> secondDoor();
      case 6 -> answersLater();
      case 7 -> hasOtherTotals();
      case 9 -> putsOffANotice();
      case 10 -> refusesRepeatedSales();
      default -> set("person", 0);
    }
    if (oneIn(5)) {
      set("person", 0);
    }
    add(
        "till",
        calm() + SALES_GO_ON_AFTER_MILLIS + 20_000,
        "sale",
        SALE_AFTERWARDS,
        "swipe",
        1_000 + SALE_AFTERWARDS * 7);
  }

  /** It answers every reversal with 00, and books an original that arrives after it. */
  private void undoesUnasked() {
    set("reversal-unknown", "00");
    // Of two hosts the one would undo what only the other has.
    settings.remove("routes");
    boolean late = oneIn(2);
    add("up", 2 + skewed(5), late ? "late" : "delay", 100 + skewed(14_500));
    if (oneIn(2)) {
      add("till", firstAt + 20 + skewed(400), "cancel", 1);
    }
  }

  private void findsNotWhatItCouldNotDecide() {
    set("undecided-reversed", "25");
    add("request", 1 + skewed(2), oneIn(2) ? "68" : "09", "booked");
  }

  /** It finds what it has booked once its approval has gone out, which is late. */
  private void postsLate() {
    set("posts-late", 1);
    // Of another day, batch or key it would find nothing at all.
    settings.remove("midnight-in");
    happenings.removeIf(it -> it.on().equals("host"));
    set("answer-within", 5_000);
    add("till", firstAt + 45_000 + skewed(30_000), "sale", LATER_SALE, "swipe", 1_413);
    calmNotBefore(150_000);
  }

  private void refusesRepeats() {
    set("advice-repeat", oneIn(2) ? "05" : "12");
    // It cannot tell the network's copy from a repeat.
    happenings.removeIf(it -> it.on().equals("up") && it.what().equals("twice"));
    add("down", 2 + skewed(8), oneIn(2) ? "lose" : "cut", 0);
    add("down", 3 + skewed(8), "lose", 0);
    if (!settings.containsKey("routes")) {
      // A tip is a notice: its answer is cut off.
      long at = firstAt + 8_000 + skewed(10_000);
      add("till", firstAt + 4_000, "sale", LATER_SALE, "swipe", 1_413);
      add("till", at, "tip", TIP, "of", LATER_SALE, 51);
      add("net", at + Long.parseLong(settings.get("one-way")) * 3 / 2, "cut");
    }
  }

  /** It refuses the repeat of a sale that it has booked. */
  private void refusesRepeatedSales() {
    if (unionPay) {
      refusesRepeats(); // there a sale is never repeated
      return;
    }
    set("sale-repeat", oneIn(2) ? "05" : "12");
    set("option.recovery.sale", "repeat");
    settings.remove("routes");
    happenings.removeIf(it -> it.on().equals("up") && it.what().equals("twice"));
    add("down", 2 + skewed(3), oneIn(2) ? "lose" : "cut", 0);
  }

  /** It puts off the first notice for long: a tip, with another behind it. */
  private void putsOffANotice() {
    settings.remove("routes");
    set("notice-later-until", calm() + SALES_GO_ON_AFTER_MILLIS + 100_000 + skewed(100_000));
    for (int i = 0; i < 2; i++) {
      long at = firstAt + 1_000 + skewed(8_000);
      int sale = LATER_SALE + 20 * i;
      add("till", at, "sale", sale, "swipe", 1_413 + 7 * i);
      add("till", at + 5_000 + skewed(5_000), "tip", sale + 10, "of", sale, 51 + i);
    }
    if (unionPay) {
      // The end of a batch would end it for good.
      happenings.removeIf(it -> it.on().equals("host") || it.what().equals("settle"));
      settings.remove("midnight-in");
    }
  }

  private void secondDoor() {
    set("door", oneIn(2) ? "A0" : "97");
    set("door-opens", oneIn(2) ? 0 : calm() + skewed(600_000));
    add("down", 2 + skewed(3), "lose", 0);
    if (oneIn(2)) {
      add("till", firstAt + 20 + skewed(400), "cancel", 1);
    }
  }

  /** Reversals or totals wait for their answer. */
  private void answersLater() {
    if (oneIn(3)) {
      set("deaf-to-reversals", calm() + skewed(400_000));
      add("down", 2 + skewed(3), "lose", 0);
    } else {
      set("totals", new String[] {"silent", "96", "09"}[random.nextInt(3)]);
      set("totals-until", calm() + skewed(400_000));
      add("till", firstAt + 1_000 + skewed(20_000), "settle", SETTLED);
    }
  }

  /** Between two lives somebody gives the terminal another name. */
  private void isAnother() {
    String name = oneIn(2) ? "terminal" : "merchant";
    Object[] with = oneIn(4) ? new Object[0] : new Object[] {"accepted"};
    add("identity", 2, name, with);
    happenings.removeIf(it -> it.on().equals("death"));
    add("death", 1, Long.toString(30 + skewed(120)), random.nextInt(200), 0, 0);
    add("till", firstAt + 15_000 + skewed(20_000), "sale", LATER_SALE, "swipe", 1_413);
    add("till", firstAt + 40_000 + skewed(20_000), "settle", SETTLED);
  }

  /**
   * A tip, foreign cards, and a settlement; the terminal was told rightly how tips count, or not.
   */
  private void countsInItsOwnWay() {
    if (oneIn(8)) {
      neverAnswersTotals();
      return;
    }
    String usual = unionPay ? "replaces" : "adds";
    String other = unionPay ? "adds" : "replaces";
    String habit = oneIn(2) ? usual : other;
    set("tips", habit);
    set("option.tip.counting", oneIn(3) ? (habit.equals(usual) ? other : usual) : habit);
    if (unionPay && !oneIn(3)) {
      set("foreign", 1);
    }
    if (!settings.containsKey("routes")) {
      add("till", firstAt + 4_000, "sale", TIPPED_SALE, "swipe", 1_421);
      add("till", firstAt + 8_000 + skewed(10_000), "tip", TIP_ON_IT, "of", TIPPED_SALE, 53);
    }
    add("till", firstAt + 20_000 + skewed(60_000), "settle", SETTLED_LAST);
  }

  /** No 0500 is ever answered: the settlement has to end by itself, and sales have to go on. */
  private void neverAnswersTotals() {
    set("totals", oneIn(2) ? "silent" : "96");
    set("totals-until", Habits.NEVER);
    add("till", firstAt + 1_000 + skewed(20_000), "settle", SETTLED_LAST);
    add(
        "till",
        calm() + SALES_GO_ON_AFTER_GIVING_UP_MILLIS + 40_000,
        "sale",
        SALE_AT_LAST,
        "swipe",
        1_000 + SALE_AT_LAST * 7);
  }

  /** Of the sign-in, the echo, connections, clocks and numbers it has a view of its own. */
  private void keepsItsLineInItsOwnWay() {
    switch (random.nextInt(6)) {
      case 0 -> refusesSignIns();
      case 1 -> set("echo", oneIn(2) ? LineHabits.SILENT : "12");
      case 2 -> {
        set("single", 1);
        if (oneIn(3)) {
          set("echo", LineHabits.SILENT);
        }
      }
      case 3 -> isOfTwoDates();
      case 4 -> set("references", 0);
      default -> {
        set("fresh", 1);
        set("batch", 999_997 + random.nextInt(2));
        if (unionPay) {
          add("host", firstAt + 500 + skewed(20_000), "next-batch");
          add("host", firstAt + 25_000 + skewed(20_000), "next-batch");
        }
      }
    }
    if (oneIn(2)) {
      add(
          "till",
          calm() + SALES_GO_ON_AFTER_MILLIS + 30_000,
          "sale",
          SALE_AT_THE_END,
          "swipe",
          1_000 + SALE_AT_THE_END * 7);
    }
  }

  private void refusesSignIns() {
    set("sign-in", new String[] {LineHabits.SILENT, "97", "96", "03"}[random.nextInt(4)]);
    set("sign-in-until", oneIn(2) ? skewed(60_000) : calm() + skewed(300_000));
    if (oneIn(2)) {
      set("fresh", 1);
    } else if (unionPay) {
      add("host", upTo(10_000), oneIn(2) ? "lose-keys" : "order-sign-in");
    }
  }

  /** The two hosts' clocks differ, and one's midnight comes first. */
  private void isOfTwoDates() {
    if (!settings.containsKey("routes") || settings.containsKey("posts-late")) {
      refusesSignIns(); // of one host, or one that finds nothing of another day
      return;
    }
    set("second-clock", (oneIn(2) ? 1 : -1) * (60 + skewed(7_000)));
    set("midnight-in", 1 + random.nextInt(60));
    add("net", firstAt + skewed(30_000), "down", 5_000 + skewed(40_000), Stage.FIRST);
  }

  private void hasOtherTotals() {
    if (oneIn(2)) {
      set("uploads", "booked");
    }
    if (!settings.containsKey("uploads") || oneIn(2)) {
      set("more", 700);
    } else if (unionPay) {
      add("settlement", 1, "unbalanced");
    }
    add("till", firstAt + 1_000 + skewed(30_000), "settle", SETTLED);
  }
}
