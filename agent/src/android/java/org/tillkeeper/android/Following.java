package org.tillkeeper.android;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.terminal.SettlementView;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Status;

/** Counts what is open, anew after each change that the agent tells of. On the agent's thread. */
final class Following implements Terminal.Subscriber, AutoCloseable {
  /** More than any notification needs to tell apart. */
  private static final int UNSEEN_MOST = 99;

  private final Terminal terminal;
  private final Consumer<Standing.Counts> told;
  private Optional<Terminal.Subscription> subscription = Optional.empty();
  private volatile boolean closed;

  // Of the agent's thread:
  private boolean counting;
  private boolean again;

  private Following(Terminal terminal, Consumer<Standing.Counts> told) {
    this.terminal = terminal;
    this.told = told;
  }

  /**
   * Begins to follow.
   *
   * @param told is given what is open, at first and after each change
   */
  static Following of(Terminal terminal, Consumer<Standing.Counts> told) {
    Following following = new Following(terminal, told);
    following.subscription = Optional.of(terminal.subscribe(Optional.empty(), following));
    return following;
  }

  @Override
  public void payment(long id, Payment payment) {
    count();
  }

  @Override
  public void status(long id, Status status) {
    count();
  }

  /** Changes come in bursts, as when a day's payments are delivered: one count for many. */
  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is told
  private void count() {
    if (counting) {
      again = true;
      return;
    }
    counting = true;
    terminal
        .status()
        .thenCombine(terminal.unseen(UNSEEN_MOST), CountsSoFar::new)
        .thenCombine(terminal.settlements(1), Following::counts)
        .whenComplete(this::counted);
  }

  private void counted(Standing.Counts counts, Throwable failed) {
    counting = false;
    // Where the ledger cannot be read now, the next change counts again.
    if (failed == null && !closed) {
      told.accept(counts);
    }
    if (again) {
      again = false;
      count();
    }
  }

  private static Standing.Counts counts(CountsSoFar so, List<SettlementView> newest) {
    boolean settling = !newest.isEmpty() && newest.get(0).settlement().stage() != Stage.ENDED;
    Status status = so.status();
    return new Standing.Counts(
        status.online(), status.pendingCount(), status.attention(), so.unseen().size(), settling);
  }

  private record CountsSoFar(Status status, List<Payment> unseen) {}

  @Override
  public void close() {
    closed = true;
    subscription.ifPresent(Terminal.Subscription::cancel);
  }
}
