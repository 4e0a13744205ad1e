package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes a schedule from a seed: which terminal, who pays what, and everything that goes wrong.
 * Faults are few in one run and many in another, since some only show what comes after them when
 * nothing else happens.
 */
final class Invention extends ScheduleDraft {
  private static final String[] ENTRIES = {"swipe", "swipe", "chip", "contactless", "manual", "qr"};
  private static final String[] CODES = {
    "51",
    "05",
    "96",
    "91",
    "68 booked",
    "68",
    "09 booked",
    "98 booked",
    "10",
    "11",
    "97",
    "A0",
    "99",
    "94",
    "96"
  };
  private static final String[] CODES_1987 = {
    "51", "05", "96", "91", "68 booked", "68", "09 booked", "10", "11", "97", "94", "96", "91"
  };
  private static final String[] REVERSAL_CODES = {
    "12", "96", "A0", "25", "09", "40", "30", "68", "91"
  };
  private static final String[] INQUIRY_CODES = {"96", "91", "25", "12", "97"};
  private static final String[] UPS = {
    "lose",
    "lose",
    "cut-before",
    "cut-before",
    "cut-after",
    "cut-after",
    "late",
    "delay",
    "twice",
    "corrupt",
    "never-left"
  };
  private static final String[] DOWNS = {"lose", "lose", "cut", "cut", "delay", "twice", "corrupt"};
  private static final String[] HOST = {"lose-keys", "order-sign-in", "order-sign-in", "next-day"};

  private boolean unionPay;
  private boolean offline;
  private long horizon;
  private int payments;
  private long firstAt;

  private Invention(long seed) {
    // Neighbouring seeds must not make alike schedules.
    super(
        new Random(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L),
        new TreeMap<>(),
        new ArrayList<>());
  }

  static Schedule of(long seed) {
    Invention invention = new Invention(seed);
    invention.terminal(seed);
    invention.till();
    invention.faults();
    DayEnd.invent(seed, invention.settings, invention.happenings, invention.firstAt);
    Acquirers.invent(seed, invention.settings, invention.happenings, invention.firstAt);
    Scans.invent(seed, invention.settings, invention.happenings, invention.firstAt);
    return new Schedule(invention.settings, invention.happenings);
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private void terminal(long seed) {
    unionPay = random.nextInt(5) < 3;
    set("dialect", unionPay ? "unionpay-pos" : "iso1987-ascii");
    set("jitter", seed);
    if (!unionPay) {
      set(
          "option.recovery.sale",
          one(new String[] {"reverse", "repeat", "repeat", "inquire", "inquire"}));
      set("option.line.window", one(new String[] {"1", "2", "3"}));
    }
    if (oneIn(3)) {
      set("option.recovery.refund", unionPay ? "repeat" : one(new String[] {"repeat", "inquire"}));
    }
    if (oneIn(8)) {
      set("option.mac.onRefusals", "required");
    }
    set("retry-within", one(new String[] {"60000", "60000", "60000", "20000", "120000", "0"}));
    set("answer-within", one(new String[] {"30000", "30000", "5000", "10000"}));
    set("one-way", one(new String[] {"10", "40", "150"}));
    offline = oneIn(3);
    if (offline) {
      set("offline-each", one(new String[] {"50000", "2000", "1015"}));
      set("offline-total", one(new String[] {"500000", "3000", "2100"}));
      set("offline-count", one(new String[] {"75", "1", "2"}));
      set("advice-repeat", one(new String[] {"00", "94"}));
    }
    // Each host looks in its own books, so what is repeated until it is answered needs them shared.
    if (!offline && oneIn(4) && !settings.containsValue("repeat")) {
      set("routes", 2);
    }
    if (oneIn(4)) {
      set("reversal-again", "25");
    }
    if (oneIn(12)) {
      set("fresh", 1);
    } else if (oneIn(12)) {
      set("stan", 999_996 + random.nextInt(3));
    }
    if (oneIn(4)) {
      set("drift-ppm", random.nextInt(200_000) - 100_000);
    }
    if (unionPay && oneIn(10)) {
      set("midnight-in", random.nextInt(60));
    }
    if (oneIn(20)) {
      set("deep", 1);
    }
    horizon = 5_000 + skewed(90_000);
    set("calm", horizon + 5_000);
  }

  // Who pays what.

  private void till() {
    payments = 1 + random.nextInt(4);
    long at = upTo(1_500);
    firstAt = at;
    for (int number = 1; number <= payments; number++) {
      payment(number, at);
      at += oneIn(3) ? skewed(30_000) : skewed(2_000);
    }
  }

  private void payment(int number, long at) {
    long amount = 1_000 + number * 7L;
    String verb = oneIn(8) ? "preauth" : oneIn(30) ? "balance" : "sale";
    String entry = one(ENTRIES);
    if (!verb.equals("sale") && entry.equals("qr")) {
      entry = "swipe";
    }
    List<Object> with = new ArrayList<>(List.of(number, entry, amount));
    boolean card = !entry.equals("qr");
    if (card && unionPay && oneIn(6)) {
      with.add("pin");
    } else if (verb.equals("sale")
        && offline
        && (entry.equals("chip") || entry.equals("contactless"))
        && oneIn(2)) {
      with.add("chip-offline");
    }
    happenings.add(Happening.of("till", at, verb, with.toArray()));
    people(number, at);
    follow(number, at, verb, amount);
  }

  private void people(int number, long at) {
    if (oneIn(3)) {
      add("till", at + skewed(20_000), "again", number);
    }
    if (oneIn(3)) {
      add("till", at + 1 + (oneIn(2) ? upTo(120) : skewed(40_000)), "cancel", number);
    }
    if (oneIn(10)) {
      add("till", at + skewed(30_000), "retry", number);
    }
    if (oneIn(4)) {
      add("till", at + 100 + skewed(20_000), "card", number, oneIn(2) ? "refused" : "accepted");
    }
    if (oneIn(6)) {
      add("till", at + upTo(60_000), "resolve", number);
    }
  }

  /** What is made of it later. */
  private void follow(int number, long at, String verb, long amount) {
    if (!oneIn(2)) {
      return;
    }
    int other = 10 + number;
    long later = at + 300 + skewed(25_000);
    long otherAmount = 1_000 + other * 7L;
    if (verb.equals("sale")) {
      if (unionPay && oneIn(4)) {
        add("host", at + 200 + skewed(3_000), "next-batch");
        add("till", later, "refund", other, "of", number, amount - 500 - number);
      } else if (oneIn(6) && !settings.containsKey("routes")) {
        add("till", later, "tip", other, "of", number, 50 + number);
      } else {
        add("till", later, "void", other, "of", number, amount);
      }
    } else if (verb.equals("preauth")) {
      if (oneIn(3)) {
        add("till", later, "preauth-void", other, "of", number, amount);
      } else {
        List<Object> with = new ArrayList<>(List.of(other, "of", number, otherAmount));
        if (oneIn(2) && !settings.containsKey("routes")) {
          with.add("advice");
        }
        happenings.add(Happening.of("till", later, "completion", with.toArray()));
        if (oneIn(2)) {
          add(
              "till",
              later + 300 + skewed(20_000),
              "completion-void",
              20 + number,
              "of",
              other,
              otherAmount);
        }
      }
    }
    people(other, later);
  }

  // What goes wrong.

  private void faults() {
    int density = oneIn(4) ? 0 : 1 + random.nextInt(5);
    for (int i = 0; i < density; i++) {
      wire();
    }
    if (oneIn(40)) {
      approvedOnceMore();
    }
    int deaths = oneIn(2) ? 0 : 1 + random.nextInt(3);
    for (int life = 1; life <= deaths; life++) {
      long vanish = oneIn(6) ? 1 + random.nextInt(4) : 0;
      add(
          "death",
          life,
          Long.toString(2 + skewed(life == 1 ? 150 : 60)),
          oneIn(3) ? skewed(30_000) : upTo(200),
          vanish,
          vanish == 0 && oneIn(25) ? 1 + random.nextInt(100) : 0);
    }
    if (unionPay && oneIn(30)) {
      askedAfterRetention();
    }
    if (settings.containsKey("routes") && oneIn(4)) {
      firstHostGoes();
    }
    int answers = oneIn(2) ? 0 : 1 + random.nextInt(3);
    for (int i = 0; i < answers; i++) {
      acquirer();
    }
    if (oneIn(5)) {
      String[] jumps = {"-3600000", "-86400000", "3600000", "90000000", "-1500", "2500"};
      add("clock", upTo(horizon), "jump", one(jumps));
    }
  }

  /** The first host has booked and is gone before it answers; the second knows nothing of it. */
  private void firstHostGoes() {
    long oneWay = Long.parseLong(settings.get("one-way"));
    add("net", firstAt + oneWay * 3 / 2, "down", 20_000 + skewed(60_000), Stage.FIRST);
    set("calm", horizon + 65_000);
  }

  /** What is over is erased a moment later, the terminal starts anew, and a till asks once more. */
  private void askedAfterRetention() {
    set("keep-payments", 500 + random.nextInt(2_000));
    add("host", 1_500 + skewed(4_000), "next-batch");
    add("death", 1, Long.toString(40 + random.nextInt(80)), upTo(2_000), 0, 0);
    for (int number = 1; number <= payments; number++) {
      add("till", 20_000 + skewed(60_000), "again", number);
    }
  }

  /** The chip refuses, the reversal is not done, and the approval comes a second time. */
  private void approvedOnceMore() {
    add("till", 1_600 + skewed(3_000), "card", 1, "refused");
    add("reversal", 1, oneIn(2) ? "12" : "40");
    add("down", 2 + random.nextInt(3), "twice", 3_000 + skewed(15_000));
  }

  private void wire() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        String fault = one(UPS);
        long frame = 1 + skewed(14);
        boolean timed = fault.equals("late") || fault.equals("delay") || fault.equals("twice");
        add(
            "up",
            frame,
            fault,
            timed ? 100 + skewed(14_500) : fault.equals("corrupt") ? upTo(400) : 0);
      }
      case 3, 4 -> {
        String fault = one(DOWNS);
        long frame = 1 + skewed(14);
        boolean timed = fault.equals("delay") || fault.equals("twice");
        add(
            "down",
            frame,
            fault,
            timed ? 50 + skewed(35_000) : fault.equals("corrupt") ? upTo(400) : 0);
      }
      case 5 -> {
        Twist[] twists = Twist.values();
        add("down", 1 + skewed(12), twists[random.nextInt(twists.length)].label());
      }
      case 6 -> {
        long when = upTo(horizon);
        switch (random.nextInt(4)) {
          case 0 -> add("net", when, "cut");
          case 1 -> add("net", when, "hole");
          case 2 -> add("net", when, "changed");
          default -> {
            if (settings.containsKey("routes") && oneIn(2)) {
              add("net", when, "down", 500 + skewed(40_000), Stage.FIRST);
            } else {
              add("net", when, "down", 500 + skewed(40_000));
            }
          }
        }
      }
      default -> add("connect", 1 + skewed(6), oneIn(2) ? "refuse" : "time-out");
    }
    if (offline && oneIn(2)) {
      add("net", 0, "down", 2_000 + skewed(30_000));
    }
  }

  private void acquirer() {
    switch (random.nextInt(6)) {
      case 0, 1, 2 -> {
        String[] code = one(unionPay ? CODES : CODES_1987).split(" ");
        add("request", 1 + skewed(5), code[0], (Object[]) rest(code));
      }
      case 3 -> add("reversal", 1 + skewed(3), one(REVERSAL_CODES));
      case 4 -> {
        if (unionPay) {
          add("host", upTo(horizon), one(HOST));
        } else {
          add("inquiry", 1 + skewed(3), one(INQUIRY_CODES));
        }
      }
      default -> {
        if (unionPay && oneIn(3)) {
          add("host", upTo(horizon), "next-batch");
        } else {
          add("reversal", 1 + skewed(3), one(REVERSAL_CODES));
        }
      }
    }
  }

  private static String[] rest(String[] words) {
    return java.util.Arrays.copyOfRange(words, 1, words.length);
  }
}
