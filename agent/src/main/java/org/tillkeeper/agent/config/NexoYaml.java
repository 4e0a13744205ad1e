package org.tillkeeper.agent.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of {@code nexo} in {@code agent.yaml}. */
final class NexoYaml {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String NAMED = "must be 1 to 64 letters, digits, dots, - or _";
  private static final int VERSION_MOST = 999_999;

  private NexoYaml() {}

  /**
   * @param nexo null if left out
   * @param terminal its identification
   */
  static Optional<AgentConfig.Nexo> nexo(Setting nexo, String terminal) throws InvalidConfig {
    if (nexo == null) {
      return Optional.empty();
    }
    Map<String, Setting> keys =
        nexo.map("listen", "certificate", "key", "poiid", "passphrase", "open");
    Address address =
        nexo.required(keys, "listen", "HOST:PORT, such as 127.0.0.1:8443")
            .listenAddress("127.0.0.1:8443 or 0.0.0.0:8443");
    Setting poiId = keys.get("poiid");
    return Optional.of(
        new AgentConfig.Nexo(
            address.host(),
            address.port(),
            nexo.required(keys, "certificate", "this terminal's certificate, a PEM file").pemFile(),
            nexo.required(keys, "key", "its private key, a PEM PKCS#8 file").pemFile(),
            poiId == null ? "TK-" + terminal.trim() : poiId.text(NAME, NAMED),
            passphrase(keys.get("passphrase")),
            open(keys, address)));
  }

  private static Optional<AgentConfig.Passphrase> passphrase(Setting passphrase)
      throws InvalidConfig {
    if (passphrase == null) {
      return Optional.empty();
    }
    Map<String, Setting> keys = passphrase.map("identifier", "version", "file");
    return Optional.of(
        new AgentConfig.Passphrase(
            passphrase
                .required(keys, "identifier", "what the tills call the passphrase")
                .text(NAME, NAMED),
            (int)
                passphrase
                    .required(keys, "version", "the passphrase's version, a whole number")
                    .integer(0, VERSION_MOST),
            passphrase.required(keys, "file", "the file that holds the passphrase alone").path()));
  }

  private static boolean open(Map<String, Setting> keys, Address address) throws InvalidConfig {
    Setting open = keys.get("open");
    if (open == null || !open.trueOrFalse("must be true or false")) {
      return false;
    }
    if (!address.isLoopback() || keys.containsKey("passphrase")) {
      throw open.refused(
          "must be left out or false, unless nexo.listen is loopback and there is no"
              + " nexo.passphrase: whoever can connect may then take and give back money");
    }
    return true;
  }
}
