package org.tillkeeper.agent.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for records that the disk has changed and the agent has not. Each call looks at a few rows,
 * from the newest to the oldest, and then begins anew.
 */
public final class DamageScan {
  private static final String BROKEN = "history-broken";

  private final Sql sql;
  private final Payments payments;
  private final History history;
  private final Facts facts;
  private long comparedDownTo = Long.MAX_VALUE;
  private long chainedDownTo = Long.MAX_VALUE;

  DamageScan(Sql sql, Payments payments, History history, Facts facts) {
    this.sql = sql;
    this.payments = payments;
    this.history = history;
    this.facts = facts;
  }

  /**
   * Compares the next rows with their digests, from the newest payment to the oldest and then anew.
   *
   * @param rows how many
   * @return ids of payments whose rows are damaged and that no person has settled
   */
  public List<String> damagedAmongNext(int rows) {
    List<String> found = payments.damaged(comparedDownTo, rows);
    comparedDownTo =
        sql.first(
                "SELECT min(seq) FROM (SELECT seq FROM payment WHERE seq < ? ORDER BY seq DESC LIMIT ?)",
                row -> row.getLong(1),
                comparedDownTo,
                rows)
            .filter(seq -> seq > 1)
            .orElse(Long.MAX_VALUE);
    return found;
  }

  /**
   * Follows the next rows of the history's chain, from the newest to the oldest and then anew.
   *
   * @param rows how many
   * @return a row that is not what was written and was not noted before; 0 for none
   */
  public long brokenAmongNext(int rows) {
    long from = history.before(chainedDownTo, rows);
    long broken = history.firstBroken(from, chainedDownTo, notedBroken());
    chainedDownTo = from > 1 ? from : Long.MAX_VALUE;
    return broken;
  }

  private Set<Long> notedBroken() {
    Set<Long> noted = new HashSet<>();
    for (String seq : facts.get(BROKEN).orElse("").split(" ", -1)) {
      if (!seq.isEmpty()) {
        noted.add(Long.valueOf(seq));
      }
    }
    return noted;
  }

  /**
   * Notes a row of the history that is not what was written, so that it is told once. Part of a
   * transaction.
   */
  public void noteBroken(long row) {
    facts.set(BROKEN, (facts.get(BROKEN).orElse("") + " " + row).trim());
  }
}
