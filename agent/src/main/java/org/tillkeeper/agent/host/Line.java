package org.tillkeeper.agent.host;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.host.Transport.Connection;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The line to the acquirer: keeps one connection, lets as many requests be outstanding on it as the
 * acquirer allows, finds dead peers by its own timers, and reconnects. It moves frames and knows
 * nothing of what is in them.
 *
 * <pre>
 *   DOWN --connect--> CONNECTING --connected--> GREETING --proven()--> ONLINE
 *    ^  after back-off    |                        |                     |
 *    +--------------------+------------------------+---------------------+  failed, closed, reset, answer overdue
 * </pre>
 *
 * <p>A connection counts as online only once its owner has proven it with an echo or a sign-in.
 * Belongs to the agent's thread.
 */
public final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** A network that changes all the time must not keep a slow connection from ever being made. */
  private static final int BEGUN_AGAIN_MOST = 8;

  private static final Duration BEGIN_AGAIN_AFTER = Duration.ofMillis(300);

  /** How a request ended that was not answered. */
  public enum Ending {
    /** No answer within the time; the connection was reset. */
    TIMED_OUT,
    /** The connection ended first. */
    CUT,
    /** Proven: nothing of it was handed to the network. */
    NEVER_LEFT
  }

  /** A request on its way, until it is answered or has ended otherwise. */
  public static final class Exchange {
    private final byte[] frame;
    private Scheduler.Timer overdue = () -> {};

    private Exchange(byte[] frame) {
      this.frame = frame;
    }
  }

  /** Who uses the line. Called on the agent's thread. */
  public interface Owner {
    /** Connected and not proven: send an echo or a sign-in. */
    void greet();

    /** A whole frame came in. */
    void received(byte[] frame);

    /** This request will not be answered any more. */
    void ended(Exchange exchange, Ending ending);

    /** Nothing has moved for the keep-alive time: send an echo. */
    void idle();

    /** {@link Line#online} has changed. */
    void onlineChanged();

    /** Something for the record, in one line without secrets. */
    void noted(String kind, String message);
  }

  /**
   * @param routes at least one, tried in order
   * @param connectTimeout for TCP and TLS together
   * @param responseTimeout how long an answer is waited for
   * @param keepAlive an online connection on which nothing moves is tested this often
   */
  public record Settings(
      List<Route> routes, Duration connectTimeout, Duration responseTimeout, Duration keepAlive) {
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

  private enum Phase {
    STOPPED,
    DOWN,
    CONNECTING,
    GREETING,
    ONLINE
  }

  // For the life of the line.
  private final Transport transport;
  private final Scheduler scheduler;
  private final Settings settings;
  private final int window;
  private Owner owner;
  private final Backoff backoff;
  private Phase phase = Phase.STOPPED;
  private final RouteOrder routes;
  private Instant since;

  /** What the owner was told last: a move to another route does not make the line offline. */
  private volatile boolean toldOnline;

  // For the life of a connection attempt and its connection. A listener of an older one is ignored.
  private Link link;
  private Optional<Connection> connection = Optional.empty();
  private Scheduler.Timer timer = () -> {};

  /** Connections that were begun again because the network changed, since one was proven. */
  private int begunAgain;

  private long connectingSinceNanos;

  // For the life of a move to another route, while the old connection still serves.
  private Optional<Link> coming = Optional.empty();
  private Optional<Connection> arrived = Optional.empty();
  private Scheduler.Timer moveTimer = () -> {};

  // Of the connection, oldest first; each for one exchange.
  private final List<Exchange> outstanding = new ArrayList<>();

  /**
   * Makes a line that is stopped.
   *
   * @param random for jitter
   * @param window how many requests may be outstanding on a connection; at least 1
   */
  public Line(
      Transport transport, Scheduler scheduler, Random random, Settings settings, int window) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.settings = settings;
    this.window = window;
    routes = new RouteOrder(settings.routes(), scheduler, random);
    link = new Link(route());
    backoff = new Backoff(random, FIRST_PAUSE, LONGEST_PAUSE);
    since = scheduler.wallClock();
  }

  /**
   * Begins to connect, and never stops by itself.
   *
   * @param whoOwnsIt is told what happens on it from now on
   */
  public void start(Owner whoOwnsIt) {
    owner = whoOwnsIt;
    phase = Phase.DOWN;
    routes.beginRound();
    connect();
  }

  /** Resets the connection and stays down. */
  public void stop() {
    phase = Phase.STOPPED;
    drop();
    tell();
  }

  /** Whether the acquirer can be reached: proven on the connection there is. */
  public boolean online() {
    return phase == Phase.ONLINE;
  }

  /** Whether the owner was told that it is online. Safe for any thread. */
  public boolean wasOnline() {
    return toldOnline;
  }

  /** Whether it was online by another route until now, and the new connection is being proven. */
  public boolean isMoving() {
    return phase == Phase.GREETING && toldOnline;
  }

  /**
   * Whether a request could be sent now: connected, and fewer are outstanding than may be. One that
   * is about to move takes no more until it has.
   */
  public boolean isFree() {
    return connection.isPresent()
        && outstanding.size() < window
        && (outstanding.isEmpty() || !arrived.isPresent());
  }

  /** Whether it is connected and nothing is outstanding. */
  public boolean isQuiet() {
    return connection.isPresent() && outstanding.isEmpty();
  }

  /** When {@link #online} last changed, by the wall clock. */
  public Instant since() {
    return since;
  }

  /** The route in use, or tried last. */
  public Route route() {
    return routes.current();
  }

  /**
   * Hands a frame to the network and waits for its answer; the line must be free. Nothing of it is
   * reported before this returns.
   */
  public Exchange send(byte[] frame) {
    if (!isFree()) {
      throw new IllegalStateException(
          outstanding.size() + " of " + window + " requests are outstanding; wait for an end");
    }
    Exchange exchange = new Exchange(frame);
    outstanding.add(exchange);
    timer.cancel();
    exchange.overdue = scheduler.after(settings.responseTimeout(), () -> overdue(exchange));
    connection.get().send(frame);
    return exchange;
  }

  /** This request has its answer. Nothing happens if it has ended before. */
  public void answered(Exchange exchange) {
    exchange.overdue.cancel();
    if (!outstanding.remove(exchange)) {
      return;
    }
    awaitIdle();
    if (arrived.isPresent()) {
      scheduler.execute(this::moveIfQuiet); // after whatever follows from the answer
    }
  }

  /** An echo or a sign-in has succeeded on this connection. */
  public void proven() {
    backoff.succeeded();
    if (phase == Phase.GREETING) {
      phase = Phase.ONLINE;
      begunAgain = 0;
      routes.proven();
      tell();
      awaitIdle();
      planMove();
    }
  }

  /**
   * The owner needs the host of this route for something that waits; empty: it needs none any more.
   * The line moves there as soon as it can, without losing the connection it has: the new one is
   * made first, and where that fails the old one stays and the next try comes later each time.
   *
   * @param route one of those in the settings
   */
  public void prefer(Optional<Route> route) {
    routes.want(route);
    planMove();
  }

  /**
   * The system's network has changed: an address, an interface or a way to the acquirer came or
   * went. A pause ends; a connection under way is begun again, since its packets may have gone the
   * old way; one whose address is gone is given up; one that still has it is tested.
   */
  public void networkChanged() {
    routes.networkChanged();
    if (phase == Phase.DOWN) {
      routes.beginRound();
      tryNow();
    } else if (phase == Phase.CONNECTING) {
      beginAgain(link);
    } else if (connection.isPresent() && !connection.get().hasItsAddress()) {
      lost("the address that it went out from is gone");
      routes.beginRound();
      tryNow();
    } else if (phase == Phase.ONLINE) {
      planMove();
      if (isQuiet()) {
        owner.idle();
      }
    }
  }

  /** Ends the connection with a TCP reset and connects anew after a pause. */
  public void reset(String why) {
    if (connection.isPresent()) {
      lost(why);
    }
  }

  /** Ends a pause between two tries to connect. */
  public void tryNow() {
    if (phase == Phase.DOWN) {
      timer.cancel();
      connect();
    }
  }

  private void connect() {
    phase = Phase.CONNECTING;
    connectingSinceNanos = scheduler.nanoTime();
    link = new Link(route());
    transport.connect(route(), settings.connectTimeout(), link);
  }

  /** One event of the network is often told as several changes: only the first counts at once. */
  private void beginAgain(Link under) {
    Duration left = BEGIN_AGAIN_AFTER.minusNanos(scheduler.nanoTime() - connectingSinceNanos);
    timer.cancel();
    if (left.isZero() || left.isNegative()) {
      if (begunAgain < BEGUN_AGAIN_MOST) {
        begunAgain++;
        routes.beginRound();
        connect();
      }
    } else {
      timer =
          scheduler.after(
              left,
              () -> {
                if (under == link && phase == Phase.CONNECTING) {
                  beginAgain(under);
                }
              });
    }
  }

  /** The peer is taken for dead: what else is outstanding on this connection is lost with it. */
  private void overdue(Exchange exchange) {
    if (outstanding.remove(exchange)) {
      lost("no answer within " + settings.responseTimeout().toMillis() + " ms");
      owner.ended(exchange, Ending.TIMED_OUT);
    }
  }

  /**
   * The connection is of no use any more. What was outstanding on it will not be answered, and the
   * owner is told so once the line is down.
   */
  private void lost(String why) {
    boolean wasOnline = online();
    List<Exchange> cut = new ArrayList<>(outstanding);
    LOG.info("line down: {}", why);
    drop();
    phase = Phase.DOWN;
    if (wasOnline) {
      routes.beginRound();
      pause();
    } else {
      tryNextRoute();
    }
    tell();
    owner.noted("line-down", why);
    for (Exchange exchange : cut) {
      owner.ended(exchange, Ending.CUT);
    }
  }

  /** The current route does not work: the next at once, or a pause once all were tried. */
  private void tryNextRoute() {
    timer.cancel();
    phase = Phase.DOWN;
    if (routes.nextOfRound()) {
      timer = scheduler.after(Duration.ZERO, this::tryNow);
    } else {
      pause();
    }
  }

  private void pause() {
    timer = scheduler.after(backoff.next(), this::tryNow);
  }

  private void drop() {
    timer.cancel();
    for (Exchange exchange : outstanding) {
      exchange.overdue.cancel();
    }
    outstanding.clear();
    link = new Link(route());
    Optional<Connection> old = connection;
    connection = Optional.empty();
    old.ifPresent(Connection::reset);
    giveUpMove();
  }

  /** Tells the owner if {@link #online} is not what it was told last. */
  private void tell() {
    if (online() != toldOnline) {
      toldOnline = online();
      since = scheduler.wallClock();
      owner.onlineChanged();
    }
  }

  private void planMove() {
    moveTimer.cancel();
    if (phase == Phase.ONLINE && !coming.isPresent() && !routes.isHome()) {
      moveTimer = scheduler.after(routes.untilHomeDue(), this::beginMove);
    }
  }

  private void beginMove() {
    if (phase == Phase.ONLINE && !coming.isPresent() && !routes.isHome()) {
      Link next = new Link(routes.home());
      coming = Optional.of(next);
      transport.connect(routes.home(), settings.connectTimeout(), next);
    }
  }

  private void moveIfQuiet() {
    if (!arrived.isPresent() || !isQuiet() || phase != Phase.ONLINE) {
      return;
    }
    Connection old = connection.get();
    Link next = coming.get();
    if (!next.route.equals(routes.home())) {
      giveUpMove(); // it is wanted elsewhere by now
      planMove();
      return;
    }
    owner.noted("line-moves", "From route " + route().name() + " to " + next.route.name() + ".");
    timer.cancel();
    link = next;
    connection = arrived;
    coming = Optional.empty();
    arrived = Optional.empty();
    old.end();
    routes.moveHome();
    phase = Phase.GREETING;
    owner.greet();
  }

  private void moveFailed(String why) {
    LOG.info("route {}: {}; stays on {}", routes.home().name(), why, route().name());
    giveUpMove();
    routes.moveFailed();
    planMove();
  }

  private void giveUpMove() {
    moveTimer.cancel();
    coming = Optional.empty();
    Optional<Connection> unused = arrived;
    arrived = Optional.empty();
    unused.ifPresent(Connection::reset);
  }

  private void awaitIdle() {
    timer.cancel();
    if (phase != Phase.ONLINE || !isQuiet()) {
      return;
    }
    Link current = link;
    timer =
        scheduler.after(
            settings.keepAlive(),
            () -> {
              if (current == link && online() && isQuiet()) {
                owner.idle();
              }
            });
  }

  /** What the transport reports of one connection attempt and its connection. */
  private final class Link implements Transport.Listener {
    private final Route route;

    Link(Route route) {
      this.route = route;
    }

    private boolean isCurrent() {
      return this == link;
    }

    private boolean isComing() {
      return coming.equals(Optional.of(this));
    }

    @Override
    public void connected(Connection made) {
      if (isComing()) {
        arrived = Optional.of(made);
        moveIfQuiet();
      } else if (isCurrent()) {
        connection = Optional.of(made);
        timer.cancel();
        phase = Phase.GREETING;
        LOG.info("connected by route {}", route.name());
        owner.greet();
      } else {
        made.reset();
      }
    }

    @Override
    public void failed(String why) {
      if (isComing()) {
        moveFailed(why);
      } else if (isCurrent()) {
        LOG.info("route {}: {}", route.name(), why);
        tryNextRoute();
      }
    }

    @Override
    public void handedOver(byte[] frame) {
      // Nobody can tell from here whether it arrives: the exchange goes on as it is recorded.
    }

    @Override
    public void notHandedOver(byte[] frame, String why) {
      if (!isCurrent()) {
        return;
      }
      for (Exchange exchange : new ArrayList<>(outstanding)) {
        if (exchange.frame == frame) {
          exchange.overdue.cancel();
          outstanding.remove(exchange);
          lost("closed before the request: " + why);
          owner.ended(exchange, Ending.NEVER_LEFT);
        }
      }
    }

    @Override
    public void received(byte[] frame) {
      if (isCurrent()) {
        owner.received(frame);
      }
    }

    @Override
    public void malformed(String why) {
      if (isComing()) {
        moveFailed(why);
      } else if (isCurrent()) {
        owner.noted("malformed", why);
        lost("the stream cannot be trusted: " + why);
      }
    }

    @Override
    public void closed(String why) {
      if (isComing()) {
        moveFailed(why);
      } else if (isCurrent()) {
        lost(why);
      }
    }
  }
}
