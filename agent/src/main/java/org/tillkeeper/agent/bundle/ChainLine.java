package org.tillkeeper.agent.bundle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tillkeeper.iso8583.Hex;

/**
 * A row of the ledger's history with its place in the chain, as it stands in a bundle. Its hash is
 * SHA-256 over: the hash before (32 bytes), seq, number of the payment, milliseconds since 1970 (8
 * bytes each), attempt, length of kind (4 each), kind, length of message (4), message; big-endian,
 * texts in UTF-8. A row that was erased keeps its hash alone.
 *
 * @param seq of the row
 * @param paymentSeq the ledger's number of the payment, 0 for the terminal's own
 * @param payment its id, empty for none
 * @param at milliseconds since 1970
 * @param attempt 0 for none
 * @param before hash of the row before, hex
 * @param hash of this row, hex
 */
public record ChainLine(
    long seq,
    long paymentSeq,
    String payment,
    long at,
    String kind,
    int attempt,
    String message,
    String before,
    String hash) {
  private static final int HASH_BYTES = 32;
  private static final String ERASED = "erased";

  /** The members, in the order in which they are written. */
  public Map<String, Object> members() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seq", seq);
    json.put("payment", payment.isEmpty() ? null : payment);
    json.put("paymentSeq", paymentSeq);
    json.put("at", at);
    json.put("kind", kind);
    json.put("attempt", attempt);
    json.put("message", message);
    json.put("before", before);
    json.put("hash", hash);
    return json;
  }

  /**
   * A row that was read.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ChainLine of(Map<String, Object> json) {
    Object payment = json.get("payment");
    return new ChainLine(
        number(json, "seq"),
        number(json, "paymentSeq"),
        payment == null ? "" : payment.toString(),
        number(json, "at"),
        String.valueOf(json.get("kind")),
        (int) number(json, "attempt"),
        String.valueOf(json.get("message")),
        String.valueOf(json.get("before")),
        String.valueOf(json.get("hash")));
  }

  private static long number(Map<String, Object> json, String name) {
    if (json.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("no " + name);
  }

  /** Whether its hash is that of what it says. */
  boolean holds() {
    boolean isErased = kind.equals(ERASED) && paymentSeq == 0;
    return isErased || hash.equals(Hex.lowerCase(chained()));
  }

  /** Whether this row may stand right behind another. */
  boolean follows(ChainLine other) {
    return before.equals(other.hash)
        && (seq == other.seq + 1 || (kind.equals(ERASED) && seq > other.seq));
  }

  private byte[] chained() {
    byte[] kindBytes = kind.getBytes(StandardCharsets.UTF_8);
    byte[] messageBytes = message.getBytes(StandardCharsets.UTF_8);
    ByteBuffer row =
        ByteBuffer.allocate(HASH_BYTES + 3 * 8 + 3 * 4 + kindBytes.length + messageBytes.length);
    row.put(bytes(before)).putLong(seq).putLong(paymentSeq).putLong(at).putInt(attempt);
    row.putInt(kindBytes.length).put(kindBytes).putInt(messageBytes.length).put(messageBytes);
    try {
      return MessageDigest.getInstance("SHA-256").digest(row.array());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The bytes of a hash; zeros for a text of another length. */
  private static byte[] bytes(String hex) {
    return hex.length() == 2 * HASH_BYTES ? Hex.decode(hex) : new byte[HASH_BYTES];
  }
}
