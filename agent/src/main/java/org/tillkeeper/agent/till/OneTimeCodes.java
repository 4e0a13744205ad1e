package org.tillkeeper.agent.till;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.LongSupplier;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * The codes in the one-time addresses of the cashier's page. A code has 128 random bits, opens the
 * page once and within {@link #VALID}; a restart of the agent ends it. Wrong ones are counted and
 * answered later and later. Safe for any thread.
 */
final class OneTimeCodes {
  static final Duration VALID = Duration.ofSeconds(60);

  /** Who asks for more has no use for the first any more. */
  static final int MOST_OPEN = 8;

  private static final int BYTES = 16;
  private static final Log LOG = Log.of(OneTimeCodes.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int MOST_DOUBLINGS = 5;
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final SecureRandom random;
  private final LongSupplier nanos;
  private final ArrayDeque<Code> open = new ArrayDeque<>();
  private long wrong;
  private long lastWrongNanos;

  private record Code(String digest, long givenNanos) {}

  /**
   * @param nanos a clock that nobody sets, as {@code System.nanoTime}
   */
  OneTimeCodes(SecureRandom random, LongSupplier nanos) {
    this.random = random;
    this.nanos = nanos;
  }

  /** A new code. */
  synchronized String give() {
    dropOld();
    if (open.size() == MOST_OPEN) {
      open.removeFirst();
    }
    String code = Secret.random(random, BYTES);
    open.addLast(new Code(Secret.digest(code), nanos.getAsLong()));
    return code;
  }

  /** Whether this is an open code, which is used up by that. */
  synchronized boolean use(String offered) {
    dropOld();
    String digest = Secret.digest(offered);
    boolean right = false;
    // Each is compared, whichever it is.
    for (Iterator<Code> each = open.iterator(); each.hasNext(); ) {
      if (Secret.same(each.next().digest(), digest)) {
        each.remove();
        right = true;
      }
    }
    count(right);
    return right;
  }

  /** How long the answer to a wrong code is to wait: 250 ms for the first, up to 8 s. */
  synchronized Duration pause() {
    return FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, wrong - 1)));
  }

  private void count(boolean right) {
    long now = nanos.getAsLong();
    if (right || now - lastWrongNanos > FORGOTTEN.toNanos()) {
      wrong = 0;
    }
    if (right) {
      return;
    }
    wrong++;
    lastWrongNanos = now;
    // Told at 1, 10, 100: whoever tries on does not fill the log.
    if (String.valueOf(wrong).matches("10*")) {
      LOG.warn("Wrong or old one-time addresses of the cashier's page", Fact.of("count", wrong));
    }
  }

  private void dropOld() {
    open.removeIf(code -> nanos.getAsLong() - code.givenNanos() >= VALID.toNanos());
  }
}
