package org.tillkeeper.agent.config;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of {@code settlement} and {@code retention} in {@code agent.yaml}. */
final class UpkeepYaml {
  private static final Pattern TIME_OF_DAY = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
  private static final long MEGABYTE = 1_000_000;

  private UpkeepYaml() {}

  static AgentConfig.Settlement settlement(Setting settlement) throws InvalidConfig {
    if (settlement == null) {
      return new AgentConfig.Settlement(Optional.empty(), 0);
    }
    Map<String, Setting> keys = settlement.map("at", "whenFull");
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
    return new AgentConfig.Settlement(at, whenFull);
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
