package org.tillkeeper.agent.loop;

import java.time.Duration;
import java.util.Random;
import org.tillkeeper.agent.host.Backoff;

/**
 * Whether the terminal has to sign in before it sends anything else. The first order is followed at
 * once; an acquirer that goes on ordering it is followed after pauses that grow, until a payment's
 * answer was accepted again.
 */
final class SignInDue {
  private final Backoff backoff;
  private static final int WRONG_MACS = 3;

  private boolean due;
  private int wrongMacs;
  private boolean followedBefore;
  private long notBeforeNanos;

  SignInDue(Random random) {
    backoff = new Backoff(random, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  boolean isDue() {
    return due;
  }

  /** How long it has to wait; zero if not at all. */
  Duration pause(long nowNanos) {
    return Duration.ofNanos(Math.max(0, notBeforeNanos - nowNanos));
  }

  void ordered(long nowNanos) {
    if (due) {
      return;
    }
    due = true;
    notBeforeNanos = followedBefore ? nowNanos + backoff.next().toNanos() : nowNanos;
  }

  /**
   * An answer's MAC was wrong. One may be a fault on the way; several in a row say that the two
   * sides have different keys, whatever the answers themselves say.
   */
  void wrongMac(long nowNanos) {
    wrongMacs++;
    if (wrongMacs >= WRONG_MACS) {
      ordered(nowNanos);
    }
  }

  void signedIn() {
    followedBefore = followedBefore || due;
    due = false;
    wrongMacs = 0;
  }

  /** A payment's answer with a right MAC: the keys are good. */
  void keysAccepted() {
    followedBefore = false;
    wrongMacs = 0;
    backoff.succeeded();
  }
}
