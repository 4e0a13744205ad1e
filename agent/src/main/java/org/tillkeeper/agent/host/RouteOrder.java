package org.tillkeeper.agent.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Which route is tried next, and when the line should leave the one it is on.
 *
 * <p><b>Home</b> is the route the line's owner wants, or else the first.
 *
 * <p>To connect, routes are tried in <b>rounds</b>: home, then the others in their order, without a
 * pause between them. The pause comes when a whole round has failed.
 *
 * <p>A home that did not work is <b>due</b> again only after a time. Until then rounds begin with
 * the route that was proven last: a dead first host must not cost its time-out at every reconnect.
 * A line that works on another route moves home once home is due. Each move that fails makes the
 * next come later, so that the line does not swing between two hosts.
 */
final class RouteOrder {
  /** On another route for so long, the first is tried again; doubled with each failure. */
  private static final Duration RETURN = Duration.ofMinutes(10);

  private static final Duration RETURN_MOST = Duration.ofHours(2);

  /** A route that the owner wants is tried again sooner: something waits for it. */
  private static final Duration MOVE = Duration.ofSeconds(2);

  private static final Duration MOVE_MOST = Duration.ofMinutes(30);

  private final List<Route> routes;
  private final Scheduler scheduler;
  private final Random random;

  // What is tried now, and the rest of the round.
  private int current;
  private final ArrayDeque<Integer> round = new ArrayDeque<>();

  // Home, and what became of the moves to it.
  private Optional<Integer> wanted = Optional.empty();
  private long homeDueNanos;
  private boolean moving;
  private int returnsFailed;
  private int movesFailed;
  private int proven;

  /**
   * @param routes at least one
   * @param random for jitter
   */
  RouteOrder(List<Route> routes, Scheduler scheduler, Random random) {
    this.routes = routes;
    this.scheduler = scheduler;
    this.random = random;
    homeDueNanos = scheduler.nanoTime();
  }

  /** The route in use, or tried last. */
  Route current() {
    return routes.get(current);
  }

  /** The route the line should be on. */
  Route home() {
    return routes.get(homeIndex());
  }

  boolean isHome() {
    return current == homeIndex();
  }

  private int homeIndex() {
    return wanted.orElse(0);
  }

  /** Begins a round at home, or at the route that was proven last while home is not due. */
  void beginRound() {
    beginRoundAt(isHomeDue() ? homeIndex() : proven);
  }

  private void beginRoundAt(int first) {
    current = first;
    round.clear();
    addToRound(homeIndex());
    addToRound(proven);
    for (int i = 0; i < routes.size(); i++) {
      addToRound(i);
    }
  }

  private void addToRound(int index) {
    if (index != current && !round.contains(index)) {
      round.add(index);
    }
  }

  /**
   * The current route did not work, or its connection could not be proven.
   *
   * @return whether there is another to try at once; if not, a new round begins after a pause
   */
  boolean nextOfRound() {
    if (moving) {
      moveFailed();
    } else if (isHome()) {
      homeDueAfter(wanted.isPresent() ? MOVE : RETURN);
    }
    Integer next = round.poll();
    if (next == null) {
      beginRound();
      return false;
    }
    current = next;
    return true;
  }

  /** The current route works. */
  void proven() {
    proven = current;
    moving = false;
    if (isHome()) {
      returnsFailed = 0;
      homeDueNanos = scheduler.nanoTime();
    }
  }

  /**
   * The line moves home. If it cannot be proven there, the route that was proven last is the next.
   */
  void moveHome() {
    moving = true;
    beginRoundAt(homeIndex());
    round.remove(proven);
    round.addFirst(proven);
  }

  /** Home could not be reached, or not be proven, while another route worked. */
  void moveFailed() {
    moving = false;
    if (wanted.isPresent()) {
      homeDueAfter(grown(MOVE, movesFailed++, MOVE_MOST));
    } else {
      homeDueAfter(grown(RETURN, returnsFailed++, RETURN_MOST));
    }
  }

  private static Duration grown(Duration base, int failures, Duration most) {
    return Duration.ofMillis(Math.min(most.toMillis(), base.toMillis() << Math.min(failures, 20)));
  }

  /** After half to one and a half of this time. */
  private void homeDueAfter(Duration about) {
    long nanos = (long) (about.toNanos() * (0.5 + random.nextDouble()));
    homeDueNanos = scheduler.nanoTime() + nanos;
  }

  /** Home may be within reach again: it is due at once. */
  void networkChanged() {
    homeDueNanos = scheduler.nanoTime();
    returnsFailed = 0;
    movesFailed = 0;
  }

  /** How long until the line should move home. */
  Duration untilHomeDue() {
    return Duration.ofNanos(Math.max(0, homeDueNanos - scheduler.nanoTime()));
  }

  private boolean isHomeDue() {
    return homeDueNanos - scheduler.nanoTime() <= 0;
  }

  /** Makes a route home; empty: the first is home again, and the line returns to it in its time. */
  void want(Optional<Route> route) {
    Optional<Integer> index = route.map(routes::indexOf).filter(i -> i >= 0);
    if (index.equals(wanted)) {
      return;
    }
    if (!index.isPresent()) {
      movesFailed = 0; // what waited for the other host has its answer
      homeDueAfter(RETURN);
    } else if (wanted.isPresent()) {
      homeDueAfter(grown(MOVE, movesFailed++, MOVE_MOST));
    } else {
      homeDueNanos = scheduler.nanoTime();
    }
    wanted = index;
  }
}
