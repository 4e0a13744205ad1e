package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * Knows the payments that refer to another and are not done with: open, in attention, or with a
 * reversal that may still succeed. They are few and kept in memory, so that any thread can show
 * what an original allows. A call that moves money asks the ledger instead. It is written on the
 * agent's thread and read on any.
 */
final class Referrers {
  /**
   * The payments by the id of the original, then by their own. An inner map is never changed once
   * it stands here.
   */
  private final Map<String, Map<String, Payment>> unfinished = new ConcurrentHashMap<>();

  /** Those of the ledger. */
  Referrers(Ledger ledger) {
    List<Payment> some = new ArrayList<>(ledger.open());
    some.addAll(ledger.withReversalsToSend());
    some.addAll(
        ledger.page(
            EnumSet.of(State.ATTENTION), Optional.empty(), Optional.empty(), Integer.MAX_VALUE));
    some.forEach(this::changed);
  }

  /** A payment is now so, and that is durable. */
  void changed(Payment payment) {
    if (!payment.terms().original().isPresent()) {
      return;
    }
    String original = payment.terms().original().get();
    Map<String, Payment> now = new LinkedHashMap<>();
    now.putAll(unfinished.getOrDefault(original, Collections.emptyMap()));
    if (payment.isDoneWith()) {
      now.remove(payment.id());
    } else {
      now.put(payment.id(), payment);
    }
    if (now.isEmpty()) {
      unfinished.remove(original);
    } else {
      unfinished.put(original, now);
    }
  }

  /** Of one original. */
  Collection<Payment> of(String original) {
    return unfinished.getOrDefault(original, Collections.emptyMap()).values();
  }
}
