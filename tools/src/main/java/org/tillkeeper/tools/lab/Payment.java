package org.tillkeeper.tools.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A payment as the till API shows it.
 *
 * @param reference the till's own name of it
 * @param amount in the minor unit
 * @param display what the cashier sees
 * @param messageZh what the cashier reads, Chinese
 * @param messageEn the same in English
 * @param attempts those that were sent, oldest first
 * @param type such as {@code sale} or {@code void}
 * @param original id of the payment it is about; empty for none
 * @param voided whether it was voided
 * @param refunded what was paid back of it, in the minor unit
 */
public record Payment(
    String id,
    String reference,
    long amount,
    String state,
    String display,
    String messageZh,
    String messageEn,
    List<Attempt> attempts,
    String type,
    String original,
    boolean voided,
    long refunded) {

  /** A sale that was neither voided nor refunded. */
  public Payment(
      String id,
      String reference,
      long amount,
      String state,
      String display,
      String messageZh,
      String messageEn,
      List<Attempt> attempts) {
    this(
        id, reference, amount, state, display, messageZh, messageEn, attempts, "sale", "", false,
        0);
  }

  /** Types whose lost answer is asked for again, or by a person, and never reversed. */
  private static final Set<String> NEVER_REVERSED = Set.of("refund", "tip");

  private static final Set<String> OPEN = Set.of("pending", "cancelling");

  /**
   * One request to the acquirer.
   *
   * @param outcome open, confirmed, declined, reversed or not-sent
   */
  public record Attempt(String batch, String stan, String outcome) {}

  static Payment of(Map<?, ?> json) {
    List<Attempt> attempts = new ArrayList<>();
    for (Object one : (List<?>) json.get("attempts")) {
      Map<?, ?> attempt = (Map<?, ?>) one;
      attempts.add(
          new Attempt(text(attempt, "batch"), text(attempt, "stan"), text(attempt, "outcome")));
    }
    Map<?, ?> message = (Map<?, ?>) json.get("message");
    return new Payment(
        text(json, "id"),
        text(json, "reference"),
        ((Number) json.get("amount")).longValue(),
        text(json, "state"),
        text(json, "display"),
        text(message, "zh"),
        text(message, "en"),
        List.copyOf(attempts),
        text(json, "type"),
        text(json, "original"),
        !text(json, "voidedBy").isEmpty(),
        json.get("refunded") instanceof Number refunded ? refunded.longValue() : 0);
  }

  /** Whether nobody can know, until a person finds out, if the acquirer has it. */
  public boolean isOpenToDoubt() {
    return display.equals("attention") && NEVER_REVERSED.contains(type);
  }

  /** Whether the cashier sees its end. */
  public boolean isFinal() {
    return !OPEN.contains(display);
  }

  /** Whether the cashier was told that the customer has paid. */
  public boolean isConfirmed() {
    return display.equals("confirmed");
  }

  private static String text(Map<?, ?> json, String key) {
    Object value = json.get(key);
    return value == null ? "" : String.valueOf(value);
  }
}
