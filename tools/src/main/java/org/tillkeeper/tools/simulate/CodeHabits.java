package org.tillkeeper.tools.simulate;

/**
 * What an acquirer does with codes that customers scan, where it is honest and not ideal. Each
 * habit is a setting of the schedule.
 *
 * @param livesSeconds for how long it says that a code can be paid; 0 where it does not say
 * @param foundAfterMillis for how long it says of a code that it made that there is none
 * @param deafToClosingsMillis until when it answers no closing, and closes nothing, after the
 *     faults are over
 * @param expires whether nobody can pay a code once its time is over; else until it is closed
 * @param paidAtClosing whether customers pay what they have scanned just as its closing arrives
 * @param repeat what it answers to the network's copy of a request for a code: the code again, or
 *     94
 */
record CodeHabits(
    long livesSeconds,
    long foundAfterMillis,
    long deafToClosingsMillis,
    boolean expires,
    boolean paidAtClosing,
    String repeat) {

  static CodeHabits of(Schedule schedule) {
    return new CodeHabits(
        schedule.number("code-lives", 60),
        schedule.number("code-found-after", 0),
        schedule.number("deaf-to-closings", 0),
        schedule.number("code-expires", 1) == 1,
        schedule.number("paid-at-closing", 0) == 1,
        schedule.setting("code-repeat", "00"));
  }
}
