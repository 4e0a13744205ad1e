package org.tillkeeper.agent.payment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a receipt says of the chip that paid and of the device that took the card. A customer sees
 * all of it on paper, so none of it is a secret; it is kept sealed all the same. Immutable.
 *
 * @param values those that are known
 */
public record ReceiptFacts(Map<Fact, String> values) {
  /** Nothing is known: there was no chip, or the payment is of before such facts were kept. */
  public static final ReceiptFacts NONE = new ReceiptFacts(Collections.emptyMap());

  /** One line of a receipt. The labels are the ledger's; the order is that on paper. */
  public enum Fact {
    /** Which application of the card paid: its preferred name, or else its label. */
    APPLICATION("application"),
    /** The application's identifier, hex. */
    AID("aid"),
    /** What the terminal found when it verified the card, hex. */
    TVR("tvr"),
    /** Which steps were carried out, hex. */
    TSI("tsi"),
    /** How often the application was used, hex. */
    ATC("atc"),
    /** The cryptogram by which the chip asked the issuer, hex. */
    ARQC("arqc"),
    /** The cryptogram by which the chip accepted, hex. */
    TC("tc"),
    /** The cryptogram by which the chip refused, hex. */
    AAC("aac"),
    /** The hardware's serial number. */
    DEVICE("device");

    private final String label;

    Fact(String label) {
      this.label = label;
    }

    /** As in the ledger. */
    public String label() {
      return label;
    }
  }

  /** Makes it read-only. */
  public ReceiptFacts {
    EnumMap<Fact, String> copy = new EnumMap<>(Fact.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /**
   * These, and what is known later.
   *
   * @param later what counts where it names another value
   */
  public ReceiptFacts and(ReceiptFacts later) {
    EnumMap<Fact, String> all = new EnumMap<>(Fact.class);
    all.putAll(values);
    all.putAll(later.values);
    return new ReceiptFacts(all);
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return values.isEmpty();
  }
}
