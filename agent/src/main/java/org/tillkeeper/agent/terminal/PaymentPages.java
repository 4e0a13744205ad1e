package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.terminal.Terminal.Page;
import org.tillkeeper.agent.terminal.Terminal.Query;

/** Payments as a till asks for them, newest first. */
final class PaymentPages {
  private final Ledger ledger;

  PaymentPages(Ledger ledger) {
    this.ledger = ledger;
  }

  /** A page; refused where it is to continue after a payment that is not there. */
  Page page(Query query) {
    if (query.after().isPresent() && !ledger.payment(query.after().get()).isPresent()) {
      throw new Refused(Refusal.of(Ground.NO_SUCH_PAGE));
    }
    Set<State> states = EnumSet.allOf(State.class);
    query.display().ifPresent(display -> states.retainAll(display.states()));
    query.state().ifPresent(state -> states.retainAll(EnumSet.of(state)));
    List<Payment> found = new ArrayList<>();
    if (!states.isEmpty()) {
      read(
          query,
          states.size() == State.values().length ? EnumSet.noneOf(State.class) : states,
          found);
    }
    boolean more = found.size() > query.limit();
    List<Payment> shown = more ? new ArrayList<>(found.subList(0, query.limit())) : found;
    return new Page(shown, more ? Optional.of(shown.get(shown.size() - 1).id()) : Optional.empty());
  }

  /** One more than the page holds, to know whether another follows. */
  private void read(Query query, Set<State> states, List<Payment> found) {
    int step = query.limit() + 1;
    Optional<String> before = query.after();
    while (found.size() < step) {
      List<Payment> rows = ledger.page(states, query.search(), before, step);
      for (Payment payment : rows) {
        if (!query.display().isPresent() || query.display().get() == Display.of(payment)) {
          found.add(payment);
        }
      }
      if (rows.size() < step) {
        return;
      }
      before = Optional.of(rows.get(rows.size() - 1).id());
    }
  }
}
