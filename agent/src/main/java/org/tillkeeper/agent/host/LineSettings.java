package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of a line.
 *
 * @param routes at least one, tried in order
 * @param connectTimeout for TCP and TLS together
 * @param responseTimeout how long an answer is waited for
 * @param keepAlive an online connection on which nothing moves is tested this often; zero for
 *     never, and no echo is sent at all
 * @param connection how long a connection is used
 */
public record LineSettings(
    List<Route> routes,
    Duration connectTimeout,
    Duration responseTimeout,
    Duration keepAlive,
    Connections connection) {
  /** How long a connection is used. */
  public enum Connections {
    /** As long as it lasts. */
    KEPT,
    /** For one request and its answer. */
    SINGLE
  }

  /** With connections that are kept. */
  public LineSettings(
      List<Route> routes, Duration connectTimeout, Duration responseTimeout, Duration keepAlive) {
    this(routes, connectTimeout, responseTimeout, keepAlive, Connections.KEPT);
  }

  /** Names of the routes whose connections are not over TLS. */
  public List<String> plain() {
    List<String> plain = new ArrayList<>();
    for (Route route : routes) {
      if (!route.tls().isPresent()) {
        plain.add(route.name());
      }
    }
    return plain;
  }

  /** After what time without a message the owner is told that nothing moves. */
  Duration idleAfter() {
    return keepAlive.isZero() ? Duration.ofMinutes(1) : keepAlive;
  }

  /**
   * The route that the ledger calls so; empty where there is none any more.
   *
   * @param name a route's name, or the {@link Route#nameAndAddress} of one that was changed
   */
  public Optional<Route> route(String name) {
    for (Route route : routes) {
      if (route.name().equals(name) || route.hasAddressOf(name)) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /** Whether two routes, as the ledger calls them, lead to the same host. */
  public boolean sameHost(String one, String other) {
    Optional<Route> first = route(one);
    Optional<Route> second = route(other);
    return first.isPresent() && second.isPresent() && first.get().sameHost(second.get());
  }
}
