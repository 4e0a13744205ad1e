package org.tillkeeper.agent.session;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.tillkeeper.agent.host.Backoff;
import org.tillkeeper.agent.ledger.Ledger;

/**
 * How the terminal stands with its sign-in: whether it has to sign in before it sends anything
 * else, and whether a person has signed it off. The first order to sign in is followed at once. An
 * acquirer that goes on ordering it is followed after growing pauses, until the answer to a payment
 * was accepted again.
 */
public final class SignInState {
  private static final int WRONG_MACS = 3;
  private static final String SIGNED_OFF = "signed-off";

  private final Backoff backoff;
  private Optional<Trouble> trouble = Optional.empty();
  private boolean signedOff;
  private boolean due;
  private int wrongMacs;
  private boolean followedBefore;
  private long notBeforeNanos;

  /**
   * @param signedOff whether a person has signed the terminal off; see {@link #isSignedOff(Ledger)}
   */
  SignInState(Random random, boolean signedOff) {
    this.signedOff = signedOff;
    backoff = new Backoff(random, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  // ---- What of it is durable

  /** Whether a person has signed the terminal off. */
  public static boolean isSignedOff(Ledger ledger) {
    return ledger.facts().get(SIGNED_OFF).equals(Optional.of("yes"));
  }

  /** A person has signed the terminal off. Part of a transaction. */
  public static void signedOff(Ledger ledger) {
    ledger.facts().set(SIGNED_OFF, "yes");
  }

  /** The terminal has signed in. Part of a transaction. */
  public static void signedIn(Ledger ledger) {
    if (isSignedOff(ledger)) {
      ledger.facts().set(SIGNED_OFF, "no");
    }
  }

  // ---- Whether it is due

  boolean isSignedOff() {
    return signedOff;
  }

  /** Why the last sign-in brought nothing; empty if it did not. */
  Optional<Trouble> trouble() {
    return trouble;
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

  /** The sign-in brought nothing, and is due again. */
  void failed(Trouble why, long nowNanos) {
    trouble = Optional.of(why);
    ordered(nowNanos);
  }

  /** The terminal is signed off, which is durable. */
  public void signedOff() {
    signedOff = true;
  }

  public void signedIn() {
    trouble = Optional.empty();
    signedOff = false;
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
