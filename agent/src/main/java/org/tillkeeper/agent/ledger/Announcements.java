package org.tillkeeper.agent.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;

/**
 * What is still to be told to other programs, and how far each of them has got. An announcement is
 * written in the commit of what it tells: either both have happened or neither. It is deleted once
 * nobody waits for it.
 *
 * <p>Nothing of a payment depends on these rows, so they have no digest. Belongs to the agent's
 * thread.
 */
public final class Announcements {
  /** What is told. The labels are those of {@code webhooks} in {@code agent.yaml}. */
  public enum Type {
    /** A payment is confirmed, declined, cancelled or not sent. */
    PAYMENT_FINAL("payment.final"),
    /** A payment needs a person. */
    PAYMENT_ATTENTION("payment.attention"),
    /** A settlement has ended. */
    SETTLEMENT_ENDED("settlement.ended");

    private final String label;

    Type(String label) {
      this.label = label;
    }

    /** As in the configuration and in what is sent. */
    public String label() {
      return label;
    }

    /**
     * The type of a label.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Type of(String label) {
      for (Type type : values()) {
        if (type.label.equals(label)) {
          return type;
        }
      }
      throw new IllegalArgumentException("no such announcement: " + label);
    }
  }

  /**
   * One of them.
   *
   * @param seq its place in the order of all
   * @param id the same for ever, and no other's
   * @param subject id of the payment or the settlement
   * @param at when it happened, by the wall clock
   * @param body what is sent; empty before it was made
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Announcement(
      long seq, String id, Type type, String subject, Instant at, Optional<byte[]> body) {}

  /**
   * How far an address has got.
   *
   * @param told it has everything that it is to be told, up to this seq
   * @param failures tries in a row that failed
   * @param failingSince when the first of them was, by the wall clock
   * @param gone whether it has said that it is there no more
   */
  public record Address(
      String url, long told, int failures, Optional<Instant> failingSince, boolean gone) {
    /** After a delivery. */
    public Address told(long seq) {
      return new Address(url, seq, 0, Optional.empty(), gone);
    }

    /** After a try that failed. */
    public Address failed(Instant now) {
      return new Address(url, told, failures + 1, Optional.of(failingSince.orElse(now)), gone);
    }

    /** It is to be told nothing up to this seq any more. */
    public Address givenUp(long seq) {
      return new Address(url, seq, failures, failingSince, gone);
    }

    /** It has said that it is there no more. */
    public Address leftForGood() {
      return new Address(url, told, 0, Optional.empty(), true);
    }
  }

  private static final String COLUMNS =
      "SELECT seq, id, type, subject, at, body FROM announcement ";

  private final Sql sql;
  private Set<Type> recorded = EnumSet.noneOf(Type.class);
  private Runnable whenRecorded = () -> {};
  private boolean any;

  Announcements(Sql sql) {
    this.sql = sql;
  }

  /**
   * Says who is told what from now on. An address that is new is told what happens from here on;
   * one that is not named any more is forgotten. Part of a transaction.
   */
  public void tell(Collection<String> urls, Set<Type> types) {
    recorded = types.isEmpty() ? EnumSet.noneOf(Type.class) : EnumSet.copyOf(types);
    for (Address address : addresses()) {
      if (!urls.contains(address.url())) {
        sql.update("DELETE FROM announcement_address WHERE url = ?", address.url());
      }
    }
    for (String url : urls) {
      if (!address(url).isPresent()) {
        sql.update(
            "INSERT INTO announcement_address (url, told, failures, gone) VALUES (?, ?, 0, 0)",
            url,
            lastSeq());
      }
    }
    forgetTold();
  }

  /** Is called on the agent's thread when announcements have become durable. */
  public void whenRecorded(Runnable then) {
    whenRecorded = then;
  }

  /**
   * A payment's state was written. Part of that transaction.
   *
   * @param change seq of the history's row that says so
   */
  void changed(Payment payment, long change) {
    if (payment.state().isFinal()) {
      Type type = payment.state() == State.ATTENTION ? Type.PAYMENT_ATTENTION : Type.PAYMENT_FINAL;
      record(type, payment.id(), payment.updatedAt(), change);
    }
  }

  /**
   * A settlement is written. Part of that transaction.
   *
   * @param before as it was
   */
  void changed(Optional<Settlement> before, Settlement after, long change) {
    boolean hadEnded = before.filter(it -> it.stage() == Stage.ENDED).isPresent();
    if (after.stage() == Stage.ENDED && !hadEnded) {
      record(Type.SETTLEMENT_ENDED, after.id(), after.updatedAt(), change);
    }
  }

  /** Whether any of these is recorded. */
  boolean records(Type... types) {
    for (Type type : types) {
      if (recorded.contains(type)) {
        return true;
      }
    }
    return false;
  }

  private void record(Type type, String subject, Instant at, long change) {
    if (!recorded.contains(type)) {
      return;
    }
    long seq = lastSeq() + 1;
    sql.update(
        "INSERT INTO announcement (seq, id, type, subject, at) VALUES (?, ?, ?, ?, ?)",
        seq,
        // The history goes on where these rows are gone, so that no id comes twice.
        subject + "-" + change + "-" + seq,
        type.label(),
        subject,
        at.toEpochMilli());
    any = true;
  }

  /** Seq of the newest there ever was. */
  public long lastSeq() {
    return Math.max(
        sql.number("SELECT max(seq) FROM announcement"),
        sql.number("SELECT max(told) FROM announcement_address"));
  }

  /** The transaction is durable. */
  void committed() {
    if (any) {
      any = false;
      whenRecorded.run();
    }
  }

  /** Nothing of the transaction has happened. */
  void undone() {
    any = false;
  }

  /** Those that have no body yet, in order. */
  public List<Announcement> withoutBody(int limit) {
    return sql.all(
        COLUMNS + "WHERE body IS NULL ORDER BY seq LIMIT ?", Announcements::announcement, limit);
  }

  /** Keeps what is sent. Part of a transaction. */
  public void keepBody(long seq, byte[] body) {
    sql.update("UPDATE announcement SET body = ? WHERE seq = ?", body, seq);
  }

  /** The next one of some types after a seq; empty if there is none, or it has no body yet. */
  public Optional<Announcement> next(long after, Set<Type> types) {
    StringBuilder labels = new StringBuilder();
    for (Type type : EnumSet.copyOf(types)) {
      labels.append(labels.length() == 0 ? "'" : ", '").append(type.label()).append('\'');
    }
    return sql.first(
            COLUMNS + "WHERE seq > ? AND type IN (" + labels + ") ORDER BY seq LIMIT 1",
            Announcements::announcement,
            after)
        .filter(it -> it.body().isPresent());
  }

  /** Seq of the last one before a time that comes after a seq; that seq itself if there is none. */
  public long lastBefore(Instant time, long after) {
    return Math.max(
        after, sql.number("SELECT max(seq) FROM announcement WHERE at < ?", time.toEpochMilli()));
  }

  /** How far each address has got. */
  public List<Address> addresses() {
    return sql.all(
        "SELECT url, told, failures, failing_since, gone FROM announcement_address ORDER BY url",
        Announcements::address);
  }

  /** How far one has got. */
  public Optional<Address> address(String url) {
    return addresses().stream().filter(it -> it.url().equals(url)).findFirst();
  }

  /** Keeps how far an address has got, and forgets what nobody waits for. Part of a transaction. */
  public void save(Address address) {
    sql.update(
        "UPDATE announcement_address SET told = ?, failures = ?, failing_since = ?, gone = ? WHERE url = ?",
        address.told(),
        address.failures(),
        address.failingSince().map(Instant::toEpochMilli).orElse(null),
        address.gone() ? 1 : 0,
        address.url());
    forgetTold();
  }

  private void forgetTold() {
    long told =
        sql.first(
                "SELECT min(told) FROM announcement_address WHERE gone = 0",
                row -> row.getObject(1) == null ? Long.MAX_VALUE : row.getLong(1))
            .orElse(Long.MAX_VALUE);
    sql.update("DELETE FROM announcement WHERE seq <= ?", told);
  }

  private static Announcement announcement(ResultSet row) throws SQLException {
    return new Announcement(
        row.getLong(1),
        row.getString(2),
        Type.of(row.getString(3)),
        row.getString(4),
        Instant.ofEpochMilli(row.getLong(5)),
        Optional.ofNullable(row.getBytes(6)));
  }

  private static Address address(ResultSet row) throws SQLException {
    Object since = row.getObject(4);
    return new Address(
        row.getString(1),
        row.getLong(2),
        row.getInt(3),
        since == null
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(((Number) since).longValue())),
        row.getInt(5) == 1);
  }
}
