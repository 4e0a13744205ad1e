package org.tillkeeper.agent.upkeep;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.PaymentSum;
import org.tillkeeper.agent.payment.Display;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.session.Conversation;

/** How the terminal stands: whether it is online, and what is open. */
public final class Health {
  private final String version;
  private final Ledger ledger;
  private final LedgerChecks checks;
  private final Line line;
  private final Conversation conversation;

  /**
   * @param version of the agent
   */
  public Health(String version, Ledger ledger, Line line, Conversation conversation) {
    this.version = version;
    this.ledger = ledger;
    checks = new LedgerChecks(ledger);
    this.line = line;
    this.conversation = conversation;
  }

  /** Whether nothing is on its way, nothing is open, and nothing waits for the ledger. */
  public boolean isIdle() {
    return line.isQuiet()
        && !conversation.isStalled()
        && !ledger.settlements().open().isPresent()
        && ledger.pending().count() == 0;
  }

  /**
   * How many reversals went unanswered for so long that a person has to look, although the line
   * works.
   */
  long reversalsUnansweredForLong() {
    return line.wasOnline() ? conversation.reversalsUnansweredForLong() : 0;
  }

  /** As a till sees it. */
  public Status status() {
    Ledger.Pending pending = ledger.pending();
    return new Status(
        line.wasOnline(),
        line.since(),
        Optional.of(line.route().name()),
        conversation.isSignedIn(),
        conversation.batch(),
        pending.count(),
        pending.amount(),
        ledger.attention() + ledger.settlements().disputed().size() + reversalsUnansweredForLong(),
        checks.openReversals(),
        ledger.lossWaits(),
        version);
  }

  /**
   * As figures. What has its end is not counted anew: the ledger keeps these sums.
   *
   * @param now by the wall clock
   */
  public Measures measures(Instant now) {
    Map<Display, Long> payments = new EnumMap<>(Display.class);
    payments.put(Display.PENDING, 0L);
    payments.put(Display.CANCELLING, 0L);
    payments.put(Display.CONFIRMED, ledger.count(State.CONFIRMED));
    payments.put(Display.DECLINED, ledger.count(State.DECLINED));
    payments.put(Display.CANCELLED, ledger.count(State.CANCELLED));
    payments.put(Display.NOT_SENT, ledger.count(State.NOT_SENT));
    payments.put(Display.ATTENTION, ledger.count(State.ATTENTION));
    for (Payment payment : ledger.open()) {
      payments.merge(Display.of(payment), 1L, Long::sum);
    }
    return new Measures(
        status(),
        payments,
        ledger.signatures().open().size(),
        ledger.retention().usedBytes(),
        exposure(),
        now);
  }

  private Exposure exposure() {
    PaymentSum pending = PaymentSum.NONE;
    for (Payment payment : ledger.open()) {
      pending = pending.and(payment);
    }
    long reversals = 0;
    Optional<Instant> oldest = Optional.empty();
    for (Payment payment : ledger.withReversalsToSend()) {
      boolean older = !oldest.isPresent() || payment.createdAt().isBefore(oldest.get());
      if (payment.openReversals() > 0 && older) {
        oldest = Optional.of(payment.createdAt());
      }
      reversals += payment.openReversals();
    }
    return new Exposure(
        pending, ledger.inAttention(), reversals, oldest, ledger.settlements().disputed().size());
  }
}
