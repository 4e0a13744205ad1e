package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.tillkeeper.agent.host.Backoff;

/**
 * The pauses before things are sent again. They are kept in memory. After a restart everything is
 * due at once.
 */
public final class Pauses<K> {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PAUSE_MOST = Duration.ofSeconds(15);

  /** The longest pause of what nobody waits for. A host that is silent keeps the line each time. */
  private static final Duration UNHURRIED_MOST = Duration.ofMinutes(10);

  private final Random random;
  private final Duration most;
  private final Map<K, Long> dueNanos = new HashMap<>();
  private final Map<K, Backoff> backoffs = new HashMap<>();

  /** For what somebody waits for. */
  public Pauses(Random random) {
    this(random, PAUSE_MOST);
  }

  private Pauses(Random random, Duration most) {
    this.random = random;
    this.most = most;
  }

  /** For what nobody waits for: the pauses grow to minutes. */
  public static <K> Pauses<K> unhurried(Random random) {
    return new Pauses<>(random, UNHURRIED_MOST);
  }

  /** How long it still has to wait; zero if it is due. */
  public Duration left(K key, long nowNanos) {
    return Duration.ofNanos(Math.max(0, dueNanos.getOrDefault(key, nowNanos) - nowNanos));
  }

  /** Whether it was given a turn. */
  boolean has(K key) {
    return dueNanos.containsKey(key);
  }

  /** It has its turn now; its next pause is longer than its last. */
  void takeTurn(K key) {
    dueNanos.remove(key);
  }

  public void dueAt(K key, long nanos) {
    dueNanos.put(key, nanos);
  }

  public void dueAfterBackoff(K key, long nowNanos) {
    Backoff backoff = backoffs.get(key);
    if (backoff == null) {
      backoff = new Backoff(random, PAUSE, most);
      backoffs.put(key, backoff);
    }
    dueNanos.put(key, nowNanos + backoff.next().toNanos());
  }

  /** Everything is due. */
  void clear() {
    dueNanos.clear();
  }

  public void forget(K key) {
    dueNanos.remove(key);
    backoffs.remove(key);
  }
}
