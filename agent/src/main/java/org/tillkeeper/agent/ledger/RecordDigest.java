package org.tillkeeper.agent.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The digest of a payment's row and its attempts' rows: the first 16 bytes of SHA-256 over every
 * column of the {@link Table}. Sealed columns are not among them, because they authenticate
 * themselves. It notices a disk that changes a bit. It does not protect against a person.
 *
 * <p>A column that a later version of the ledger added counts only where it has a value. Rows from
 * before it keep their digests.
 */
final class RecordDigest {
  private static final int BYTES = 16;

  private RecordDigest() {}

  /** Each column with its length, so that no two rows give the same text. */
  private static byte[] bytes(TextRow row) {
    StringBuilder text = new StringBuilder();
    for (Table.Column<?, ?> column : row.columns()) {
      String value = column.text(row);
      if (value == null && column.isAddedLater()) {
        continue;
      }
      if (value == null) {
        text.append("-;");
      } else {
        text.append(value.length()).append(':').append(value).append(';');
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] of(TextRow payment, List<TextRow> attempts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes(payment));
      for (TextRow attempt : attempts) {
        sha256.update((byte) 0);
        sha256.update(bytes(attempt));
      }
      return Arrays.copyOf(sha256.digest(), BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
