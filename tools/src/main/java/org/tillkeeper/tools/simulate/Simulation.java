package org.tillkeeper.tools.simulate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Many runs, each from its own seed, until one breaks an invariant. */
public final class Simulation {
  /** Thousands of terminals come and go; what they say about it is for nobody. */
  private static final Logger QUIET = Logger.getLogger("org.tillkeeper.agent");

  /**
   * A run that broke an invariant.
   *
   * @param seed of the run
   * @param schedule that breaks it
   * @param invariant by its name
   * @param what happened
   */
  record Failure(long seed, Schedule schedule, Invariant invariant, String what) {}

  /**
   * What a set of runs came to.
   *
   * @param tally of all of them
   * @param failure the first; empty where all held
   * @param seconds it took
   */
  record Result(Tally tally, Optional<Failure> failure, double seconds) {}

  private Simulation() {}

  static void quiet() {
    QUIET.setLevel(Level.OFF);
  }

  /**
   * Runs the seeds from {@code seed} on.
   *
   * @param jobs threads
   */
  static Result run(long seed, long runs, int jobs) throws IOException {
    quiet();
    long began = System.nanoTime();
    AtomicLong next = new AtomicLong();
    AtomicReference<Failure> failure = new AtomicReference<>();
    Tally total = new Tally();
    ExecutorService threads = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Tally>> parts = new ArrayList<>();
      for (int job = 0; job < jobs; job++) {
        parts.add(threads.submit(() -> part(seed, runs, next, failure)));
      }
      for (Future<Tally> part : parts) {
        total.add(part.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IOException("a run ended by itself: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
    return new Result(total, Optional.ofNullable(failure.get()), (System.nanoTime() - began) / 1e9);
  }

  private static Tally part(long seed, long runs, AtomicLong next, AtomicReference<Failure> failure)
      throws IOException {
    Tally tally = new Tally();
    try (Templates templates = new Templates()) {
      long run = next.getAndIncrement();
      while (run < runs && failure.get() == null) {
        Schedule schedule = Invention.of(seed + run);
        Optional<Violation> violation = run(schedule, templates, tally);
        if (violation.isPresent()) {
          failure.compareAndSet(
              null,
              new Failure(
                  seed + run, schedule, violation.get().invariant(), violation.get().what()));
        }
        run = next.getAndIncrement();
      }
    }
    return tally;
  }

  /** Runs one schedule. */
  static Optional<Violation> run(Schedule schedule, Templates templates, Tally tally)
      throws IOException {
    try (World world = new World(schedule, templates, tally, World.SILENT)) {
      return world.run();
    }
  }
}
