package org.tillkeeper.tools.simulate;

/** A line of the acquirer's books: what it has answered to an original. */
final class Booking {
  final String host;
  final String batch;
  final String stan;
  final Verb verb;
  final long amount;

  /** Terminal and merchant that it names. */
  final String party;

  /** STAN of what it refers to; empty for none. */
  final String original;

  final long day;

  /** How often the terminal had signed in before it. */
  final int signIns;

  final String code;

  /** Amount that was booked: less than asked for where only a part was approved. */
  final long booked;

  /** Whether its card is a foreign one. */
  final boolean foreign;

  /** Whether it moved money, or would have been answered so. */
  final boolean approved;

  boolean reversed;
  boolean voided;

  /** Whether its acquirer gave its word that it is undone, or that there is none. */
  boolean excused;

  /** Whether its acquirer said that there is none while it stood, and could not be found out. */
  boolean denied;

  /** Whether the terminal keeps an approval of it. */
  boolean kept;

  /** Whether its acquirer answers and finds it only later. */
  boolean held;

  /** Whether the terminal has heard that its acquirer could not decide. */
  boolean undecidedHeard;

  /** Whether an approval of it, whole and with a right MAC, has reached the terminal. */
  boolean heard;

  /** The same of an approval of a part. */
  boolean partHeard;

  Booking(
      String host,
      String batch,
      Request request,
      long day,
      int signIns,
      String code,
      long booked,
      boolean approved,
      boolean foreign) {
    this.host = host;
    this.batch = batch;
    this.day = day;
    this.signIns = signIns;
    this.code = code;
    this.booked = booked;
    this.approved = approved;
    this.foreign = foreign;
    party = request.party();
    stan = request.stan();
    verb = request.verb();
    amount = request.amount();
    original = request.original();
  }

  boolean stands() {
    return approved && !reversed && verb != Verb.BALANCE;
  }

  @Override
  public String toString() {
    return verb.label()
        + " "
        + amount
        + " STAN "
        + stan
        + " batch "
        + batch
        + " at "
        + host
        + ": "
        + code
        + (reversed ? ", reversed" : "");
  }
}
