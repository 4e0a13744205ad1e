package org.tillkeeper.agent;

import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Consumer;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.time.OwnThread;
import org.tillkeeper.agent.time.RealScheduler;

/** A board with Linux that is never suspended, and whose keys lie in files. */
final class Board implements Machine {
  @Override
  public OwnThread thread(Consumer<Throwable> onFailure) {
    return new RealScheduler(onFailure);
  }

  @Override
  public KeyVault vault(
      AgentConfig.Keys files, MacKeys keys, boolean hasLedger, SecureRandom random)
      throws UnusableKeyFile {
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

  @Override
  public Network network() {
    return Network.WATCHED;
  }

  @Override
  public Map<String, String> environment() {
    return System.getenv();
  }
}
