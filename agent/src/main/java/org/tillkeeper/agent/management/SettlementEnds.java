package org.tillkeeper.agent.management;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.settlement.Stage;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Those that wait for a settlement's end, each only for its time. Belongs to the agent's thread.
 */
public final class SettlementEnds {
  /** One that waits; it is itself and no other, so it is not a record. */
  private static final class Waiting {
    private final Runnable told;
    private Scheduler.Timer timer = () -> {};

    Waiting(Runnable told) {
      this.told = told;
    }
  }

  private final Scheduler scheduler;
  private final Map<String, List<Waiting>> waiting = new HashMap<>();

  public SettlementEnds(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Waits for an end.
   *
   * @param end who cancels it waits no more
   * @param told run once, at the end or when the time is up; it looks which
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it only tidies up
  public void add(String settlement, Duration atMost, CompletableFuture<?> end, Runnable told) {
    Waiting one = new Waiting(told);
    waiting.computeIfAbsent(settlement, id -> new ArrayList<>()).add(one);
    one.timer =
        scheduler.after(
            atMost,
            () -> {
              remove(settlement, one);
              told.run();
            });
    end.whenComplete(
        (came, failure) -> {
          if (end.isCancelled()) {
            scheduler.execute(
                () -> {
                  one.timer.cancel();
                  remove(settlement, one);
                });
          }
        });
  }

  /** A settlement is written so. Told behind this, when its transaction is durable or undone. */
  void written(Settlement settlement) {
    if (settlement.stage() == Stage.ENDED && waiting.containsKey(settlement.id())) {
      scheduler.execute(() -> tell(settlement.id()));
    }
  }

  private void tell(String settlement) {
    List<Waiting> all = waiting.remove(settlement);
    if (all != null) {
      for (Waiting one : all) {
        one.timer.cancel();
        one.told.run();
      }
    }
  }

  private void remove(String settlement, Waiting one) {
    List<Waiting> all = waiting.get(settlement);
    if (all != null && all.remove(one) && all.isEmpty()) {
      waiting.remove(settlement);
    }
  }
}
