package org.tillkeeper.agent.session;

import java.util.Optional;
import org.tillkeeper.agent.host.Exchange;
import org.tillkeeper.agent.host.Line;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Gives up what is under way where a payment would wait for its answer, and it is worth less than
 * that: a message that payments do not depend on, or a question about a code, which is asked again
 * later. Belongs to the agent's thread.
 */
final class GivingWay {
  private final Scheduler scheduler;
  private final Sending sending;
  private final Turns turns;
  private final Line line;
  private Scheduler.Timer timer = () -> {};
  private Optional<Exchange> counted = Optional.empty();

  GivingWay(Scheduler scheduler, Sending sending, Turns turns, Line line) {
    this.scheduler = scheduler;
    this.sending = sending;
    this.turns = turns;
    this.line = line;
  }

  /** What is under way, or waits, may have changed. */
  void look() {
    Optional<Exchange> under = sending.givesWay();
    Optional<InFlight.Yielding> yielding =
        under.flatMap(sending::request).flatMap(InFlight::givesWay);
    if (!yielding.isPresent()
        || !turns.areKeptWaitingBy(yielding.get().place(), scheduler.nanoTime())) {
      timer.cancel();
      counted = Optional.empty();
    } else if (!counted.equals(under)) {
      timer.cancel();
      counted = under;
      String what = yielding.get().what();
      timer = scheduler.after(yielding.get().after(), () -> giveUp(under.get(), what));
    }
  }

  private void giveUp(Exchange exchange, String what) {
    counted = Optional.empty();
    if (sending.request(exchange).isPresent()) {
      line.reset("a " + what + " gives way to a payment");
    }
  }
}
