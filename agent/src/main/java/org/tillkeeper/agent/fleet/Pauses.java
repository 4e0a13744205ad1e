package org.tillkeeper.agent.fleet;

import java.time.Duration;
import java.util.Random;
import org.tillkeeper.agent.host.Backoff;

/**
 * The times by which a terminal keeps to its broker. They are chosen for a hundred thousand
 * terminals that lose the same broker at the same moment: see {@code tools/docs/fleet-at-scale.md}.
 *
 * @param first a connection that is lost is made anew after anything up to this, each as likely
 * @param longest what doubles with each failure doubles up to this
 * @param steady a connection that has stood for so long counts as a success, and not before: a
 *     broker that takes clients and drops them is not asked every second
 * @param patience from the connect until the broker has taken this client
 * @param keepAlive how often this side shows that it is there
 * @param sessionExpiry for how long the broker keeps the session of a terminal that is away
 * @param willAfter how long a terminal may be away before the broker says so
 * @param between reports, where something changed
 * @param freshness of a report, where something is open
 * @param report at least so often, where nothing changed
 */
public record Pauses(
    Duration first,
    Duration longest,
    Duration steady,
    Duration patience,
    Duration keepAlive,
    Duration sessionExpiry,
    Duration willAfter,
    Duration between,
    Duration freshness,
    Duration report) {
  /** As they are on a terminal. */
  public static final Pauses USUAL =
      new Pauses(
          Duration.ofSeconds(20),
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(20),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));

  /** The pauses before each next try. */
  public Backoff backoff(Random random) {
    return new Backoff(random, first, longest);
  }
}
