package org.tillkeeper.agent;

import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Consumer;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.time.OwnThread;

/**
 * What the machine below an agent is asked for, where machines differ. A board with Linux keeps
 * keys in files; an Android device is suspended, has a place for keys and tells of its network.
 * Each is asked once, while the agent starts, on the thread that starts it.
 */
public interface Machine {
  /**
   * The agent's clock and thread.
   *
   * @param onFailure is given whatever a task throws
   */
  OwnThread thread(Consumer<Throwable> onFailure);

  /**
   * Where the keys live.
   *
   * @param files the key files of the configuration
   * @param hasLedger whether there is a ledger, whose key must be there too
   */
  KeyVault vault(AgentConfig.Keys files, MacKeys keys, boolean hasLedger, SecureRandom random)
      throws UnusableKeyFile;

  /** How it is learned that the network has changed. */
  Network network();

  /** Says who supervises the process, in the names that systemd uses. */
  Map<String, String> environment();

  /** How it is learned that the network has changed. */
  enum Network {
    /** The agent looks again and again. */
    WATCHED,
    /** The system tells, and {@link AgentProcess#networkChanged} is called. */
    TOLD
  }
}
