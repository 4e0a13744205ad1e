package org.tillkeeper.agent.ledger;

import java.util.function.Supplier;

/**
 * A query with its last answer, which is kept until its table is written or a transaction is
 * undone. The one connection has the database to itself, so nobody else can make the answer untrue.
 */
final class Kept<T> {
  private final Sql sql;
  private final String table;
  private final Supplier<T> query;
  private T answer;
  private long asOf = -1;

  /**
   * @param table the one whose rows decide what the query answers
   * @param query gives an answer that nobody changes
   */
  Kept(Sql sql, String table, Supplier<T> query) {
    this.sql = sql;
    this.table = table;
    this.query = query;
  }

  T get() {
    long now = sql.writes(table);
    if (asOf != now) {
      answer = query.get();
      asOf = now;
    }
    return answer;
  }
}
