package org.tillkeeper.agent.config;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.Kind;

/** The keys of {@code settlement} and {@code retention} in {@code agent.yaml}. */
final class UpkeepYaml {
  private static final Pattern TIME_OF_DAY = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
  private static final long MEGABYTE = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration PATIENCE_MOST = Duration.ofHours(24);

  private UpkeepYaml() {}

  /**
   * @param settlement null if left out
   * @param kinds what the dialect can say
   * @param dialect its name
   */
  static AgentConfig.Settlement settlement(Setting settlement, Set<Kind> kinds, String dialect)
      throws InvalidConfig {
    if (settlement == null) {
      return new AgentConfig.Settlement(Optional.empty(), 0, PATIENCE, PATIENCE);
    }
    Map<String, Setting> keys = settlement.map("at", "whenFull", "giveUp", "waitForReversals");
    Optional<LocalTime> at =
        keys.containsKey("at")
            ? Optional.of(
                LocalTime.parse(
                    keys.get("at")
                        .text(
                            TIME_OF_DAY,
                            "must be a time of day in quotes, \"00:00\" to \"23:59\"; leave it out"
                                + " to settle by hand alone")))
            : Optional.empty();
    int whenFull =
        keys.containsKey("whenFull") ? (int) keys.get("whenFull").integer(0, 999_999) : 0;
    boolean settles = kinds.contains(Kind.SETTLEMENT);
    if (at.isPresent() && !settles) {
      throw keys.get("at").refused("cannot be: " + noSettlement(dialect) + "; leave it out");
    }
    if (whenFull > 0 && !settles) {
      throw keys.get("whenFull").refused("cannot be: " + noSettlement(dialect) + "; allowed: 0");
    }
    Duration giveUp =
        keys.containsKey("giveUp")
            ? keys.get("giveUp").duration(SHORTEST, PATIENCE_MOST)
            : PATIENCE;
    Duration waitForReversals =
        keys.containsKey("waitForReversals")
            ? keys.get("waitForReversals").duration(Duration.ZERO, PATIENCE_MOST)
            : PATIENCE;
    return new AgentConfig.Settlement(at, whenFull, giveUp, waitForReversals);
  }

  private static String noSettlement(String dialect) {
    return "the dialect " + dialect + " has no message that settles a batch";
  }

  static AgentConfig.Retention retention(Setting retention) throws InvalidConfig {
    if (retention == null) {
      return new AgentConfig.Retention(Duration.ZERO, 0);
    }
    Map<String, Setting> keys = retention.map("payments", "megabytes");
    Duration payments =
        keys.containsKey("payments")
            ? keys.get("payments").duration(Duration.ZERO, Duration.ofDays(3650))
            : Duration.ZERO;
    long megabytes =
        keys.containsKey("megabytes") ? keys.get("megabytes").integer(0, 1_000_000) : 0;
    return new AgentConfig.Retention(payments, megabytes * MEGABYTE);
  }
}
