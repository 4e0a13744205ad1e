package org.tillkeeper.agent.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of {@code log} and {@code engineer} in {@code agent.yaml}. */
final class LogYaml {
  private static final Pattern LEVEL = Pattern.compile("error|warn|info|debug");
  private static final long MEGABYTE = 1_000_000;
  private static final int FILES = 4;

  private LogYaml() {}

  /**
   * @param log null if left out
   */
  static AgentConfig.LogKept log(Setting log) throws InvalidConfig {
    if (log == null) {
      return new AgentConfig.LogKept("info", FILES, MEGABYTE);
    }
    Map<String, Setting> keys = log.map("level", "files", "megabytes");
    String level =
        keys.containsKey("level")
            ? keys.get("level").text(LEVEL, "must be error, warn, info or debug")
            : "info";
    long files = keys.containsKey("files") ? keys.get("files").integer(2, 100) : FILES;
    long megabytes = keys.containsKey("megabytes") ? keys.get("megabytes").integer(1, 100) : 1;
    return new AgentConfig.LogKept(level, (int) files, megabytes * MEGABYTE);
  }

  /**
   * @param engineer null if left out
   */
  static Optional<AgentConfig.Engineer> engineer(Setting engineer) throws InvalidConfig {
    if (engineer == null) {
      return Optional.empty();
    }
    Map<String, Setting> keys = engineer.map("listen", "certificate", "key", "clients");
    Address address =
        engineer
            .required(keys, "listen", "HOST:PORT, such as 0.0.0.0:8584")
            .listenAddress("0.0.0.0:8584 or [::]:8584");
    return Optional.of(
        new AgentConfig.Engineer(
            address.host(),
            address.port(),
            engineer
                .required(keys, "certificate", "this terminal's certificate, a PEM file")
                .pemFile(),
            engineer.required(keys, "key", "its private key, a PEM PKCS#8 file").pemFile(),
            engineer
                .required(keys, "clients", "the CA that signs engineers' certificates, a PEM file")
                .pemFile()));
  }
}
