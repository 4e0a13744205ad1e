package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.tillkeeper.agent.payment.Attempt;

/**
 * Gives system trace audit numbers (STANs) and records what each was for, in one call. A number
 * that is given and not recorded would be given again within its batch, and its answer would then
 * be taken for another message's. Belongs to the agent's thread.
 */
public final class StanCounter {
  /** The fact that holds the last number given. */
  private static final String LAST = "stan";

  /** The fact that a new ledger met numbers in use. */
  private static final String IN_USE = "numbers-in-use";

  private static final String OPEN_BATCH = "(SELECT seq FROM batch WHERE state = 'open')";

  /** No clock is put back further than this within a batch: 30 days, in milliseconds. */
  private static final long CLOCK_MARGIN = 2_592_000_000L;

  /** What a number is for that is given to no attempt. */
  public enum Purpose {
    SIGN_IN("sign-in"),
    SIGN_OFF("sign-off"),
    INQUIRY("inquiry"),
    /** A question about a code that is shown, or its closing. */
    SHOWN_CODE("shown-code"),
    SETTLEMENT("settlement"),
    BATCH_UPLOAD("batch-upload"),
    SCRIPT_RESULT("script-result");

    private final String label;

    Purpose(String label) {
      this.label = label;
    }
  }

  private final Sql sql;
  private final Facts facts;

  /** Numbers given in this transaction to attempts that are not saved yet. */
  private final Set<String> owed = new HashSet<>();

  StanCounter(Sql sql, Facts facts) {
    this.sql = sql;
    this.facts = facts;
  }

  /**
   * Gives the next number to a message that is no attempt's, and records what it is for. Part of a
   * transaction.
   *
   * @param batch number of the open one
   * @param at by the wall clock
   * @return 6 digits, 000001 to 999999; skips those open or used in the current batch. An earlier
   *     batch of the same number does not count.
   */
  public String give(Purpose purpose, String batch, Instant at) {
    String stan = next(batch);
    sql.update(
        "INSERT INTO management (kind, stan, batch, at) VALUES (?, ?, ?, ?)",
        purpose.label,
        stan,
        batch,
        at.toEpochMilli());
    return stan;
  }

  /**
   * Gives the next number to an attempt. The attempt's row is the record of it, so a transaction
   * that does not save the attempt cannot be committed.
   *
   * @param batch number of the open one
   * @return as {@link #give} does
   */
  public String giveToAttempt(String batch) {
    String stan = next(batch);
    owed.add(stan);
    return stan;
  }

  /** Notes that the attempt of a number is saved. */
  void saved(String stan) {
    owed.remove(stan);
  }

  /**
   * Refuses to commit a number whose attempt is not saved. Called at the end of every transaction.
   */
  void verifySaved() {
    if (!owed.isEmpty()) {
      throw new IllegalStateException(
          "STAN "
              + owed
              + " was given to an attempt that this transaction does not save; it would be given"
              + " again");
    }
  }

  /** Forgets the numbers of a transaction that was undone. They may be given again. */
  void forgetUndone() {
    owed.clear();
  }

  private String next(String batch) {
    int stan = Stans.next(last(), candidate -> isTaken(Stans.text(candidate), batch));
    facts.set(LAST, Integer.toString(stan));
    return Stans.text(stan);
  }

  private boolean isTaken(String stan, String batch) {
    long attempts =
        sql.number(
            "SELECT count(*) FROM attempt a WHERE stan = ?"
                + " AND (outcome = 'open' OR reversal_stage IN ('open', 'parked') OR (batch = ?"
                + " AND (SELECT batch FROM payment WHERE seq = a.payment) = "
                + OPEN_BATCH
                + "))",
            stan,
            batch);
    return attempts
            + sql.number(
                "SELECT count(*) FROM management WHERE stan = ? AND batch = ? AND at >="
                    + " (SELECT opened_at FROM batch WHERE seq = "
                    + OPEN_BATCH
                    + ") - ?",
                stan,
                batch,
                CLOCK_MARGIN)
            + sql.number(
                "SELECT count(*) FROM script_notice WHERE stan = ? AND refused_at IS NULL", stan)
        > 0;
  }

  /**
   * Whether another message than this payment's used the number in a batch of that number.
   *
   * @param request of the payment
   */
  public boolean isUsedElsewhere(Attempt.Request request, String payment) {
    return sql.number(
                "SELECT count(*) FROM attempt a WHERE stan = ? AND batch = ? AND payment <>"
                    + " (SELECT seq FROM payment WHERE id = ?)",
                request.stan(),
                request.batch(),
                payment)
            + sql.number(
                "SELECT count(*) FROM management WHERE stan = ? AND batch = ?",
                request.stan(),
                request.batch())
        > 0;
  }

  /** A new ledger has met STANs that its terminal number used before it. Part of a transaction. */
  public void noteInUse() {
    facts.set(IN_USE, "yes");
  }

  /** Whether it met such numbers, and the acquirer has not decided about any payment since. */
  public boolean areInUse() {
    return facts.get(IN_USE).isPresent() && !hasDecided();
  }

  /** Whether the acquirer has ever decided about a payment of this ledger. */
  public boolean hasDecided() {
    return sql.number(
            "SELECT EXISTS (SELECT 1 FROM payment WHERE state IN ('confirmed', 'declined'))")
        == 1;
  }

  /** Lets a new ledger begin with a number: the next that is given. Part of a transaction. */
  public void beginWith(int first) {
    facts.set(LAST, Integer.toString(first - 1));
  }

  /** Lets the counter jump ahead by so many numbers. Part of a transaction. */
  public void jump(int by) {
    jumpFrom(last(), by);
  }

  /** Lets the counter jump ahead of a number. Part of a transaction. Returns the new one. */
  int jumpFrom(int last, int by) {
    int jumped = Stans.jump(last, by);
    facts.set(LAST, Integer.toString(jumped));
    return jumped;
  }

  /** The last number given, 0 before the first. */
  public int last() {
    return Integer.parseInt(facts.get(LAST).orElse("0"));
  }
}
