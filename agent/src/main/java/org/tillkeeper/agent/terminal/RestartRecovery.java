package org.tillkeeper.agent.terminal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.management.IdentityChange;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.session.PaymentBook;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.upkeep.DamageWatch;

/**
 * Recovers what a restart left open, before anything is sent: each open payment is told of the
 * restart. On a full disk the agent starts all the same, and waits with everything until it can be
 * written.
 */
final class RestartRecovery {
  private final List<Route> routes;
  private final Scheduler scheduler;
  private final Ledger ledger;
  private final PaymentBook book;
  private final Conversation conversation;
  private final DamageWatch damageWatch;
  private final IdentityChange identityChange;

  /**
   * @param routes of the configuration
   */
  RestartRecovery(
      IdentityChange identityChange,
      List<Route> routes,
      Scheduler scheduler,
      Ledger ledger,
      PaymentBook book,
      Conversation conversation,
      DamageWatch damageWatch) {
    this.identityChange = identityChange;
    this.routes = routes;
    this.scheduler = scheduler;
    this.ledger = ledger;
    this.book = book;
    this.conversation = conversation;
    this.damageWatch = damageWatch;
  }

  void run() {
    conversation.durably(identityChange::carryOver);
    conversation.durably(this::rememberRoutes);
    for (Payment payment : ledger.open()) {
      // The agenda need not be told what this asks for. It finds reversals, repeats and inquiries
      // in the ledger, and what has no pause yet is due at once.
      conversation.durably(() -> book.apply(payment.id(), new Event.Restarted()));
    }
    damageWatch.look();
    conversation.verifyKeys();
  }

  private void rememberRoutes() {
    Map<String, String> leadTo = new HashMap<>();
    for (Route route : routes) {
      leadTo.put(route.name(), route.nameAndAddress());
    }
    if (!ledger.routes().areStill(leadTo)) {
      ledger.transaction(() -> ledger.routes().areNow(leadTo, scheduler.wallClock()));
    }
  }
}
