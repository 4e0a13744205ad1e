package org.tillkeeper.agent.terminal;

import java.util.Optional;

/**
 * A call of a till that was refused; nothing was recorded and nothing sent because of it. Its
 * message names the {@link Ground} for a log; what people read is made of {@link #refusal()}.
 */
public final class Refused extends RuntimeException {
  private final Refusal refusal;

  /**
   * @throws IllegalArgumentException if it carries other values than its ground has
   */
  public Refused(Refusal refusal) {
    super(refusal.ground().toString(), null, false, false);
    if (!refusal.carried().equals(refusal.ground().carried())) {
      throw new IllegalArgumentException(
          refusal.ground()
              + " carries "
              + refusal.ground().carried()
              + ", not "
              + refusal.carried());
    }
    this.refusal = refusal;
  }

  /** Refuses the call if a rule does. */
  static void where(Optional<Refusal> refusal) {
    refusal.ifPresent(
        it -> {
          throw new Refused(it);
        });
  }

  /** Why, and what is to be said of it. */
  public Refusal refusal() {
    return refusal;
  }

  /** Stable reason. */
  public Ground.Why why() {
    return refusal.ground().why();
  }
}
