package org.tillkeeper.agent;

import java.security.SecureRandom;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.messages.Device;

/** The keys and the device that a configuration names, as the agent has them. */
final class Vaults {
  private Vaults() {}

  /**
   * The vault of an agent's key files.
   *
   * @param hasLedger whether there is a ledger, whose key must be there too
   * @throws UnusableKeyFile if a file is missing, too open, or holds no such key
   */
  static KeyVault open(AgentConfig config, boolean hasLedger, SecureRandom random)
      throws UnusableKeyFile {
    AgentConfig.Keys files = config.keys();
    MacKeys keys = MacKeys.of(config.host().dialect());
    FileKeyVault vault =
        hasLedger
            ? FileKeyVault.forExistingLedger(
                files.masterKeyFile(), files.ledgerKeyFile(), keys, random)
            : FileKeyVault.forNewLedger(files.masterKeyFile(), files.ledgerKeyFile(), keys, random);
    boolean whole = false;
    try {
      if (files.serialKeyFile().isPresent()) {
        vault.readSerialKey(files.serialKeyFile().get());
      }
      whole = true;
      return vault;
    } finally {
      if (!whole) {
        vault.close();
      }
    }
  }

  /** Which device a configuration says that this is. */
  static Device device(AgentConfig config) {
    AgentConfig.Device device = config.device();
    return new Device(device.serial(), device.type(), device.version(), device.location());
  }
}
