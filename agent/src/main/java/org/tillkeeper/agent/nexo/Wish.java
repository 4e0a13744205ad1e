package org.tillkeeper.agent.nexo;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.PaymentType;

/** What a till asks to be done with money, read and checked as far as it can be by itself. */
sealed interface Wish {
  /** The till's side of it. */
  Sale sale();

  /**
   * All that decides what would be done, in one form: what differs in it is another request. What
   * may differ where a till sends the same again, such as its time, is no part of it. It may hold a
   * card: who has used it wipes it.
   */
  byte[] canonical();

  /**
   * A payment.
   *
   * @param type what it is
   * @param amount in the minor unit
   * @param members of the till API's body, without what the customer pays with
   * @param instrument the member {@code card} or {@code qr} where the till has read it itself
   * @param entries how it may be presented where the till has not
   */
  record Paying(
      PaymentType type,
      long amount,
      Map<String, Object> members,
      Optional<Map<String, Object>> instrument,
      Set<Entry> entries,
      Sale sale)
      implements Wish {
    /** Whether the customer has to present something. */
    boolean isToBePresented() {
      return !instrument.isPresent() && !members.containsKey("original");
    }

    @Override
    public byte[] canonical() {
      return ("Payment\n" + sorted(members) + "\n" + instrument.map(Wish::sorted).orElse(""))
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Something that took place is taken back.
   *
   * @param original id of the payment
   * @param amount in the minor unit; 0 for all that is left of it
   */
  record Reversing(String original, long amount, Sale sale) implements Wish {
    @Override
    public byte[] canonical() {
      return ("Reversal\n" + original + "\n" + amount + "\n" + sale.transaction().orElse(""))
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Names and values in one order, each with its length before it: no two maps are alike. */
  private static String sorted(Map<?, ?> members) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(members)
        .forEach(
            (name, value) -> {
              String written = value instanceof Map<?, ?> inner ? sorted(inner) : value.toString();
              text.append(name).append('=').append(written.length()).append(':').append(written);
            });
    return text.toString();
  }
}
