package org.tillkeeper.agent.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tillkeeper.agent.host.Route;

/**
 * The hops to the acquirer, from the cable to TLS. Every route is looked at, side by side. What is
 * told is the first route's, unless another goes all the way: then the line has a way, and what is
 * wrong with the others is a warning.
 */
final class NetworkChecks {
  /** A route that has used up its time still has to say what it saw. */
  private static final Duration MARGIN = Duration.ofMillis(400);

  private final SystemFiles files;
  private final Probes probes;
  private final ExecutorService threads;

  NetworkChecks(SystemFiles files, Probes probes, ExecutorService threads) {
    this.files = files;
    this.probes = probes;
    this.threads = threads;
  }

  /**
   * What the agent knows of the line by itself, so that nothing is tried beside it.
   *
   * @param provenBy name of the route that a connection stands on, or was made on last; empty where
   *     none was
   * @param online whether the acquirer answers on it
   */
  record Line(Optional<String> provenBy, boolean online) {
    /** Where there is no agent to ask. */
    static final Line UNKNOWN = new Line(Optional.empty(), false);
  }

  /**
   * Looks.
   *
   * @param now for what is still valid
   * @param within for all of it
   */
  List<Observation> look(List<Route> routes, Line line, Instant now, Duration within) {
    long end = System.nanoTime() + within.toNanos();
    Map<Route, Future<List<Observation>>> begun = new LinkedHashMap<>();
    for (Route route : routes) {
      PathCheck path = new PathCheck(files, probes, threads, route, now, within.minus(MARGIN));
      boolean proven = line.provenBy().equals(Optional.of(route.name()));
      begun.put(route, threads.submit(() -> path.look(proven, line.online())));
    }
    Map<Route, List<Observation>> looked = new LinkedHashMap<>();
    for (Map.Entry<Route, Future<List<Observation>>> one : begun.entrySet()) {
      looked.put(one.getKey(), await(one.getValue(), end));
    }
    return told(looked, line);
  }

  private static List<Observation> await(Future<List<Observation>> path, long end) {
    try {
      return path.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      path.cancel(true);
      return unknown(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unknown("interrupted");
    }
  }

  private static List<Observation> unknown(String why) {
    List<Observation> all = new ArrayList<>();
    for (Check check : Check.values()) {
      if (check.compareTo(Check.INTERFACE) >= 0 && check.compareTo(Check.TLS) <= 0) {
        all.add(Observation.of(Condition.unknown(check)).with("why", why));
      }
    }
    return all;
  }

  private static List<Observation> told(Map<Route, List<Observation>> looked, Line line) {
    Route first = looked.keySet().iterator().next();
    Optional<Route> goes = goes(looked, line);
    Route told = goes.orElse(first);
    List<Observation> all = new ArrayList<>(looked.get(told));
    if (!goes.isPresent()) {
      return all;
    }
    for (Map.Entry<Route, List<Observation>> other : looked.entrySet()) {
      Optional<Observation> fails = firstStop(other.getValue());
      boolean doubted =
          !other.getKey().equals(told)
              && fails.isPresent()
              && fails.get().condition() != Condition.DNS_FAILS_NOW;
      if (doubted) {
        all.add(
            Observation.of(Condition.TCP_OTHER_ROUTE)
                .with("route", other.getKey().name())
                .with("works", told.name())
                .with("failing", fails.get().check().label())
                .with("condition", fails.get().condition().name()));
        break;
      }
    }
    return all;
  }

  /** The route by which the acquirer is reached: that of the line, or one that nothing stops. */
  private static Optional<Route> goes(Map<Route, List<Observation>> looked, Line line) {
    for (Route route : looked.keySet()) {
      if (line.provenBy().equals(Optional.of(route.name()))) {
        return Optional.of(route);
      }
    }
    for (Map.Entry<Route, List<Observation>> one : looked.entrySet()) {
      if (!firstStop(one.getValue()).isPresent()) {
        return Optional.of(one.getKey());
      }
    }
    return Optional.empty();
  }

  private static Optional<Observation> firstStop(List<Observation> path) {
    return path.stream()
        .filter(one -> one.condition().weight() == Condition.Weight.STOPS)
        .min((one, other) -> one.check().compareTo(other.check()));
  }
}
