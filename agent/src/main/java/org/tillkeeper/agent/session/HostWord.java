package org.tillkeeper.agent.session;

import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;

/**
 * What the acquirer's <em>no original</em> is worth. An acquirer that approves a request after it
 * said that it had none looks where its requests cannot be found. From then on it proves nothing by
 * that, until a person has settled with the acquirer what was wrong.
 */
public final class HostWord {
  private static final String FACT = "no-original-disproved-at";

  private HostWord() {}

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
