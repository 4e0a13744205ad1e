package org.tillkeeper.tools.simulate;

/**
 * How an acquirer is that is honest and not ideal: it moves no money behind anybody's back, and
 * what it answers says less than the dialect promises. Each habit is a setting of the schedule.
 *
 * @param undoneUnasked it answers every reversal with 00, whether or not it had the original
 * @param undecidedUnfound of what it could not decide and has booked it says, asked to reverse it,
 *     that it has no such original
 * @param postsLate what it has booked it finds only once its approval has gone out
 * @param repeat what it answers to the repeat of a notice that it has booked
 * @param saleRepeat what it answers to the repeat of a sale that it has booked
 * @param noticesLaterUntilMillis until when it puts off the first notice it gets, and no other
 * @param door what its second door answers to every reversal; empty where it has none
 * @param doorOpensMillis when that door lets reversals through, after the faults are over
 * @param deafToReversalsMillis until when it answers no reversal
 * @param totalsAnswer what it answers to totals for a while: a code, or nothing
 * @param totalsUntilMillis until when
 * @param booksUploads what is uploaded it books, also what it had undone
 * @param more what it holds more than the terminal, in the minor unit
 * @param tipsReplace whether it counts a tip with its sale, whatever the terminal thinks
 * @param foreign whether some cards are foreign, and it says of which card each approval is
 */
record Habits(
    boolean undoneUnasked,
    boolean undecidedUnfound,
    boolean postsLate,
    String repeat,
    String saleRepeat,
    long noticesLaterUntilMillis,
    String door,
    long doorOpensMillis,
    long deafToReversalsMillis,
    String totalsAnswer,
    long totalsUntilMillis,
    boolean booksUploads,
    long more,
    boolean tipsReplace,
    boolean foreign) {
  /** A time that no run comes to, ms. */
  static final long NEVER = 999_999_999;

  static Habits of(Schedule schedule) {
    return new Habits(
        schedule.setting("reversal-unknown", "25").equals("00"),
        schedule.setting("undecided-reversed", "00").equals("25"),
        schedule.number("posts-late", 0) == 1,
        schedule.setting("advice-repeat", "00"),
        schedule.setting("sale-repeat", "00"),
        schedule.number("notice-later-until", 0),
        schedule.setting("door", ""),
        schedule.number("door-opens", 0),
        schedule.number("deaf-to-reversals", 0),
        schedule.setting("totals", ""),
        schedule.number("totals-until", 0),
        schedule.setting("uploads", "taken").equals("booked"),
        schedule.number("more", 0),
        schedule.setting("tips", usual(schedule)).equals("replaces"),
        schedule.number("foreign", 0) == 1);
  }

  /** Whether the terminal was told that tips count with their sales. */
  static boolean terminalReplaces(Schedule schedule) {
    return schedule.setting("option.tip.counting", usual(schedule)).equals("replaces");
  }

  private static String usual(Schedule schedule) {
    boolean unionPay = Dialects.isUnionPay(schedule.setting("dialect", Dialects.UNIONPAY));
    return unionPay ? "replaces" : "adds";
  }
}
