package org.tillkeeper.tools.lab;

import java.util.Map;

/**
 * Something that the acquirer has booked.
 *
 * @param amount in the minor unit
 * @param reversed whether it was undone since
 * @param type the acquirer's word for it, such as {@code sale} or {@code offline-sale}
 * @param charged what it adds to the cardholder's debt while it stands; negative for a credit
 * @param voided whether a void of it stands
 * @param refunded what was paid back of it
 */
public record Booked(
    String batch,
    String stan,
    long amount,
    boolean reversed,
    String type,
    long charged,
    boolean voided,
    long refunded) {

  /** A sale that was neither voided nor refunded. */
  public Booked(String batch, String stan, long amount, boolean reversed) {
    this(batch, stan, amount, reversed, "sale", reversed ? 0 : amount, false, 0);
  }

  static Booked of(Map<?, ?> json) {
    return new Booked(
        String.valueOf(json.get("batch")),
        String.valueOf(json.get("stan")),
        ((Number) json.get("amount")).longValue(),
        "reversed".equals(json.get("state")),
        String.valueOf(json.get("type")),
        ((Number) json.get("charged")).longValue(),
        json.get("voidedBy") != null,
        ((Number) json.get("refunded")).longValue());
  }

  /** What the till's API calls it: it does not tell how a message travelled. */
  String tillType() {
    return switch (type) {
      case "offline-sale", "offline-chip-sale" -> "sale";
      case "completion-advice" -> "completion";
      default -> type;
    };
  }
}
