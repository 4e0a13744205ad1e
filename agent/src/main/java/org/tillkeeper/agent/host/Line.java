package org.tillkeeper.agent.host;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.host.Transport.Connection;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The line to the acquirer: keeps one connection, lets one request be outstanding on it, finds dead
 * peers by its own timers, and reconnects. It moves frames and knows nothing of what is in them.
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

  /** How a request ended that was not answered. */
  public enum Ending {
    /** No answer within the time; the connection was reset. */
    TIMED_OUT,
    /** The connection ended first. */
    CUT,
    /** Proven: nothing of it was handed to the network. */
    NEVER_LEFT
  }

  /** Who uses the line. Called on the agent's thread. */
  public interface Owner {
    /** Connected and not proven: send an echo or a sign-in. */
    void greet();

    /** A whole frame came in. */
    void received(byte[] frame);

    /** The outstanding request will not be answered any more. */
    void ended(Ending ending);

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
      List<Route> routes, Duration connectTimeout, Duration responseTimeout, Duration keepAlive) {}

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
  private final Owner owner;
  private final Backoff backoff;
  private Phase phase = Phase.STOPPED;
  private int routeIndex;
  private Instant since;

  // For the life of a connection attempt and its connection. A listener of an older one is ignored.
  private Link link = new Link();
  private Optional<Connection> connection = Optional.empty();
  private Scheduler.Timer timer = () -> {};

  // For one exchange.
  private boolean outstanding;
  private Scheduler.Timer responseTimer = () -> {};

  /**
   * Makes a line that is stopped.
   *
   * @param random for jitter
   */
  public Line(
      Transport transport, Scheduler scheduler, Random random, Settings settings, Owner owner) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.settings = settings;
    this.owner = owner;
    backoff = new Backoff(random, Duration.ofMillis(250), Duration.ofSeconds(10));
    since = scheduler.wallClock();
  }

  /** Begins to connect, and never stops by itself. */
  public void start() {
    phase = Phase.DOWN;
    connect();
  }

  /** Resets the connection and stays down. */
  public void stop() {
    boolean wasOnline = online();
    phase = Phase.STOPPED;
    drop();
    if (wasOnline) {
      changed();
    }
  }

  /** Whether the acquirer can be reached: proven on the connection there is. */
  public boolean online() {
    return phase == Phase.ONLINE;
  }

  /** Whether a request could be sent now: connected, and none is outstanding. */
  public boolean isFree() {
    return connection.isPresent() && !outstanding;
  }

  /** When {@link #online} last changed, by the wall clock. */
  public Instant since() {
    return since;
  }

  /** The route in use, or tried last. */
  public Route route() {
    return settings.routes().get(routeIndex);
  }

  /** Hands a frame to the network and waits for its answer; the line must be free. */
  public void send(byte[] frame) {
    if (!isFree()) {
      throw new IllegalStateException("one request is outstanding at a time; wait for its end");
    }
    outstanding = true;
    timer.cancel();
    Link sent = link;
    responseTimer = scheduler.after(settings.responseTimeout(), () -> overdue(sent));
    connection.get().send(frame);
  }

  /** The outstanding request has its answer: the line is free again. */
  public void answered() {
    outstanding = false;
    responseTimer.cancel();
    awaitIdle();
  }

  /** An echo or a sign-in has succeeded on this connection. */
  public void proven() {
    backoff.succeeded();
    if (phase == Phase.GREETING) {
      phase = Phase.ONLINE;
      changed();
      awaitIdle();
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
    link = new Link();
    transport.connect(route(), settings.connectTimeout(), link);
  }

  private void overdue(Link sent) {
    if (sent == link && outstanding) {
      outstanding = false;
      lost("no answer within " + settings.responseTimeout().toMillis() + " ms");
      owner.ended(Ending.TIMED_OUT);
    }
  }

  /** The connection is of no use any more. What was outstanding on it will not be answered. */
  private void lost(String why) {
    boolean wasOnline = online();
    boolean wasWaiting = outstanding;
    LOG.info("line down: {}", why);
    drop();
    // After a proven connection the first route is tried first again; one that could not be proven
    // makes room for the next.
    if (!wasOnline) {
      routeIndex = (routeIndex + 1) % settings.routes().size();
    } else {
      routeIndex = 0;
    }
    phase = Phase.DOWN;
    timer = scheduler.after(backoff.next(), this::tryNow);
    if (wasOnline) {
      changed();
    }
    owner.noted("line-down", why);
    if (wasWaiting) {
      owner.ended(Ending.CUT);
    }
  }

  private void drop() {
    timer.cancel();
    responseTimer.cancel();
    outstanding = false;
    link = new Link();
    Optional<Connection> old = connection;
    connection = Optional.empty();
    old.ifPresent(Connection::reset);
  }

  private void changed() {
    since = scheduler.wallClock();
    owner.onlineChanged();
  }

  private void awaitIdle() {
    timer.cancel();
    if (phase != Phase.ONLINE) {
      return;
    }
    Link current = link;
    timer =
        scheduler.after(
            settings.keepAlive(),
            () -> {
              if (current == link && online() && isFree()) {
                owner.idle();
              }
            });
  }

  /** What the transport reports of one connection attempt and its connection. */
  private final class Link implements Transport.Listener {
    private boolean isCurrent() {
      return this == link;
    }

    @Override
    public void connected(Connection made) {
      if (!isCurrent()) {
        made.reset();
        return;
      }
      connection = Optional.of(made);
      phase = Phase.GREETING;
      LOG.info("connected by route {}", route().name());
      owner.greet();
    }

    @Override
    public void failed(String why) {
      if (isCurrent()) {
        LOG.info("route {}: {}", route().name(), why);
        routeIndex = (routeIndex + 1) % settings.routes().size();
        phase = Phase.DOWN;
        timer = scheduler.after(backoff.next(), Line.this::tryNow);
      }
    }

    @Override
    public void handedOver() {
      // Nobody can tell from here whether it arrives: the exchange goes on as it is recorded.
    }

    @Override
    public void notHandedOver(String why) {
      if (isCurrent() && outstanding) {
        outstanding = false;
        lost("closed before the request: " + why);
        owner.ended(Ending.NEVER_LEFT);
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
      if (isCurrent()) {
        owner.noted("malformed", why);
        lost("the stream cannot be trusted: " + why);
      }
    }

    @Override
    public void closed(String why) {
      if (isCurrent()) {
        lost(why);
      }
    }
  }
}
