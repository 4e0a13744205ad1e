package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the acquirer ordered to download and what was received, as rows. What was received comes
 * into force as a whole, in one commit. Until then the old values stay in force. Belongs to the
 * agent's thread.
 */
public final class Downloads {
  private final Sql sql;
  private final Kept<List<Standing>> all;

  Downloads(Sql sql) {
    this.sql = sql;
    all = new Kept<>(sql, "download", this::readAll);
  }

  /**
   * How a download stands.
   *
   * @param what its name, such as {@code parameters}
   * @param orderedAt empty if it is not ordered, or has been carried out since its order
   * @param listed whether the list of what there is has been received to its end
   * @param trouble why the last try failed
   * @param version how often it was carried out to its end
   * @param receivedAt when it was last carried out
   */
  public record Standing(
      String what,
      Optional<Instant> orderedAt,
      boolean listed,
      Optional<String> trouble,
      long version,
      Optional<Instant> receivedAt) {}

  /** A value in force, as it was received. */
  public record Item(String name, String value) {}

  /** Downloads that were ever ordered. */
  public List<Standing> all() {
    return all.get();
  }

  private List<Standing> readAll() {
    return sql.all(
        "SELECT what, ordered_at, listed, trouble, version, received_at FROM download",
        row ->
            new Standing(
                row.getString(1),
                instant(row.getObject(2)),
                row.getInt(3) == 1,
                Optional.ofNullable(row.getString(4)),
                row.getLong(5),
                instant(row.getObject(6))));
  }

  private static Optional<Instant> instant(Object millis) {
    return millis == null
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(((Number) millis).longValue()));
  }

  /**
   * Notes an order. A download that is ordered already goes on where it is. Part of a transaction.
   */
  public void order(String what, Instant at) {
    sql.update(
        "INSERT INTO download (what, ordered_at, listed, version) VALUES (?, ?, 0, 0)"
            + " ON CONFLICT (what) DO UPDATE SET ordered_at = coalesce(ordered_at, excluded.ordered_at)",
        what,
        at.toEpochMilli());
  }

  /** How one of them stands; empty if it was never ordered. */
  public Optional<Standing> standing(String what) {
    for (Standing standing : all()) {
      if (standing.what().equals(what)) {
        return Optional.of(standing);
      }
    }
    return Optional.empty();
  }

  /** How many names the list of a download has so far. */
  public int listed(String what) {
    return (int)
        sql.number("SELECT count(*) FROM download_item WHERE what = ? AND in_force = 0", what);
  }

  /** Adds names to the list of a download. Part of a transaction. */
  public void list(String what, List<String> names, boolean complete) {
    int number = listed(what);
    for (String name : names) {
      number++;
      sql.update(
          "INSERT INTO download_item (what, in_force, number, name) VALUES (?, 0, ?, ?)",
          what,
          number,
          name);
    }
    sql.update("UPDATE download SET listed = ? WHERE what = ?", complete ? 1 : 0, what);
  }

  /** The next name of the list that has no value yet; empty if all have one. */
  public Optional<String> wanted(String what) {
    return sql.first(
        "SELECT name FROM download_item WHERE what = ? AND in_force = 0 AND value IS NULL ORDER BY number LIMIT 1",
        row -> row.getString(1),
        what);
  }

  /** Keeps the value of a name of the list. Part of a transaction. */
  public void received(String what, String name, String value) {
    sql.update(
        "UPDATE download_item SET value = ? WHERE what = ? AND in_force = 0 AND name = ?",
        value,
        what,
        name);
  }

  /** Brings what was received into force and ends the order. Part of a transaction. */
  public void done(String what, Instant at) {
    sql.update("DELETE FROM download_item WHERE what = ? AND in_force = 1", what);
    sql.update("UPDATE download_item SET in_force = 1 WHERE what = ?", what);
    sql.update(
        "UPDATE download SET ordered_at = NULL, listed = 0, trouble = NULL, version = version + 1, received_at = ?"
            + " WHERE what = ?",
        at.toEpochMilli(),
        what);
  }

  /** Notes that a download failed. The next try begins with the list. Part of a transaction. */
  public void failed(String what, String trouble) {
    sql.update("DELETE FROM download_item WHERE what = ? AND in_force = 0", what);
    sql.update("UPDATE download SET listed = 0, trouble = ? WHERE what = ?", trouble, what);
  }

  /** The values in force, in the acquirer's order. */
  public List<Item> inForce(String what) {
    return sql.all(
        "SELECT name, value FROM download_item WHERE what = ? AND in_force = 1 ORDER BY number",
        row -> new Item(row.getString(1), row.getString(2)),
        what);
  }
}
