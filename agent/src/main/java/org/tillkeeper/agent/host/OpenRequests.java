package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The requests that are outstanding on a connection, oldest first, each with its own time limit.
 */
final class OpenRequests {
  private final Scheduler scheduler;
  private final Duration responseTimeout;
  private final int window;
  private final Consumer<Exchange> overdue;
  private final List<Exchange> open = new ArrayList<>();

  /**
   * @param window how many may be outstanding; at least 1
   * @param overdue told of a request that is still outstanding after this time
   */
  OpenRequests(
      Scheduler scheduler, Duration responseTimeout, int window, Consumer<Exchange> overdue) {
    this.scheduler = scheduler;
    this.responseTimeout = responseTimeout;
    this.window = window;
    this.overdue = overdue;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  boolean hasRoom() {
    return open.size() < window;
  }

  /** A request that is sent now. */
  Exchange add(byte[] frame) {
    Exchange exchange = new Exchange(frame, scheduler.nanoTime());
    open.add(exchange);
    exchange.overdue = scheduler.after(responseTimeout, () -> overdue.accept(exchange));
    return exchange;
  }

  /** Those that are outstanding, oldest first. */
  List<Exchange> all() {
    return new ArrayList<>(open);
  }

  /** The request that was sent in this array. */
  Optional<Exchange> of(byte[] frame) {
    return open.stream().filter(exchange -> exchange.frame == frame).findFirst();
  }

  /** Whether it was still outstanding; it is so no more. */
  boolean remove(Exchange exchange) {
    exchange.overdue.cancel();
    return open.remove(exchange);
  }

  /** Those that were outstanding; none is so any more. */
  List<Exchange> removeAll() {
    List<Exchange> all = new ArrayList<>(open);
    all.forEach(this::remove);
    return all;
  }

  /** How many are outstanding of how many that may be. */
  @Override
  public String toString() {
    return open.size() + " of " + window;
  }
}
