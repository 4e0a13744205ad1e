package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Attention;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * A payment as the database has it, with its attempts.
 *
 * @param text all columns of its row, for the digest
 * @param attempts all columns of each attempt's row, by number
 * @param digest that both had when they were last written
 * @param bare the payment without its attempts; of a row that cannot be read, what can be shown
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record PaymentRow(TextRow text, List<TextRow> attempts, byte[] digest, Payment bare) {
  static PaymentRow read(Sql sql, long seq) {
    List<TextRow> attempts =
        sql.all(AttemptTable.SELECT, row -> AttemptTable.read(row.getString(1)), seq);
    return sql.first(
            PaymentTable.SELECT, row -> of(row.getBytes(1), row.getString(2), attempts), seq)
        .get();
  }

  /** The digest of the rows as they are now. */
  byte[] digestAnew() {
    return RecordDigest.of(text, attempts);
  }

  /**
   * The payment of a row.
   *
   * @param digest null where the row has none
   */
  static PaymentRow of(byte[] digest, String text, List<TextRow> attempts) {
    TextRow row = PaymentTable.read(text);
    Payment bare;
    try {
      bare = PaymentTable.payment(row);
    } catch (IllegalArgumentException e) {
      bare = PaymentTable.unreadable(row);
    }
    return new PaymentRow(row, attempts, digest == null ? new byte[0] : digest, bare);
  }

  /** The payment. Where the rows are not what the digest was made of, it is in need of a person. */
  Payment payment() {
    return payment(Arrays.equals(digest, digestAnew()));
  }

  /** The payment of rows that this transaction wrote, which have no digest yet. */
  Payment asWritten() {
    return payment(true);
  }

  private Payment payment(boolean whole) {
    List<Attempt> readableOnes = new ArrayList<>();
    boolean readable = true;
    for (TextRow row : attempts) {
      try {
        readableOnes.add(AttemptTable.attempt(row));
      } catch (IllegalArgumentException e) {
        readable = false;
      }
    }
    boolean sound = readable && whole;
    return new Payment(
        bare.id(),
        bare.terms(),
        bare.instrument(),
        sound ? bare.state() : State.ATTENTION,
        sound && bare.retryOpen(),
        bare.cancelRequested(),
        readableOnes,
        bare.decision(),
        bare.cardResult(),
        bare.links(),
        bare.batchClosed(),
        sound ? bare.attention() : Optional.of(Attention.RECORD_DAMAGED),
        sound ? bare.resolution() : Optional.empty(),
        bare.retryEnd(),
        bare.retryUntil(),
        bare.unseenSince(),
        bare.signature(),
        bare.createdAt(),
        bare.updatedAt());
  }
}
