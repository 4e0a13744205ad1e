package org.tillkeeper.agent.service;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * Tells the service manager again and again that the agent works, and only while it does: its loop
 * answers and its ledger can be written. A manager that hears nothing for as long as it has asked
 * for ends the process and starts it anew, and the next start recovers from the ledger. Where
 * nobody can be told, as on a machine without epoll, the process ends itself in that case.
 *
 * <p>Looks on a thread of its own, since the loop is what it looks at.
 */
public final class Watchdog implements AutoCloseable {
  private static final Log LOG = Log.of(Watchdog.class);

  /** Two of three looks may be late. */
  private static final int LOOKS = 3;

  private final Duration limit;
  private final NotifySocket socket;
  private final Supplier<CompletableFuture<String>> look;
  private final Runnable stuck;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "tillkeeper-watchdog");
            made.setDaemon(true);
            return made;
          });
  private long lastNanos = System.nanoTime();
  private boolean well = true;

  private Watchdog(
      Duration limit,
      NotifySocket socket,
      Supplier<CompletableFuture<String>> look,
      Runnable stuck) {
    this.limit = limit;
    this.socket = socket;
    this.look = look;
    this.stuck = stuck;
  }

  /**
   * Begins to look, where the environment asks for it.
   *
   * @param look completes with how the agent stands, in a line for a person; fails or does not
   *     complete when the agent does not work
   * @param stuck ends the process at once
   */
  @SuppressWarnings("FutureReturnValueIgnored") // it never ends by itself
  public static Watchdog start(
      Map<String, String> environment,
      NotifySocket socket,
      Supplier<CompletableFuture<String>> look,
      Runnable stuck) {
    Optional<Duration> limit = limit(environment);
    Watchdog watchdog = new Watchdog(limit.orElse(Duration.ofMinutes(1)), socket, look, stuck);
    if (limit.isPresent() || socket.isThere()) {
      long pause = watchdog.limit.toNanos() / LOOKS;
      watchdog.thread.scheduleWithFixedDelay(
          limit.isPresent() ? watchdog::watch : watchdog::tell, 0, pause, TimeUnit.NANOSECONDS);
    }
    return watchdog;
  }

  /** How long the manager waits; empty where it does not, or waits for another process. */
  private static Optional<Duration> limit(Map<String, String> environment) {
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    try {
      long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      boolean isOurs =
          pid.isEmpty() || pid.equals(new File("/proc/self").getCanonicalFile().getName());
      return micros > 0 && isOurs
          ? Optional.of(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)))
          : Optional.empty();
    } catch (NumberFormatException | IOException e) {
      LOG.warn("nobody is told that the agent works", Fact.text("why", e.toString()));
      return Optional.empty();
    }
  }

  private void watch() {
    Optional<String> status = looked();
    if (status.isPresent()) {
      lastNanos = System.nanoTime();
      socket.alive(status.get());
    } else if (!socket.isThere() && System.nanoTime() - lastNanos > limit.toNanos()) {
      stuck.run();
    }
  }

  private void tell() {
    looked().ifPresent(socket::status);
  }

  private Optional<String> looked() {
    String why;
    try {
      String status = look.get().get(limit.toNanos() / LOOKS, TimeUnit.NANOSECONDS);
      if (!well) {
        well = true;
        LOG.info("the agent works again");
      }
      return Optional.of(status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
      return Optional.empty();
    } catch (TimeoutException e) {
      why = "its loop does not answer";
    } catch (ExecutionException e) {
      why = String.valueOf(e.getCause().getMessage());
    } catch (RuntimeException e) {
      why = e.toString();
    }
    if (well) {
      well = false;
      LOG.warn("the agent does not work, the watchdog is silent", Fact.text("why", why));
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
