package org.tillkeeper.agent.payment;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the request of an answer said beside what its attempt keeps. An answer that names something
 * else speaks of something else. For example a sale in CNY is not approved by an answer in USD.
 *
 * @param processingCodes those an answer may name; empty where the request is not known any more
 * @param currencies the same, numbers of ISO 4217
 */
public record Asked(Set<String> processingCodes, Set<String> currencies) {
  /** Nothing of the request is known. */
  public static final Asked UNKNOWN = new Asked(Set.of(), Set.of());

  /** Makes both read-only. */
  public Asked {
    processingCodes = Collections.unmodifiableSet(new TreeSet<>(processingCodes));
    currencies = Collections.unmodifiableSet(new TreeSet<>(currencies));
  }

  /**
   * What the answer to an inquiry may name: what the inquiry said, or its original. Where it is not
   * known what the original said, it may name anything.
   */
  public Asked about(Asked original) {
    return new Asked(
        either(processingCodes, original.processingCodes), either(currencies, original.currencies));
  }

  private static Set<String> either(Set<String> inquiry, Set<String> original) {
    if (original.isEmpty()) {
      return original;
    }
    Set<String> both = new TreeSet<>(inquiry);
    both.addAll(original);
    return both;
  }

  /** How an answer's processing code differs; empty if it does not. */
  Optional<String> otherProcessingCode(String named, int digits) {
    for (String code : processingCodes) {
      if (code.regionMatches(0, named, 0, digits)) {
        return Optional.empty();
      }
    }
    return processingCodes.isEmpty()
        ? Optional.empty()
        : Optional.of("it names the processing code " + named);
  }

  /** How an answer's currency differs; empty if it does not. */
  Optional<String> otherCurrency(String named) {
    boolean fits = currencies.isEmpty() || currencies.contains(named);
    return fits ? Optional.empty() : Optional.of("it names the currency " + named);
  }
}
