package org.tillkeeper.agent.payment;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.Element;

/**
 * What a till asks for, checked as far as it can be without the ledger.
 *
 * @param type what it is
 * @param amount in the currency's minor unit, 1 to 999,999,999,999; 0 for a balance inquiry and
 *     where the original's own amount is meant
 * @param currency ISO 4217 letters
 * @param reference the till's own name for it
 * @param original id of the payment it refers to, whose card is used; there is no entry then, and
 *     no data of a card
 * @param entry how the card or code was read
 * @param data the card's or code's data, and what the till says of the device
 * @param manner what else is asked for
 */
public record PaymentOrder(
    PaymentType type,
    long amount,
    String currency,
    Optional<String> reference,
    Optional<String> original,
    Optional<Entry> entry,
    SensitiveData data,
    Manner manner) {

  /**
   * What else a till may ask.
   *
   * @param asAdvice whether a completion is to be sent as a notice
   * @param chipApprovedOffline whether the chip has approved it already (Y1, Y3)
   * @param allowDuplicate whether the till knows that it looks like one just taken
   * @param attempt the attempt of the original that a refund gives back, 1 for the first; 0 for the
   *     payment as a whole
   * @param supervisor the session of the cashier's page in which a supervisor's PIN was given for
   *     it, as the log names it; empty where none was needed
   */
  public record Manner(
      boolean asAdvice,
      boolean chipApprovedOffline,
      boolean allowDuplicate,
      int attempt,
      Optional<String> supervisor) {
    /** Nothing else. */
    public static final Manner PLAIN = new Manner(false, false, false, 0);

    /** One for which no PIN was given. */
    public Manner(
        boolean asAdvice, boolean chipApprovedOffline, boolean allowDuplicate, int attempt) {
      this(asAdvice, chipApprovedOffline, allowDuplicate, attempt, Optional.empty());
    }

    /** One that gives no single attempt back. */
    public Manner(boolean asAdvice, boolean chipApprovedOffline, boolean allowDuplicate) {
      this(asAdvice, chipApprovedOffline, allowDuplicate, 0);
    }
  }

  /** The same, with the session in which a supervisor has asked for it. */
  public PaymentOrder askedBy(Optional<String> supervisor) {
    Manner asked =
        new Manner(
            manner.asAdvice,
            manner.chipApprovedOffline,
            manner.allowDuplicate,
            manner.attempt,
            supervisor);
    return new PaymentOrder(type, amount, currency, reference, original, entry, data, asked);
  }

  /** A sale, or another payment that stands alone, with nothing else asked. */
  public static PaymentOrder of(
      PaymentType type,
      long amount,
      String currency,
      Optional<String> reference,
      Entry entry,
      SensitiveData data) {
    return new PaymentOrder(
        type,
        amount,
        currency,
        reference,
        Optional.empty(),
        Optional.of(entry),
        data,
        Manner.PLAIN);
  }

  /** A payment that refers to another. */
  public static PaymentOrder referring(
      PaymentType type,
      String original,
      long amount,
      String currency,
      Optional<String> reference,
      Manner manner) {
    return new PaymentOrder(
        type,
        amount,
        currency,
        reference,
        Optional.of(original),
        Optional.empty(),
        new SensitiveData(java.util.Collections.emptyMap()),
        manner);
  }

  /**
   * The same order with what the till says of the device beside its data.
   *
   * @param told the later word where both have one
   */
  public PaymentOrder with(Map<Element, String> told) {
    Map<Element, String> all = new EnumMap<>(Element.class);
    all.putAll(data.values());
    all.putAll(told);
    return new PaymentOrder(
        type, amount, currency, reference, original, entry, new SensitiveData(all), manner);
  }
}
