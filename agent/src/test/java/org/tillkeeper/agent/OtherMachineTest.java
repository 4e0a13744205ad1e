package org.tillkeeper.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.keys.DeviceSeal;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.SealedKeyVault;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.time.OwnThread;
import org.tillkeeper.agent.time.SleeperScheduler;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/** An agent on a device that sleeps, keeps keys and tells of its network, as Android does. */
@Timeout(120)
class OtherMachineTest {
  private static final int ACCEPT_MILLIS = 30_000;
  private static final int LOOK_MILLIS = 500;

  @TempDir Path folder;
  private ServerSocket acquirer;
  private Device device = new Device();

  @BeforeEach
  void files() throws Exception {
    acquirer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    acquirer.setSoTimeout(ACCEPT_MILLIS);
    Path key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "CA5D92598DCA48CE8A4C76361A9269E9\n");
    Files.writeString(
        folder.resolve("agent.yaml"),
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:%d"}]}
        keys: {masterKeyFile: ./master.key}
        """
            .formatted(acquirer.getLocalPort()));
  }

  @AfterEach
  void close() throws Exception {
    acquirer.close();
  }

  private AgentProcess start() throws Exception {
    return AgentProcess.start(
        AgentConfig.read(folder.resolve("agent.yaml").toFile()),
        "1.2.3",
        AgentProcess.OtherIdentity.REFUSED,
        device);
  }

  /** The agent connects, and the acquirer hangs up. */
  private void hangUp() throws Exception {
    try (Socket connection = acquirer.accept()) {
      connection.setSoLinger(true, 0);
    }
  }

  /**
   * The agent connects again, which it does only because of this: the clock stands still, so no
   * pause ends by itself. Again and again, since it may not have seen yet that the line is down.
   */
  private void connectsBecauseOf(Runnable cause) throws Exception {
    acquirer.setSoTimeout(LOOK_MILLIS);
    for (int i = 0; ; i++) {
      cause.run();
      try {
        hangUp();
        return;
      } catch (SocketTimeoutException e) {
        assertTrue(i < 100, "not connected again");
      }
    }
  }

  @Test
  void what_is_due_while_the_device_sleeps_is_done_when_it_is_awake() throws Exception {
    try (AgentProcess agent = start()) {
      assertTrue(agent.port() > 0);
      hangUp();
      connectsBecauseOf(() -> device.sleep(Duration.ofHours(1)));
    }
  }

  @Test
  void what_the_system_tells_of_the_network_has_the_line_try_at_once() throws Exception {
    try (AgentProcess agent = start()) {
      hangUp();
      connectsBecauseOf(agent::networkChanged);
    }
  }

  @Test
  void without_either_nothing_happens_on_its_own() throws Exception {
    try (AgentProcess agent = start()) {
      assertTrue(agent.port() > 0);
      hangUp();
      acquirer.setSoTimeout(3 * LOOK_MILLIS);
      assertThrows(SocketTimeoutException.class, this::hangUp);
    }
  }

  @Test
  void nobody_looks_at_the_network_fifty_times_a_second() throws Exception {
    long before = watches();
    try (AgentProcess agent = start()) {
      assertTrue(agent.port() > 0);
      assertEquals(before, watches());
    }
  }

  private static long watches() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && thread.getName().equals("tillkeeper-network"))
        .count();
  }

  @Test
  void its_keys_are_sealed_and_its_ledger_opens_again() throws Exception {
    start().close();
    assertFalse(Files.exists(folder.resolve("master.key")));
    assertFalse(Files.exists(folder.resolve("ledger.key")));
    assertTrue(Files.exists(folder.resolve("master.key.sealed")));
    start().close();
  }

  @Test
  void a_ledger_of_another_device_is_refused_and_the_refusal_says_so() throws Exception {
    start().close();
    device = new Device();
    Files.delete(folder.resolve("master.key.sealed"));
    Path key = folder.resolve("master.key");
    Files.writeString(key, "CA5D92598DCA48CE8A4C76361A9269E9\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    CannotStart refused = assertThrows(CannotStart.class, this::start);
    assertTrue(
        refused.getMessage().startsWith("data: the device's own key does not open this ledger"),
        refused.getMessage());
  }

  /** A device whose clock goes on only while it sleeps. */
  private static final class Device implements Machine, DeviceSeal {
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key = new SecretKeySpec(random.generateSeed(32), "AES");
    private final AtomicLong nanos = new AtomicLong();
    private Optional<SleeperScheduler> scheduler = Optional.empty();

    void sleep(Duration time) {
      nanos.addAndGet(time.toNanos());
      scheduler.get().awake();
    }

    @Override
    public OwnThread thread(Consumer<Throwable> onFailure) {
      SleeperScheduler made = new SleeperScheduler(nanos::get, onFailure);
      scheduler = Optional.of(made);
      return made;
    }

    @Override
    public KeyVault vault(
        AgentConfig.Keys files, MacKeys keys, boolean hasLedger, SecureRandom unused)
        throws UnusableKeyFile {
      return SealedKeyVault.open(files.masterKeyFile(), keys, this);
    }

    @Override
    public Network network() {
      return Network.TOLD;
    }

    @Override
    public Map<String, String> environment() {
      return Map.of();
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) {
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        cipher.updateAAD(context);
        byte[] text = cipher.doFinal(plain);
        byte[] sealed = Arrays.copyOf(cipher.getIV(), 12 + text.length);
        System.arraycopy(text, 0, sealed, 12, text.length);
        return sealed;
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) throws KeyCheckFailed {
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, sealed, 0, 12));
        cipher.updateAAD(context);
        return cipher.doFinal(sealed, 12, sealed.length - 12);
      } catch (GeneralSecurityException e) {
        throw new KeyCheckFailed("another device's: " + e);
      }
    }
  }
}
