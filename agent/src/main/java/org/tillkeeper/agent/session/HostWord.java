package org.tillkeeper.agent.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;

/**
 * What the acquirer's word is worth, its <em>no original</em> above all. An acquirer that approves
 * a request after it said that it had none looks where its requests cannot be found. From then on
 * it proves nothing by that, until a person has settled with the acquirer what was wrong.
 */
public final class HostWord {
  private static final String FACT = "no-original-disproved-at";

  private static final String CONTRADICTED = "refusal-contradicted-at";

  /** For so long the diagnosis speaks of it. */
  private static final Duration SPOKEN_OF = Duration.ofDays(7);

  private HostWord() {}

  /**
   * A payment was refused, and approved with a right MAC. Where the dialect allows refusals without
   * a MAC, somebody between the terminal and the acquirer may have said the one. Part of a
   * transaction.
   */
  static void contradict(Ledger ledger, Instant now) {
    ledger.facts().set(CONTRADICTED, now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** When that was last; empty where it was not in the last week. */
  static Optional<String> contradictedAt(Ledger ledger, Instant now) {
    return ledger
        .facts()
        .get(CONTRADICTED)
        .filter(at -> Instant.parse(at).plus(SPOKEN_OF).isAfter(now));
  }

  /** Part of a transaction. */
  static void disproveNoOriginal(Ledger ledger, Instant now) {
    if (!isDisproved(ledger)) {
      ledger.facts().set(FACT, now.toString());
      ledger.journal(
          now,
          "no-original-disproved",
          "The acquirer approved a request of which it had said that it has none.");
    }
  }

  /** Whether its <em>no original</em> proves nothing. */
  public static boolean isDisproved(Ledger ledger) {
    return disprovedAt(ledger).isPresent();
  }

  /** Since when; empty while its word stands. */
  public static Optional<String> disprovedAt(Ledger ledger) {
    return ledger.facts().get(FACT).filter(at -> !at.isEmpty());
  }

  /** A person says that the acquirer finds its requests again. Part of a transaction. */
  public static void accept(Ledger ledger, Instant now, String by, String evidence) {
    ledger.facts().set(FACT, "");
    ledger.journal(
        now,
        "no-original-accepted",
        "The acquirer's no original counts again, accepted by " + by + ": " + evidence);
  }
}
