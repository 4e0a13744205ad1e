package org.tillkeeper.agent.till;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Who holds how many connections. A caller has shown the token, a stranger has not yet. Each kind
 * has places of its own, so that no number of strangers takes one from a till.
 *
 * <ul>
 *   <li>Of strangers the first to come is the first to go, of the user who holds most where the
 *       system tells whose they are. Nobody goes before it had a moment to show the token, unless
 *       very many come at once. Then every connection is new, and a till's is told from the others
 *       by its first request alone.
 *   <li>A caller that finds all places taken gets that of the connection which has been without a
 *       request for longest; then that of the one which has kept the agent waiting for longest.
 *       Where each is worked on, the longest wait for a payment's end is over: it is answered as if
 *       its time were up. Only where nobody waits is the caller refused.
 *   <li>A caller keeps the agent waiting from the head of its request until the body is whole, and
 *       from the beginning of an answer until it is taken. Such have half of the places at most: of
 *       more, the first goes, before any connection that a till keeps.
 * </ul>
 *
 * <p>So a place is safe from others while its request is worked on, and only then. What was cut off
 * within a request has not been begun.
 *
 * <p>Safe for any thread.
 */
final class Places {
  private final int callersMax;
  private final int slowMax;
  private final int listenersMax;
  private final int unreadBytes;
  private final long deafNanos;
  private final Waits waits;

  private final Strangers strangers;
  private final PeerUsers users;

  /** Without a request, the longest first. */
  private final Set<Place> idle = new LinkedHashSet<>();

  /** The next step is theirs: the rest of a request, or taking an answer. The longest first. */
  private final Set<Place> slow = new LinkedHashSet<>();

  /** The next step is the agent's. */
  private final Set<Place> busy = new LinkedHashSet<>();

  private final Set<Place> listeners = new LinkedHashSet<>();

  /** Worked on, though the till's side has ended; as many as there are places need none. */
  private final Set<Place> leaving = new LinkedHashSet<>();

  private final PeerUsers.Asking asking =
      new PeerUsers.Asking() {
        @Override
        public List<Knock> notAsked() {
          synchronized (Places.this) {
            return strangers.notAsked();
          }
        }

        @Override
        public void told(List<Knock> knocks, long[] users, OptionalLong agent) {
          synchronized (Places.this) {
            agent.ifPresent(strangers::agentIs);
            for (int i = 0; i < users.length; i++) {
              strangers.told(knocks.get(i), users[i]);
            }
          }
        }
      };

  /** None is taken. */
  Places(Limits limits, PeerUsers users) {
    this.users = users;
    strangers = new Strangers(limits.strangers());
    callersMax = limits.connections();
    slowMax = (callersMax + 1) / 2;
    listenersMax = limits.listeners();
    unreadBytes = limits.unreadBytes();
    deafNanos = limits.deaf().toNanos();
    waits = new Waits(limits.waitsForOne());
  }

  /** Of one connection. */
  final class Place {
    private final Channel channel;
    private final Knock knock;
    private volatile boolean known;

    /** Since when the till takes nothing; counts only while the channel is not writable. */
    private volatile long stuckNanos;

    private Optional<Waits.Waiting> call = Optional.empty();

    private Place(Channel channel) {
      this.channel = channel;
      Optional<Knock.Ends> ends =
          users.tellsNothing()
              ? Optional.empty()
              : Knock.Ends.onDevice(channel.remoteAddress(), channel.localAddress());
      knock = new Knock(System.nanoTime(), ends, this::turnAway);
    }

    /** The till takes what was written, or takes it no more. */
    void taking() {
      stuckNanos = System.nanoTime();
    }

    private boolean isDeaf(long nowNanos) {
      return !channel.isWritable() && nowNanos - stuckNanos >= deafNanos;
    }

    /** Whether the token has been shown on it. */
    boolean isKnown() {
      return known;
    }

    /**
     * A request with the token begins.
     *
     * @return false where there is no room for it
     */
    boolean call() {
      Optional<Runnable> leave;
      boolean isNew;
      synchronized (Places.this) {
        if (slow.contains(this) || busy.contains(this) || leaving.contains(this)) {
          return true;
        }
        boolean isRoom = idle.remove(this) || idle.size() + slow.size() + busy.size() < callersMax;
        leave = slow.size() < slowMax ? Optional.empty() : first(slow);
        if (!isRoom && !leave.isPresent()) {
          leave = oneThatMay();
        }
        if (!isRoom && !leave.isPresent()) {
          return false;
        }
        isNew = strangers.remove(knock);
        slow.add(this);
        known = true;
      }
      if (isNew) {
        // What the system keeps for a till that does not read is bounded as well.
        channel.config().setOption(ChannelOption.SO_SNDBUF, unreadBytes);
      }
      leave.ifPresent(Runnable::run);
      return true;
    }

    /**
     * A request with the token begins that asks for events, whose places are others. It needs one
     * of the callers' for a moment alone, and takes none that somebody has.
     *
     * @return false where there is no room for it
     */
    boolean callForEvents() {
      synchronized (Places.this) {
        boolean isRoom = idle.size() + slow.size() + busy.size() < callersMax;
        if (!isRoom && !idle.contains(this) && !slow.contains(this) && !busy.contains(this)) {
          return false;
        }
      }
      return call();
    }

    /**
     * The connection is an event stream's from here on, which is none of the callers' places. Where
     * all are taken it gets that of one that has not read for a while: not of one that was just
     * written to, or each that comes costs what the one before it was told.
     *
     * @return false where there is no room for it
     */
    boolean listen() {
      Optional<Place> leaves = Optional.empty();
      synchronized (Places.this) {
        if (listeners.size() >= listenersMax) {
          leaves = oneThatDoesNotRead();
          if (!leaves.isPresent()) {
            return false;
          }
          listeners.remove(leaves.get());
        }
        forget(this);
        listeners.add(this);
      }
      leaves.ifPresent(Place::turnAway);
      return true;
    }

    /**
     * The request is whole and worked on. What it waits for can be ended by others.
     *
     * @return empty where the place has been given to another, so that nothing must be begun
     */
    Optional<Waits.Waiting> begin() {
      synchronized (Places.this) {
        if (!isKept()) {
          return Optional.empty();
        }
        if (slow.remove(this)) {
          busy.add(this);
        }
        call = Optional.of(waits.begin());
        return call;
      }
    }

    /** Whether another call may follow; not where the place has been given to another. */
    boolean isKept() {
      synchronized (Places.this) {
        return !known
            || idle.contains(this)
            || slow.contains(this)
            || busy.contains(this)
            || leaving.contains(this)
            || listeners.contains(this);
      }
    }

    /** Its call is answered from here on; it is for the till to take that. */
    void answers() {
      synchronized (Places.this) {
        call = Optional.empty();
        if (busy.remove(this)) {
          slow.add(this);
        }
      }
    }

    /** Its call has been answered, and that has been taken. */
    void answered() {
      synchronized (Places.this) {
        if (slow.remove(this)) {
          idle.add(this);
        }
      }
    }

    /** Its connection has ended, or the till's side of it: perhaps nobody waits for an answer. */
    void left() {
      synchronized (Places.this) {
        if (leaving.size() < callersMax && busy.remove(this)) {
          leaving.add(this);
        }
      }
      current().ifPresent(Waits.Waiting::end);
    }

    private Optional<Waits.Waiting> current() {
      synchronized (Places.this) {
        return call;
      }
    }

    /** At once, and without a word: what nobody waits for must not cost the system anything. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows from it
    private void turnAway() {
      if (!known) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      channel.close();
    }
  }

  /** A connection has come, a stranger's until it shows the token. */
  @SuppressWarnings("FutureReturnValueIgnored") // nothing follows from the end of a connection
  Place enter(Channel channel) {
    Place place = new Place(channel);
    boolean areTooMany = add(place);
    channel.closeFuture().addListener((ChannelFutureListener) gone -> gone(place));
    if (areTooMany) {
      users.look(asking);
    }
    Optional<Knock> first = firstStranger();
    while (first.isPresent()) {
      first.get().turnAway();
      first = firstStranger();
    }
    return place;
  }

  private synchronized boolean add(Place place) {
    strangers.add(place.knock);
    return strangers.areTooMany();
  }

  /** The stranger that has to go now. */
  private synchronized Optional<Knock> firstStranger() {
    Optional<Knock> first = strangers.first(System.nanoTime());
    first.ifPresent(strangers::remove);
    return first;
  }

  private void gone(Place place) {
    place.left();
    forget(place);
  }

  private synchronized void forget(Place place) {
    strangers.remove(place.knock);
    idle.remove(place);
    slow.remove(place);
    busy.remove(place);
    leaving.remove(place);
    listeners.remove(place);
  }

  private Optional<Place> oneThatDoesNotRead() {
    long now = System.nanoTime();
    for (Place place : listeners) {
      if (place.isDeaf(now)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** How the one goes whose place another may have; it is nobody's now. */
  private Optional<Runnable> oneThatMay() {
    Optional<Runnable> leave = first(idle);
    if (!leave.isPresent()) {
      leave = first(slow);
    }
    return leave.isPresent() ? leave : longestWait();
  }

  private Optional<Runnable> first(Set<Place> places) {
    if (places.isEmpty()) {
      return Optional.empty();
    }
    Place first = places.iterator().next();
    forget(first);
    return Optional.of(first::turnAway);
  }

  private Optional<Runnable> longestWait() {
    Optional<Waits.Waiting> longest = waits.longest();
    for (Place place : busy) {
      if (longest.isPresent() && place.call.equals(longest)) {
        forget(place);
        return Optional.of(longest.get()::end);
      }
    }
    return Optional.empty();
  }
}
