package org.tillkeeper.agent.host;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The line to the acquirer. It keeps one connection and lets as many requests be outstanding on it
 * as the acquirer allows. It finds a dead peer by its own timers and reconnects. It moves frames
 * and knows nothing of what is in them.
 *
 * <pre>
 *   DOWN --connected--> GREETING --proven()--> ONLINE
 *    ^                     |                     |
 *    +---------------------+---------------------+  closed, reset, answer overdue
 * </pre>
 *
 * <p>A connection counts as online only once its owner has proven it with an echo or a sign-in. How
 * a line that is down gets its connection is {@link Connecting}. How it changes to another route
 * without going down is {@link RouteMove}.
 *
 * <p>Belongs to the agent's thread.
 */
public final class Line {
  private static final Log LOG = Log.of(Line.class);

  private static final Duration FIRST_CHANCE = Duration.ofSeconds(5);

  /** Hosts that show their life by empty frames send one a second. */
  private static final int EMPTY_FRAMES_AT_MOST = 600;

  private static final Duration EMPTY_FRAME_EVERY = Duration.ofMillis(100);

  private enum Phase {
    STOPPED,
    DOWN,
    GREETING,
    ONLINE
  }

  // For the life of the line.
  private final Scheduler scheduler;
  private final LineSettings settings;
  private LineOwner owner;
  private final RouteOrder routes;
  private final Connecting connecting;
  private final RouteMove move;
  private final OpenRequests outstanding;
  private final AnswersPerConnection answers;
  private final Transport transport;
  private final Allowance empties;
  private final Traffic traffic;
  private Phase phase = Phase.STOPPED;
  private Instant since;
  private long startedNanos;

  /** What the owner was told last: a move to another route does not make the line offline. */
  private volatile boolean toldOnline;

  // For the life of a connection.
  private Optional<Link.Made> current = Optional.empty();
  private Scheduler.Timer idle = () -> {};

  /**
   * Makes a line that is stopped.
   *
   * @param random for jitter
   * @param window how many requests may be outstanding on a connection; at least 1
   */
  public Line(
      Transport transport, Scheduler scheduler, Random random, LineSettings settings, int window) {
    this.scheduler = scheduler;
    this.settings = settings;
    this.transport = transport;
    since = scheduler.wallClock();
    traffic = new Traffic(since, scheduler::nanoTime);
    Duration within = settings.connectTimeout();
    routes = new RouteOrder(settings.routes(), scheduler, random);
    connecting =
        new Connecting(
            transport,
            scheduler,
            random,
            within,
            routes,
            traffic,
            () -> owner.customerWaits(),
            this::connected,
            this::notConnected);
    move = new RouteMove(transport, scheduler, within, routes, this::online, this::moveIfQuiet);
    outstanding = new OpenRequests(scheduler, settings.responseTimeout(), window, this::overdue);
    answers =
        new AnswersPerConnection(
            scheduler, settings.connection() == LineSettings.Connections.SINGLE);
    empties = new Allowance(EMPTY_FRAMES_AT_MOST, EMPTY_FRAME_EVERY, scheduler.nanoTime());
  }

  /**
   * Begins to connect, and never stops by itself.
   *
   * @param whoOwnsIt is told what happens on it from now on
   */
  public void start(LineOwner whoOwnsIt) {
    owner = whoOwnsIt;
    startedNanos = scheduler.nanoTime();
    phase = Phase.DOWN;
    connecting.start();
  }

  /** Resets the connection and stays down. */
  public void stop() {
    phase = Phase.STOPPED;
    connecting.stop();
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

  /**
   * Whether it was given a chance since its start: an attempt to connect has failed, a connection
   * was lost, or five seconds have passed. Before that, not being online says nothing about the
   * acquirer.
   */
  public boolean hasTried() {
    return phase != Phase.STOPPED
        && (connecting.hasFailed()
            || scheduler.nanoTime() - startedNanos >= FIRST_CHANCE.toNanos());
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
    boolean alone = move.hasArrived() || answers.isOne();
    return isQuiet() || (current.isPresent() && outstanding.hasRoom() && !alone);
  }

  /** Whether it is between two connections, of which each takes one request. */
  private boolean isBetween() {
    return !current.isPresent() && (phase == Phase.GREETING || phase == Phase.ONLINE);
  }

  /** Why certificates on disk are not those in use; empty if they are. */
  public Optional<String> unusedCertificates() {
    return transport.unusedCertificates();
  }

  /** Whether the host was seen to end each connection after one answer. */
  public boolean endsAfterEachAnswer() {
    return answers.wasNoticed();
  }

  /** Whether it is connected, or may connect for the next message, and nothing is outstanding. */
  public boolean isQuiet() {
    return (current.isPresent() || isBetween()) && outstanding.isEmpty();
  }

  /** What it has carried, and what came of it. */
  public Traffic traffic() {
    return traffic;
  }

  /** Whether it has a connection now, proven or not. */
  public boolean isConnected() {
    return current.isPresent();
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
      throw new IllegalStateException(outstanding + " requests are outstanding; wait for an end");
    }
    idle.cancel();
    Exchange exchange = outstanding.add(frame);
    traffic.sent();
    if (current.isPresent()) {
      current.get().connection().send(frame);
    } else {
      connecting.byCurrentRoute();
    }
    return exchange;
  }

  /**
   * Takes a request back that waits for its connection.
   *
   * @return false where it may have left
   */
  public boolean takeBack(Exchange exchange) {
    if (!isBetween() || !outstanding.remove(exchange)) {
      return false;
    }
    connecting.stop();
    awaitIdle();
    return true;
  }

  /** Hands a frame to the network that nothing answers, if there is a connection. */
  public void say(byte[] frame) {
    current.ifPresent(made -> made.connection().send(frame));
  }

  /** This request has its answer. Nothing happens if it has ended before. */
  public void answered(Exchange exchange) {
    if (!outstanding.remove(exchange)) {
      return;
    }
    traffic.answered(scheduler.nanoTime() - exchange.sentNanos);
    answers.answered();
    if (answers.isOne() && outstanding.isEmpty()) {
      endForNext();
      return;
    }
    awaitIdle();
    if (move.hasArrived()) {
      scheduler.execute(this::moveIfQuiet); // after whatever follows from the answer
    }
  }

  /** The connection has done what it is for. The next message has one of its own. */
  private void endForNext() {
    if (online()) {
      connecting.worked();
    }
    move.giveUp();
    Link.Made old = current.get();
    current = Optional.empty();
    old.link().letGo();
    old.connection().end();
    routes.beginRound();
    awaitIdle();
  }

  /** An echo or a sign-in has succeeded on this connection. */
  public void proven() {
    connecting.proven();
    if (phase == Phase.GREETING) {
      phase = Phase.ONLINE;
      routes.proven();
      tell();
      awaitIdle();
      planMove();
    }
  }

  private void planMove() {
    if (!answers.isOne()) {
      move.plan();
    }
  }

  /**
   * The owner needs the host of this route for something that waits; empty: it needs none any more.
   * The line moves there as soon as it can, without losing the connection it has.
   *
   * @param route one of those in the settings
   */
  public void prefer(Optional<Route> route) {
    routes.want(route);
    if (isBetween() && isQuiet()) {
      routes.beginRound();
    }
    planMove();
  }

  /**
   * The system's network has changed: an address, an interface or a way to the acquirer came or
   * went. A line that is down connects at once. A connection whose address is gone is given up, and
   * one that still has its address is tested.
   */
  public void networkChanged() {
    routes.networkChanged();
    if (phase == Phase.DOWN) {
      connecting.networkChanged();
    } else if (current.isPresent() && !current.get().connection().hasItsAddress()) {
      lost("the address that it went out from is gone");
      routes.beginRound();
      connecting.tryNow();
    } else if (phase == Phase.ONLINE) {
      planMove();
      if (isQuiet()) {
        owner.idle();
      }
    }
  }

  /** Ends the connection with a TCP reset and connects anew after a pause. */
  public void reset(String why) {
    if (current.isPresent() || isBetween()) {
      lost(why);
    }
  }

  /**
   * Gives the connection up, because the host says far too much that answers nothing. The pauses
   * before the next connections grow, so that it cannot keep the terminal busy.
   *
   * @param what for example "frames that answer nothing"
   */
  public void flooded(String what) {
    if (current.isPresent()) {
      owner.flooded(what);
      down("flooded with " + what);
    }
  }

  /** A customer has come who waits for what the line would carry. */
  public void customerCame() {
    connecting.customerCame();
  }

  /** Ends a pause between two tries to connect. */
  public void tryNow() {
    connecting.tryNow();
  }

  private void connected(Link.Made made) {
    made.link().handTo(new Current());
    boolean between = isBetween();
    current = Optional.of(made);
    answers.connected();
    if (between) {
      sendWhatWaited(made);
      return;
    }
    traffic.begun();
    phase = Phase.GREETING;
    owner.greet();
  }

  /** A customer's time may be over since a message was handed to the line. */
  private void sendWhatWaited(Link.Made made) {
    List<Exchange> never = new ArrayList<>();
    for (Exchange exchange : outstanding.all()) {
      if (owner.mayLeave(exchange)) {
        made.connection().send(exchange.frame);
      } else {
        outstanding.remove(exchange);
        never.add(exchange);
      }
    }
    if (outstanding.isEmpty()) {
      endForNext();
    }
    never.forEach(exchange -> owner.ended(exchange, Exchange.Ending.NEVER_LEFT));
  }

  /** No connection was made for the message that waits for one: nothing of it has left. */
  private void notConnected(String why) {
    if (isBetween()) {
      List<Exchange> never = outstanding.removeAll();
      drop();
      phase = Phase.DOWN;
      tell();
      owner.noted("line-down", why);
      never.forEach(exchange -> owner.ended(exchange, Exchange.Ending.NEVER_LEFT));
    }
  }

  /** The peer is taken for dead: what else is outstanding on this connection is lost with it. */
  private void overdue(Exchange exchange) {
    if (outstanding.remove(exchange)) {
      traffic.unanswered(1);
      Exchange.Ending ending =
          current.isPresent() ? Exchange.Ending.TIMED_OUT : Exchange.Ending.NEVER_LEFT;
      lost("no answer within " + settings.responseTimeout().toMillis() + " ms");
      owner.ended(exchange, ending);
    }
  }

  /**
   * The connection is of no use any more. What was outstanding on it will not be answered, and the
   * owner is told so once the line is down.
   */
  private void lost(String why) {
    if (online()) {
      connecting.worked();
    }
    down(why);
  }

  private void down(String why) {
    boolean wasOnline = online();
    LOG.info(
        "line down",
        Fact.event("connection-ended"),
        Fact.text("route", route().name()),
        Fact.text("why", why));
    Exchange.Ending ending = current.isPresent() ? Exchange.Ending.CUT : Exchange.Ending.NEVER_LEFT;
    List<Exchange> cut = outstanding.removeAll();
    traffic.unanswered(cut.size());
    drop();
    connecting.stop();
    phase = Phase.DOWN;
    if (wasOnline) {
      connecting.afterLoss();
    } else {
      connecting.nextRoute();
    }
    tell();
    owner.noted("line-down", why);
    for (Exchange exchange : cut) {
      owner.ended(exchange, ending);
    }
  }

  /** Without a word to the owner. */
  private void drop() {
    idle.cancel();
    outstanding.removeAll();
    Optional<Link.Made> old = current;
    current = Optional.empty();
    old.ifPresent(made -> made.link().letGo());
    old.ifPresent(made -> made.connection().reset());
    move.giveUp();
  }

  /** Tells the owner if {@link #online} is not what it was told last. */
  private void tell() {
    if (online() != toldOnline) {
      toldOnline = online();
      since = scheduler.wallClock();
      owner.onlineChanged();
    }
  }

  private void moveIfQuiet() {
    if (!move.hasArrived() || !isQuiet() || phase != Phase.ONLINE) {
      return;
    }
    if (!move.leadsHome()) {
      move.giveUp(); // it is wanted elsewhere by now
      move.plan();
      return;
    }
    owner.noted("line-moves", "From route " + route().name() + " to " + routes.home().name() + ".");
    idle.cancel();
    Link.Made old = current.get();
    Link.Made next = move.take();
    old.link().letGo();
    next.link().handTo(new Current());
    current = Optional.of(next);
    old.connection().end();
    routes.moveHome();
    phase = Phase.GREETING;
    owner.greet();
  }

  private void awaitIdle() {
    idle.cancel();
    if (phase != Phase.ONLINE || !isQuiet()) {
      return;
    }
    Optional<Link.Made> of = current;
    idle =
        scheduler.after(
            settings.idleAfter(),
            () -> {
              if (of.equals(current) && online() && isQuiet()) {
                owner.idle();
                awaitIdle(); // an owner that sends nothing is told again
              }
            });
  }

  /** What is told of the connection that the line has. */
  private final class Current implements Link.Holder {
    @Override
    public void connected(Link.Made made) {
      throw new IllegalStateException("a connection is made once, and this one was");
    }

    @Override
    public void failed(String why) {
      throw new IllegalStateException("a connection that was made does not fail: " + why);
    }

    @Override
    public void notHandedOver(byte[] frame, String why) {
      Optional<Exchange> exchange = outstanding.of(frame);
      if (exchange.isPresent()) {
        outstanding.remove(exchange.get());
        lost("closed before the request: " + why);
        owner.ended(exchange.get(), Exchange.Ending.NEVER_LEFT);
      }
    }

    @Override
    public void received(byte[] frame) {
      owner.received(frame);
    }

    @Override
    public void alive() {
      if (empties.take(scheduler.nanoTime())) {
        awaitIdle();
      } else {
        flooded("empty frames");
      }
    }

    @Override
    public void malformed(String why) {
      owner.noted("malformed", why);
      lost("the stream cannot be trusted: " + why);
    }

    @Override
    public void closed(String why) {
      boolean early = answers.isRightAfterOne();
      answers.endedByHost();
      if (early) {
        down(why); // It brought nothing but its proof: the pauses grow.
      } else {
        lost(why);
      }
    }
  }
}
