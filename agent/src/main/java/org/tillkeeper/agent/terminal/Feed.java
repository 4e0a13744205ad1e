package org.tillkeeper.agent.terminal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Terminal.Change;
import org.tillkeeper.agent.terminal.Terminal.Changes;
import org.tillkeeper.agent.terminal.Terminal.Subscriber;
import org.tillkeeper.agent.upkeep.Status;

/**
 * Tells subscribers what changed. Changes are numbered by the ledger's history, so that a number
 * means the same after a restart. They are told in that order: a subscriber that has heard a number
 * has heard all before it. The last changes are kept one by one. A subscriber that was away longer
 * is given each payment that changed, as it is now.
 */
final class Feed {
  private static final int KEPT = 256;
  private static final int PAGE = 500;

  private final Ledger ledger;
  private final Referrers referrers;
  private final Supplier<Status> status;
  private final ArrayDeque<Change> recent = new ArrayDeque<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final long firstId;
  private long told;
  private Optional<Status> lastStatus = Optional.empty();

  Feed(Ledger ledger, Referrers referrers, Supplier<Status> status) {
    this.ledger = ledger;
    this.referrers = referrers;
    this.status = status;
    firstId = ledger.lastSeq();
    told = firstId;
  }

  /** Payments have changed, and it is durable. */
  void changed() {
    tellChanges();
    statusMayHaveChanged();
  }

  private void tellChanges() {
    List<Payment> page;
    do {
      page = ledger.changedAfter(told, PAGE);
      for (Payment payment : page) {
        told = ledger.lastChange(payment.id());
        tell(new Change(told, payment));
      }
    } while (page.size() == PAGE);
  }

  private void tell(Change change) {
    referrers.changed(change.payment());
    recent.addLast(change);
    if (recent.size() > KEPT) {
      recent.removeFirst();
    }
    for (Subscriber subscriber : new ArrayList<>(subscribers)) {
      subscriber.payment(change.id(), change.payment());
    }
  }

  void statusMayHaveChanged() {
    Status now = status.get();
    if (!lastStatus.equals(Optional.of(now))) {
      lastStatus = Optional.of(now);
      for (Subscriber subscriber : new ArrayList<>(subscribers)) {
        subscriber.status(told, now);
      }
    }
  }

  void add(Optional<Long> after, Subscriber subscriber) {
    tellChanges();
    after.ifPresent(id -> replay(id, subscriber));
    subscriber.status(told, status.get());
    subscribers.add(subscriber);
  }

  void remove(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  private void replay(long after, Subscriber subscriber) {
    long from = after;
    Changes page;
    do {
      page = changes(Optional.of(from), PAGE);
      for (Change change : page.changes()) {
        subscriber.payment(change.id(), change.payment());
      }
      from = page.upTo();
    } while (page.more());
  }

  /** A page of what has changed since; from the ledger where it is not kept here any more. */
  Changes changes(Optional<Long> after, int limit) {
    tellChanges();
    if (!after.isPresent()) {
      return new Changes(new ArrayList<>(), false, told);
    }
    long from = after.get();
    List<Change> page = new ArrayList<>();
    boolean keptAll = recent.size() < KEPT ? from >= firstId : recent.getFirst().id() <= from;
    if (keptAll) {
      for (Change change : recent) {
        if (change.id() > from && page.size() < limit) {
          page.add(change);
        }
      }
    } else {
      for (Payment payment : ledger.changedAfter(from, limit)) {
        page.add(new Change(ledger.lastChange(payment.id()), payment));
      }
    }
    boolean more = page.size() == limit;
    return new Changes(page, more, more ? page.get(limit - 1).id() : told);
  }
}
