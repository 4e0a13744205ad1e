package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The line's move to the route it should be on, while the connection it has still serves. The new
 * connection is made first. Where that fails, the line stays where it is, and {@link RouteOrder}
 * lets the next try come later each time.
 */
final class RouteMove implements Link.Holder {
  private static final Log LOG = Log.of(RouteMove.class);

  private final Transport transport;
  private final Scheduler scheduler;
  private final Duration connectTimeout;
  private final RouteOrder routes;
  private final BooleanSupplier online;
  private final Runnable arrival;

  // Of one move.
  private Scheduler.Timer timer = () -> {};
  private Optional<Link> link = Optional.empty();
  private Optional<Link.Made> arrived = Optional.empty();

  /**
   * @param online whether the line is: it moves at no other time
   * @param arrival told once the new connection is there
   */
  RouteMove(
      Transport transport,
      Scheduler scheduler,
      Duration connectTimeout,
      RouteOrder routes,
      BooleanSupplier online,
      Runnable arrival) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.connectTimeout = connectTimeout;
    this.routes = routes;
    this.online = online;
    this.arrival = arrival;
  }

  /** Begins the move in its time, if one is wanted and none is under way. */
  void plan() {
    timer.cancel();
    if (isWanted()) {
      timer = scheduler.after(routes.untilHomeDue(), this::begin);
    }
  }

  private boolean isWanted() {
    return online.getAsBoolean() && !link.isPresent() && !routes.isHome();
  }

  private void begin() {
    if (isWanted()) {
      Link next = new Link(routes.home(), this);
      link = Optional.of(next);
      transport.connect(next.route(), connectTimeout, next);
    }
  }

  boolean hasArrived() {
    return arrived.isPresent();
  }

  /** Whether the line is still wanted where this move leads. */
  boolean leadsHome() {
    return link.isPresent() && link.get().route().equals(routes.home());
  }

  /** Ends the move: the new connection is the line's. */
  Link.Made take() {
    Link.Made made = arrived.get();
    link = Optional.empty();
    arrived = Optional.empty();
    return made;
  }

  /** Ends the move, if there is one, and resets the new connection. */
  void giveUp() {
    timer.cancel();
    link.ifPresent(Link::letGo);
    link = Optional.empty();
    Optional<Link.Made> unused = arrived;
    arrived = Optional.empty();
    unused.ifPresent(made -> made.connection().reset());
  }

  @Override
  public void connected(Link.Made made) {
    arrived = Optional.of(made);
    arrival.run();
  }

  @Override
  public void failed(String why) {
    LOG.info(
        "not moved to another route",
        Fact.event("connection"),
        Fact.text("route", routes.home().name()),
        Fact.text("why", why),
        Fact.text("stays", routes.current().name()));
    giveUp();
    routes.moveFailed();
    plan();
  }

  @Override
  public void malformed(String why) {
    failed(why);
  }

  @Override
  public void closed(String why) {
    failed(why);
  }
}
