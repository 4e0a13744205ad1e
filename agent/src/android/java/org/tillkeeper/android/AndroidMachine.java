package org.tillkeeper.android;

import android.os.SystemClock;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tillkeeper.agent.Machine;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.SealedKeyVault;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.time.OwnThread;
import org.tillkeeper.agent.time.SleeperScheduler;

/**
 * An Android device below the agent: its clock counts sleep, its keys are sealed by the Android
 * Keystore, and its network is told of by ConnectivityManager.
 */
final class AndroidMachine implements Machine {
  private volatile Optional<SleeperScheduler> scheduler = Optional.empty();

  /** The device is awake: what became due while it slept runs now. */
  void awake() {
    scheduler.ifPresent(SleeperScheduler::awake);
  }

  @Override
  public OwnThread thread(Consumer<Throwable> onFailure) {
    SleeperScheduler made = new SleeperScheduler(SystemClock::elapsedRealtimeNanos, onFailure);
    scheduler = Optional.of(made);
    return made;
  }

  @Override
  public KeyVault vault(
      AgentConfig.Keys files, MacKeys keys, boolean hasLedger, SecureRandom random)
      throws UnusableKeyFile {
    return SealedKeyVault.open(files.masterKeyFile(), keys, new KeystoreSeal());
  }

  @Override
  public Network network() {
    return Network.TOLD;
  }

  /** A loop that stands still ends the process, and Android starts the service anew. */
  @Override
  public Map<String, String> environment() {
    return Collections.singletonMap("WATCHDOG_USEC", "60000000");
  }
}
