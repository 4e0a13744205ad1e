package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.log.Sparing;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Makes a connection for a line that has none. The routes are tried in rounds, as {@link
 * RouteOrder} has them, with a pause after each round that failed.
 *
 * <pre>
 *   PAUSING --pause over, or tryNow()--> TRYING --connected--> at rest
 *     ^   the next route, or a new round    |
 *     +-------------------------------------+  failed
 * </pre>
 */
final class Connecting implements Link.Holder {
  private static final Log LOG = Log.of(Connecting.class);

  static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** A network that changes all the time must not keep a slow connection from ever being made. */
  private static final int BEGUN_AGAIN_MOST = 8;

  /** The longest pause while a customer waits. */
  private static final Duration WAITED_FOR = Duration.ofSeconds(1);

  private static final Duration BEGIN_AGAIN_AFTER = Duration.ofMillis(300);

  private final Transport transport;
  private final Scheduler scheduler;
  private final Duration connectTimeout;
  private final RouteOrder routes;
  private final Traffic traffic;
  private final Backoff backoff;
  private final BooleanSupplier customerWaits;
  private final Consumer<Link.Made> made;
  private final Consumer<String> notMade;

  /** A line that is down for days must not push all else out of the log. */
  private final Sparing failures = new Sparing(Duration.ofMinutes(10));

  private boolean pausing;
  private long pauseEndsNanos;
  private boolean hasFailed;
  private Scheduler.Timer timer = () -> {};

  // For the life of an attempt.
  private Optional<Link> trying = Optional.empty();
  private long tryingSinceNanos;

  /** Attempts that were begun again because the network changed, since a connection was proven. */
  private int begunAgain;

  /**
   * @param traffic told of each connection that is made or not
   * @param customerWaits whether a customer waits: pauses are no longer than a second then
   * @param made who gets the connection
   * @param notMade is told why an attempt failed, once what follows has begun
   */
  Connecting(
      Transport transport,
      Scheduler scheduler,
      Random random,
      Duration connectTimeout,
      RouteOrder routes,
      Traffic traffic,
      BooleanSupplier customerWaits,
      Consumer<Link.Made> made,
      Consumer<String> notMade) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.connectTimeout = connectTimeout;
    this.routes = routes;
    this.traffic = traffic;
    this.customerWaits = customerWaits;
    this.made = made;
    this.notMade = notMade;
    backoff = new Backoff(random, FIRST_PAUSE, LONGEST_PAUSE);
  }

  /** Begins a round at once. */
  void start() {
    routes.beginRound();
    connect();
  }

  /** Begins a round after a pause: a connection that worked was lost. */
  void afterLoss() {
    hasFailed = true;
    routes.beginRound();
    pause();
  }

  /** The current route does not work: the next at once, or a pause once all were tried. */
  void nextRoute() {
    if (routes.nextOfRound()) {
      pausing = true;
      timer = scheduler.after(Duration.ZERO, this::tryNow);
    } else {
      pause();
    }
  }

  /** Makes a connection by the route that the line says it has. Another would not do. */
  void byCurrentRoute() {
    connect();
  }

  private void pause() {
    pauseFor(customerWaits.getAsBoolean() ? backoff.nextWithin(WAITED_FOR) : backoff.next());
  }

  private void pauseFor(Duration pause) {
    pausing = true;
    pauseEndsNanos = scheduler.nanoTime() + pause.toNanos();
    timer = scheduler.after(pause, this::tryNow);
  }

  /** A customer has come, and a pause is no longer than a second from now on. */
  void customerCame() {
    if (pausing && pauseEndsNanos - scheduler.nanoTime() > WAITED_FOR.toNanos()) {
      timer.cancel();
      pauseFor(backoff.upTo(WAITED_FOR));
    }
  }

  /** Ends a pause. */
  void tryNow() {
    if (pausing) {
      connect();
    }
  }

  private void connect() {
    stop();
    Link link = new Link(routes.current(), this);
    trying = Optional.of(link);
    tryingSinceNanos = scheduler.nanoTime();
    transport.connect(link.route(), connectTimeout, link);
  }

  /** Ends the pause or gives up the attempt. */
  void stop() {
    timer.cancel();
    pausing = false;
    trying.ifPresent(Link::letGo);
    trying = Optional.empty();
  }

  /** Whether an attempt has failed since the start, or a connection that worked was lost. */
  boolean hasFailed() {
    return hasFailed;
  }

  /** The acquirer has answered on the connection that was made last. */
  void proven() {
    begunAgain = 0;
  }

  /** The connection that was made last did more than prove itself, or lasted. */
  void worked() {
    backoff.succeeded();
  }

  /**
   * A pause ends. An attempt is begun again, since its packets may have gone the old way; but one
   * event of the network is often told as several changes, and only the first counts at once.
   */
  void networkChanged() {
    if (pausing) {
      start();
    } else {
      trying.ifPresent(this::beginAgain);
    }
  }

  private void beginAgain(Link attempt) {
    Duration left = BEGIN_AGAIN_AFTER.minusNanos(scheduler.nanoTime() - tryingSinceNanos);
    timer.cancel();
    if (!left.isZero() && !left.isNegative()) {
      timer = scheduler.after(left, () -> beginAgainIfStill(attempt));
    } else if (begunAgain < BEGUN_AGAIN_MOST) {
      begunAgain++;
      start();
    }
  }

  private void beginAgainIfStill(Link attempt) {
    if (trying.equals(Optional.of(attempt))) {
      beginAgain(attempt);
    }
  }

  @Override
  public void connected(Link.Made connection) {
    timer.cancel();
    trying = Optional.empty();
    traffic.connected(connection.link().route().name());
    LOG.info(
        "connected",
        Fact.event("connection"),
        Fact.text("route", connection.link().route().name()));
    made.accept(connection);
  }

  @Override
  public void failed(String why) {
    String route = routes.current().name();
    traffic.notConnected(route, why);
    OptionalLong leftOut = failures.take(route + " " + why, scheduler.nanoTime());
    if (leftOut.isPresent()) {
      LOG.info(
          "not connected",
          Fact.event("connection-failed"),
          Fact.text("route", route),
          Fact.text("why", why),
          Fact.of("leftOut", leftOut.getAsLong()));
    }
    hasFailed = true;
    stop();
    nextRoute();
    notMade.accept(why);
  }
}
