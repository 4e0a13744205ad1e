package org.tillkeeper.agent.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Search;
import org.tillkeeper.agent.payment.State;

/**
 * One page of the payments that a search finds, newest first by their number and never by the
 * clock. Every condition has an index of its own.
 */
final class PaymentPage {
  /** The reference number in an approval list, as the index on it has it. See ApprovalList. */
  private static final String FIRST_RRN =
      "substr(approvals, instr(approvals, '|') + 1,"
          + " instr(substr(approvals, instr(approvals, '|') + 1), '|') - 1)";

  /**
   * The attempts whose approval may be another than the payment's row tells, as the index on
   * reference numbers has them.
   */
  private static final String NOT_THE_PAYMENTS =
      " approvals IS NOT NULL AND (number > 1 OR outcome <> 'confirmed' OR reversal_stage IS NOT NULL)";

  /** Payments of a time, found by the index on times, from one moment and before another. */
  static final String AMONG =
      " FROM payment INDEXED BY payment_created WHERE created_at >= ? AND created_at < ?";

  /** How many times a page is looked through before the index on times is asked. */
  private static final int NEAR = 4;

  private final StringBuilder where = new StringBuilder("WHERE seq < ?");
  private final List<Object> values = new ArrayList<>();

  private PaymentPage(long before) {
    values.add(before);
  }

  /**
   * Most often the payments that are looked for lie close together: where those just before are
   * enough for a page, nothing else is read, however many there are of that time.
   *
   * @param before only payments with a lower seq
   */
  static List<Payment> read(
      Sql sql, Payments payments, Set<State> states, Search search, long before, int limit) {
    boolean timed = search.since().isPresent() || search.until().isPresent();
    if (timed) {
      long end = Math.min(before, sql.number("SELECT coalesce(max(seq), 0) FROM payment") + 1);
      PaymentPage near = new PaymentPage(end);
      near.and("seq >= ?", end - NEAR * (long) limit);
      List<Payment> found = near.found(sql, payments, states, search, limit);
      if (found.size() == limit) {
        return found;
      }
    }
    PaymentPage page = new PaymentPage(before);
    if (timed) {
      page.between(search);
    }
    return page.found(sql, payments, states, search, limit);
  }

  private List<Payment> found(
      Sql sql, Payments payments, Set<State> states, Search search, int limit) {
    search.since().ifPresent(it -> and("created_at >= ?", it.toEpochMilli()));
    search.until().ifPresent(it -> and("created_at < ?", it.toEpochMilli()));
    search.stan().ifPresent(this::stan);
    search.rrn().ifPresent(it -> rrn(sql, it));
    search.reference().ifPresent(it -> and("reference = ?", it));
    search
        .amount()
        .ifPresent(
            it ->
                and(
                    "(amount = ? OR (approved_amount = ? AND approved_amount IS NOT NULL))",
                    it,
                    it));
    search.last4().ifPresent(it -> and("substr(masked, -4) = ?", it));
    if (!states.isEmpty()) {
      where.append(" AND").append(Payments.in(states));
    }
    values.add(limit);
    return payments.where(where + " ORDER BY seq DESC LIMIT ?", values.toArray());
  }

  private void and(String condition, Object... given) {
    where.append(" AND ").append(condition);
    for (Object one : given) {
      values.add(one);
    }
  }

  /**
   * The clock may have jumped, so that times do not rise with the numbers. The index on times tells
   * between which numbers they all lie, and each of these is looked at.
   */
  private void between(Search search) {
    long from = search.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    long to = search.until().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    and("seq >= (SELECT coalesce(min(seq), 1)" + AMONG + ")", from, to);
    and("seq <= (SELECT coalesce(max(seq), 0)" + AMONG + ")", from, to);
  }

  private void stan(String stan) {
    and("seq IN (SELECT payment FROM attempt WHERE stan = ?)", stan);
  }

  private void rrn(Sql sql, String rrn) {
    and(
        "(rrn = ? OR seq IN (SELECT payment FROM attempt WHERE"
            + NOT_THE_PAYMENTS
            + " AND "
            + FIRST_RRN
            + " = ?) OR seq IN (SELECT value FROM json_each(?)))",
        rrn,
        rrn,
        approvedAgain(sql, rrn));
  }

  /** Payments of which an attempt was approved a second time under it, which is rare, as JSON. */
  private static String approvedAgain(Sql sql, String rrn) {
    StringBuilder seqs = new StringBuilder("[0");
    sql.all(
        "SELECT payment, approvals FROM attempt WHERE instr(approvals, char(10)) > 0"
            + " AND instr(approvals, ?) > 0",
        row -> {
          for (Approval approval : ApprovalList.read(Optional.of(row.getString(2)))) {
            if (approval.rrn().equals(Optional.of(rrn))) {
              seqs.append(", ").append(row.getLong(1));
            }
          }
          return null;
        },
        "|" + rrn + "|");
    return seqs.append(']').toString();
  }
}
