package org.tillkeeper.agent.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.time.Scheduler;

/**
 * One card that is collected, from the till's call to the card or the end. It belongs to the
 * agent's thread.
 */
final class Collecting {
  private final ReaderRequest request;
  private final String key;
  private final byte[] canonical;
  private final List<CompletableFuture<Terminal.Started>> callers = new ArrayList<>();
  private final CompletableFuture<Optional<Payment>> outcome = new CompletableFuture<>();
  private final List<Scheduler.Timer> timers = new ArrayList<>();
  private byte[] mark = {};
  private boolean fetched;
  private boolean presented;

  /**
   * @param key under which it is asked for
   * @param canonical method, path and body of the call; copied, and wiped at the end
   */
  Collecting(ReaderRequest request, String key, byte[] canonical) {
    this.request = request;
    this.key = key;
    this.canonical = canonical.clone();
  }

  ReaderRequest request() {
    return request;
  }

  String key() {
    return key;
  }

  /** The call that asked for it; not to be kept. */
  byte[] canonical() {
    return canonical;
  }

  /** Who waits for it, the first to come first. */
  List<CompletableFuture<Terminal.Started>> callers() {
    return callers;
  }

  /** What the reader's answer led to: the payment; empty where it presented nothing. */
  CompletableFuture<Optional<Payment>> outcome() {
    return outcome;
  }

  void timer(Scheduler.Timer timer) {
    timers.add(timer);
  }

  /** A reader has seen it. */
  void fetched() {
    fetched = true;
  }

  boolean isFetched() {
    return fetched;
  }

  /** The card is there: it can be given up no more. */
  void presented() {
    presented = true;
    stopTimers();
  }

  boolean isPresented() {
    return presented;
  }

  /**
   * The reader has answered.
   *
   * @param of by which the same answer is known again
   */
  void answered(byte[] of) {
    mark = of.clone();
  }

  boolean isAnsweredBy(byte[] other) {
    return mark.length > 0 && Arrays.equals(mark, other);
  }

  /**
   * Nothing is left of the call.
   *
   * @return who waited for it
   */
  List<CompletableFuture<Terminal.Started>> over() {
    stopTimers();
    Arrays.fill(canonical, (byte) 0);
    List<CompletableFuture<Terminal.Started>> waited = new ArrayList<>(callers);
    callers.clear();
    return waited;
  }

  private void stopTimers() {
    timers.forEach(Scheduler.Timer::cancel);
    timers.clear();
  }
}
