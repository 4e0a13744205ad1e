package org.tillkeeper.agent.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;

/**
 * Payments that are not final, and those with a reversal to send, kept in memory by their seq. They
 * are read once. From then on only a payment that was written is looked at again, so that a step
 * costs the same whether ten payments wait or ten thousand. After a transaction was undone all are
 * read anew.
 */
final class OpenPayments {
  private final Sql sql;
  private final Payments payments;
  private final Map<State, NavigableMap<Long, Payment>> byState = new EnumMap<>(State.class);
  private final NavigableMap<Long, Payment> open = new TreeMap<>();
  private final NavigableMap<Long, Payment> toReverse = new TreeMap<>();
  private long amount;
  private long asOf = -1;

  /** Copies that callers go through while they change payments; empty until they are wanted. */
  private Optional<List<Payment>> openList = Optional.empty();

  private Optional<List<Payment>> toReverseList = Optional.empty();

  OpenPayments(Sql sql, Payments payments) {
    this.sql = sql;
    this.payments = payments;
    for (State state : State.open()) {
      byState.put(state, new TreeMap<>());
    }
  }

  /** Payments that are not final, oldest first. */
  List<Payment> open() {
    bringUpToDate();
    if (!openList.isPresent()) {
      openList = Optional.of(copy(open));
    }
    return openList.get();
  }

  /** Payments of which a reversal will be sent again, oldest first. */
  List<Payment> withReversalsToSend() {
    bringUpToDate();
    if (!toReverseList.isPresent()) {
      toReverseList = Optional.of(copy(toReverse));
    }
    return toReverseList.get();
  }

  private static List<Payment> copy(NavigableMap<Long, Payment> some) {
    return Collections.unmodifiableList(new ArrayList<>(some.values()));
  }

  Ledger.Pending pending() {
    bringUpToDate();
    return new Ledger.Pending(open.size(), amount);
  }

  /**
   * Payments in these states, oldest first. It is read as far as it is asked, and costs no more.
   *
   * @param states none of them final
   */
  Iterable<Payment> in(Set<State> states) {
    bringUpToDate();
    return () ->
        new Iterator<Payment>() {
          private Optional<Map.Entry<Long, Payment>> next = after(0, states);

          @Override
          public boolean hasNext() {
            return next.isPresent();
          }

          @Override
          public Payment next() {
            Map.Entry<Long, Payment> entry = next.orElseThrow(NoSuchElementException::new);
            next = after(entry.getKey(), states);
            return entry.getValue();
          }
        };
  }

  private Optional<Map.Entry<Long, Payment>> after(long seq, Set<State> states) {
    Optional<Map.Entry<Long, Payment>> oldest = Optional.empty();
    for (State state : states) {
      Map.Entry<Long, Payment> entry = byState.get(state).higherEntry(seq);
      if (entry != null && (!oldest.isPresent() || entry.getKey() < oldest.get().getKey())) {
        oldest = Optional.of(entry);
      }
    }
    return oldest;
  }

  private void bringUpToDate() {
    if (asOf != sql.undone()) {
      readAll();
      return;
    }
    for (long seq : payments.takeChanged()) {
      put(seq, payments.payment(seq));
    }
  }

  private void readAll() {
    clear();
    payments.takeChanged();
    payments.each(
        "WHERE" + Payments.OPEN,
        (seq, payment) -> {
          put(seq, payment);
          if (open.putIfAbsent(seq, payment) == null) {
            // A damaged one shows as in need of a person. Its row is open until it is written so.
            amount += payment.amount();
          }
        });
    payments.each(
        "WHERE seq IN (SELECT payment FROM attempt WHERE" + Payments.TO_SEND + ")", this::put);
    asOf = sql.undone();
  }

  private void clear() {
    byState.values().forEach(Map::clear);
    open.clear();
    toReverse.clear();
    amount = 0;
    openList = Optional.empty();
    toReverseList = Optional.empty();
  }

  private void put(long seq, Payment payment) {
    Payment before = open.remove(seq);
    if (before != null) {
      amount -= before.amount();
      byState.getOrDefault(before.state(), new TreeMap<>()).remove(seq);
      openList = Optional.empty();
    }
    if (byState.containsKey(payment.state())) {
      amount += payment.amount();
      open.put(seq, payment);
      byState.get(payment.state()).put(seq, payment);
      openList = Optional.empty();
    }
    boolean reverses = payment.hasReversalToSend();
    if (reverses || toReverse.remove(seq) != null) {
      toReverseList = Optional.empty();
    }
    if (reverses) {
      toReverse.put(seq, payment);
    }
  }
}
