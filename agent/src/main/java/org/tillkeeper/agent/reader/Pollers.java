package org.tillkeeper.agent.reader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.time.Scheduler;

/** The applications that wait for a request. It belongs to the agent's thread. */
final class Pollers {
  /** One that waits; it is itself and no other, so it is not a record. */
  private static final class Poller {
    private final Optional<String> seen;
    private final CompletableFuture<Optional<ReaderRequest>> answer;
    private Scheduler.Timer timer = () -> {};

    Poller(Optional<String> seen, CompletableFuture<Optional<ReaderRequest>> answer) {
      this.seen = seen;
      this.answer = answer;
    }
  }

  private final Scheduler scheduler;
  private final List<Poller> waiting = new ArrayList<>();

  Pollers(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Waits until there is something new. Who cancels {@code answer} waits no more.
   *
   * @param seen the request it knows of
   * @param timeIsUp completes {@code answer} if nothing comes in time
   * @param gone runs once it waits no more because it was cancelled
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it only tidies up
  void add(
      Optional<String> seen,
      Duration atMost,
      CompletableFuture<Optional<ReaderRequest>> answer,
      Runnable timeIsUp,
      Runnable gone) {
    Poller poller = new Poller(seen, answer);
    waiting.add(poller);
    poller.timer =
        scheduler.after(
            atMost,
            () -> {
              waiting.remove(poller);
              timeIsUp.run();
            });
    answer.whenComplete(
        (came, failure) -> {
          if (answer.isCancelled()) {
            scheduler.execute(
                () -> {
                  poller.timer.cancel();
                  if (waiting.remove(poller)) {
                    gone.run();
                  }
                });
          }
        });
  }

  /** Whether there is something new for who has seen this. */
  static boolean isNews(Optional<String> seen, Optional<ReaderRequest> open) {
    return !open.map(ReaderRequest::id).equals(seen);
  }

  /**
   * Tells those for whom it is new.
   *
   * @return whether anybody was told
   */
  boolean tell(Optional<ReaderRequest> open) {
    boolean told = false;
    for (Poller poller : new ArrayList<>(waiting)) {
      if (isNews(poller.seen, open)) {
        waiting.remove(poller);
        poller.timer.cancel();
        told |= poller.answer.complete(open);
      }
    }
    return told;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
