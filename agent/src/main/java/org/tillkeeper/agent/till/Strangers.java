package org.tillkeeper.agent.till;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The connections on which the token has not been shown yet, and which of them goes where there are
 * more than places.
 *
 * <ul>
 *   <li>Of the user who holds most the first to come goes. Those of whom the system does not tell
 *       whose they are count as one user's. So one user's crowd takes no place from another's till.
 *   <li>Who has not been asked about stays until that is known, while anybody holds more than a
 *       share, and also otherwise unless very many came at once: then the first of them goes.
 *   <li>Nobody goes before it had a moment to show the token, unless very many came at once.
 *   <li>The agent's own user loses none that is not the first of all: where the system tells
 *       nothing it would lose that one too.
 * </ul>
 *
 * <p>Not safe for several threads.
 */
final class Strangers {
  /** Long enough for a till on a busy machine to send what it connected for. */
  static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Strangers within their moment, as a multiple of the places they share. */
  static final int AT_THE_DOOR = 16;

  /** Who holds no more than this part of the places keeps them before those not asked about. */
  private static final int SHARES = 4;

  private static final Comparator<Knock> AS_THEY_CAME = Comparator.comparingLong(Knock::number);

  private final int max;

  /** By user, in the order in which they came; none is empty. */
  private final Map<Long, NavigableSet<Knock>> byUser = new HashMap<>();

  private int size;
  private long came;
  private long agent = Knock.UNTOLD;

  /**
   * None yet.
   *
   * @param max places they share
   */
  Strangers(int max) {
    this.max = max;
  }

  void add(Knock knock) {
    knock.setNumber(came++);
    put(knock);
    size++;
  }

  /** Returns whether it was one of them. */
  boolean remove(Knock knock) {
    boolean was = take(knock);
    if (was) {
      size--;
    }
    return was;
  }

  /** Whether there are more than places. */
  boolean areTooMany() {
    return size > max;
  }

  /** Those of whom it can be asked whose they are. */
  List<Knock> notAsked() {
    return new ArrayList<>(byUser.getOrDefault(Knock.NOT_ASKED, Collections.emptyNavigableSet()));
  }

  /** It is known whose one is, if it is still here. */
  void told(Knock knock, long user) {
    boolean here = take(knock);
    knock.setUser(user);
    if (here) {
      put(knock);
    }
  }

  /** It is known as which user the agent runs. */
  void agentIs(long user) {
    agent = user;
  }

  /** The one that has to go now; it is still here. */
  Optional<Knock> first(long nowNanos) {
    if (!areTooMany()) {
      return Optional.empty();
    }
    boolean crowd = size > max * AT_THE_DOOR;
    Collection<Knock> open = byUser.get(Knock.NOT_ASKED);
    Optional<NavigableSet<Knock>> most = most();
    boolean isUnfair = most.isPresent() && most.get().size() > max / SHARES;
    if (open != null && !isUnfair) {
      return crowd ? Optional.of(open.iterator().next()) : Optional.empty();
    }
    return most.map(NavigableSet::first)
        .filter(knock -> crowd || nowNanos - knock.sinceNanos() >= MOMENT_NANOS);
  }

  /** What the user has who has most of those asked about; of two the one whose first came first. */
  private Optional<NavigableSet<Knock>> most() {
    long first = Long.MAX_VALUE;
    for (NavigableSet<Knock> of : byUser.values()) {
      first = Math.min(first, of.first().number());
    }
    NavigableSet<Knock> most = null;
    for (Map.Entry<Long, NavigableSet<Knock>> entry : byUser.entrySet()) {
      long user = entry.getKey();
      NavigableSet<Knock> of = entry.getValue();
      boolean keeps = user != Knock.UNTOLD && user == agent && of.first().number() > first;
      if (user == Knock.NOT_ASKED || keeps) {
        continue;
      }
      if (most == null
          || of.size() > most.size()
          || (of.size() == most.size() && of.first().number() < most.first().number())) {
        most = of;
      }
    }
    return Optional.ofNullable(most);
  }

  private void put(Knock knock) {
    byUser.computeIfAbsent(knock.user(), user -> new TreeSet<>(AS_THEY_CAME)).add(knock);
  }

  private boolean take(Knock knock) {
    NavigableSet<Knock> of = byUser.get(knock.user());
    if (of == null || !of.remove(knock)) {
      return false;
    }
    if (of.isEmpty()) {
      byUser.remove(knock.user());
    }
    return true;
  }
}
