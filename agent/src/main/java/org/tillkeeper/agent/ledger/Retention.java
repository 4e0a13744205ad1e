package org.tillkeeper.agent.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.State;

/**
 * Erases what has been kept long enough, in small steps, and gives the space back.
 *
 * <p>An erased payment keeps its idempotency key and the HMAC of its request, so that its key still
 * answers. It keeps its id, type, state, amounts, links and batch, so that its batch still adds up.
 * It keeps what a person said became of it, and by what evidence.
 *
 * <p>A payment that is open or needs a person is never erased, nor one whose reversal will be sent
 * again. Nor is one that a payment refers to which is not erased itself: a refund takes the card
 * from its sale.
 */
public final class Retention {
  /**
   * A pre-authorisation that was neither completed nor voided is kept for this long, however little
   * room there is. It holds a customer's money, and is needed to give it back. UnionPay's rules let
   * one be completed within this time.
   */
  public static final Duration HELD = Duration.ofDays(30);

  private final Sql sql;
  private final Payments payments;
  private final History history;

  Retention(Sql sql, Payments payments, History history) {
    this.sql = sql;
    this.payments = payments;
    this.history = history;
  }

  /**
   * Erases payments that have been kept long enough, oldest first. Part of a transaction.
   *
   * @param before payments of batches that were closed before this
   * @param heldBefore of pre-authorisations that still hold money only those that are older than
   *     this, which is {@link #HELD} ago
   * @param after looks only at payments that come after this in the ledger; 0 for all
   * @param limit looks at so many payments
   * @return the {@code after} to go on with; 0 if no more payments can be erased
   */
  public long erasePayments(Instant before, Instant heldBefore, long after, int limit) {
    List<Payment> oldest =
        payments.where("WHERE erased = 0 AND seq > ? ORDER BY seq LIMIT ?", after, limit);
    long last = after;
    for (Payment payment : oldest) {
      last = payments.seqOf(payment.id());
      if (!payment.createdAt().isBefore(before)) {
        return 0;
      }
      boolean held = holdsMoney(payment) && !payment.createdAt().isBefore(heldBefore);
      if (!held && isOver(payment, last, before)) {
        erase(last);
      }
    }
    return oldest.size() < limit ? 0 : last;
  }

  private static boolean holdsMoney(Payment payment) {
    return payment.type() == PaymentType.PREAUTH
        && payment.state() == State.CONFIRMED
        && !payment.links().completedBy().isPresent()
        && !payment.links().voidedBy().isPresent();
  }

  private boolean isOver(Payment payment, long seq, Instant before) {
    boolean hasEnd = payment.state().isFinal() && payment.state() != State.ATTENTION;
    if (!hasEnd || payment.hasReversalToSend()) {
      return false;
    }
    Optional<Long> closedAt =
        sql.first(
            "SELECT coalesce(b.closed_at, 0) FROM payment p JOIN batch b ON b.seq = p.batch WHERE p.seq = ?",
            row -> row.getLong(1),
            seq);
    if (closedAt.equals(Optional.of(0L))) {
      return false;
    }
    long ended = closedAt.orElse(payment.updatedAt().toEpochMilli());
    long keptAboutIt =
        sql.number("SELECT count(*) FROM payment WHERE original = ? AND erased = 0", payment.id());
    return ended < before.toEpochMilli() && keptAboutIt == 0 && !history.isLast(seq);
  }

  private void erase(long seq) {
    sql.update(
        "UPDATE payment SET erased = 1, reference = NULL, masked = '', response_code = NULL, rrn = NULL,"
            + " auth_code = NULL, host_date = NULL, voucher = NULL, balance = NULL, attention = NULL,"
            + " retry_until = NULL, instrument_hash = NULL, card = NULL,"
            + " account = NULL, chip_answer = NULL, chip_certificate = NULL, receipt_facts = NULL,"
            + " settlement_date = NULL, signature_hash = NULL WHERE seq = ?",
        seq);
    sql.update("DELETE FROM signature WHERE payment = (SELECT id FROM payment WHERE seq = ?)", seq);
    payments.messages().eraseAll(seq);
    sql.update("DELETE FROM attempt WHERE payment = ?", seq);
    history.erase(seq);
    payments.changed(seq);
  }

  /**
   * Erases what is older than a time and belongs to no payment: the terminal's own events,
   * management messages and uploads. Part of a transaction.
   *
   * @return whether there may be more
   */
  public boolean eraseRest(Instant before, int limit) {
    long at = before.toEpochMilli();
    int events = history.eraseOwn(at, limit);
    int messages =
        sql.update(
            "DELETE FROM management WHERE seq < (SELECT min(seq) FROM management) + ? AND at < ?"
                + " AND batch <> (SELECT number FROM batch WHERE state = 'open')",
            limit,
            at);
    Optional<Long> uploaded =
        sql.first(
            "SELECT s.seq FROM settlement s WHERE s.stage = 'ended' AND s.updated_at < ?"
                + " AND EXISTS (SELECT 1 FROM upload u WHERE u.settlement = s.seq) LIMIT 1",
            row -> row.getLong(1),
            at);
    if (uploaded.isPresent()) {
      sql.update("DELETE FROM upload_payment WHERE settlement = ?", uploaded.get());
      sql.update("DELETE FROM upload WHERE settlement = ?", uploaded.get());
    }
    return events == limit || messages > 0 || uploaded.isPresent();
  }

  /** Whether a payment was erased. */
  public boolean isErased(String payment) {
    return sql.number("SELECT erased FROM payment WHERE id = ?", payment) == 1;
  }

  /** How many payments were erased. */
  public long erased() {
    return sql.number("SELECT count(*) FROM payment")
        - sql.number("SELECT count(*) FROM payment WHERE erased = 0");
  }

  /** Bytes of the database that hold something. */
  public long usedBytes() {
    return (sql.number("PRAGMA page_count") - sql.number("PRAGMA freelist_count"))
        * sql.number("PRAGMA page_size");
  }

  /** Gives at most so many free pages back to the file system. Not in a transaction. */
  public void shrink(int pages) {
    sql.run("PRAGMA incremental_vacuum(" + pages + ")");
  }

  /** Bytes of the database that are free and not given back yet. */
  public long freeBytes() {
    return sql.number("PRAGMA freelist_count") * sql.number("PRAGMA page_size");
  }
}
