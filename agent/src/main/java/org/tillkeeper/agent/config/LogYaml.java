package org.tillkeeper.agent.config;

import java.io.File;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.yaml.Printable;

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
    Setting listen = engineer.required(keys, "listen", "HOST:PORT, such as 0.0.0.0:8584");
    Address address =
        Address.parse(listen.text(), 0)
            .orElseThrow(
                () ->
                    listen.refused(
                        "must be HOST:PORT with a port from 0 to 65535, such as 0.0.0.0:8584 or"
                            + " [::]:8584"));
    return Optional.of(
        new AgentConfig.Engineer(
            address.host(),
            address.port(),
            file(engineer.required(keys, "certificate", "this terminal's certificate, a PEM file")),
            file(engineer.required(keys, "key", "its private key, a PEM PKCS#8 file")),
            file(
                engineer.required(
                    keys, "clients", "the CA that signs engineers' certificates, a PEM file"))));
  }

  private static File file(Setting setting) throws InvalidConfig {
    File path = setting.path();
    if (!path.isFile() || !path.canRead()) {
      throw setting.refused(
          "must be a PEM file that can be read; looked for "
              + Printable.withoutKeys(path.getPath()));
    }
    return path;
  }
}
