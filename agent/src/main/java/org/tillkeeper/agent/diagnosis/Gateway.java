package org.tillkeeper.agent.diagnosis;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether the next router is there. A packet makes the system look for it, and the table of
 * neighbours ({@code /proc/net/arp}) tells whether it was found:
 *
 * <pre>
 *   192.0.2.1  0x1  0x2  02:fc:00:00:00:05  *  eth0      found; flags 0x0: not found
 * </pre>
 *
 * A router that was found a while ago and is gone since stays in the table for some seconds, so it
 * is asked again and again meanwhile.
 */
final class Gateway {
  private static final Duration PING = Duration.ofMillis(700);
  private static final long LOOK_EVERY_MILLIS = 200;

  /** The system asks three times, a second apart. */
  private static final Duration NOT_FOUND_AFTER = Duration.ofMillis(3300);

  private final SystemFiles files;
  private final Probes probes;

  /** What is known of a router. */
  enum Seen {
    /** It answers. */
    ANSWERS,
    /** It has an address on the wire, and does not answer pings, as many do not. */
    KNOWN,
    SILENT,
    /** The system does not tell. */
    UNKNOWN
  }

  Gateway(SystemFiles files, Probes probes) {
    this.files = files;
    this.probes = probes;
  }

  /**
   * Looks for a router.
   *
   * @param proven whether something beyond it has answered meanwhile
   */
  Seen look(InetAddress router, Duration within, BooleanSupplier proven) {
    long begun = System.nanoTime();
    probes.poke(router);
    if (probes.pings(router, PING)) {
      return Seen.ANSWERS;
    }
    Seen last = Seen.UNKNOWN;
    long poked = begun;
    while (!proven.getAsBoolean()) {
      Optional<Boolean> found = inTable(router);
      long now = System.nanoTime();
      if (found.isPresent()) {
        last = found.get() ? Seen.KNOWN : Seen.SILENT;
      }
      boolean settled = last == Seen.SILENT && now - begun >= NOT_FOUND_AFTER.toNanos();
      if (settled || now - begun >= within.toNanos()) {
        return last;
      }
      if (now - poked >= TimeUnit.SECONDS.toNanos(1)) {
        probes.poke(router);
        poked = now;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return last;
      }
    }
    return Seen.ANSWERS;
  }

  /** Whether the table has found it; empty where it does not show it. */
  private Optional<Boolean> inTable(InetAddress router) {
    String address = router.getHostAddress();
    for (String line : files.lines("proc/net/arp").orElse(Collections.emptyList())) {
      String[] words = line.trim().split("\\s+");
      if (words.length >= 6 && words[0].equals(address)) {
        return Optional.of(!words[2].equals("0x0"));
      }
    }
    return Optional.empty();
  }
}
