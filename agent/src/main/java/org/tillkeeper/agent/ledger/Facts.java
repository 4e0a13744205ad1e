package org.tillkeeper.agent.ledger;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Single values by name, such as the last STAN or the acquirer's date. Their table keeps the name
 * {@code counter}, which it has in the ledgers that are out there.
 */
public final class Facts {
  private final Sql sql;
  private final Map<String, String> values = new HashMap<>();
  private long asOf = -1;

  Facts(Sql sql) {
    this.sql = sql;
  }

  /** The value of a fact; empty where it was never set. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(all().get(name));
  }

  /** All facts by name. */
  Map<String, String> all() {
    if (asOf != sql.undone()) {
      values.clear();
      sql.all(
          "SELECT name, value FROM counter", row -> values.put(row.getString(1), row.getString(2)));
      asOf = sql.undone();
    }
    return Collections.unmodifiableMap(values);
  }

  /** Sets a fact. Part of a transaction. */
  public void set(String name, String value) {
    all();
    sql.update(
        "INSERT INTO counter (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value);
    values.put(name, value);
  }

  /** Takes a fact away. Part of a transaction. */
  void remove(String name) {
    all();
    sql.update("DELETE FROM counter WHERE name = ?", name);
    values.remove(name);
  }
}
