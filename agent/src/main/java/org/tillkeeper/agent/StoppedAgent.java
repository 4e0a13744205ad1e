package org.tillkeeper.agent;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.ledger.FolderLock;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.till.BundleMaking;
import org.tillkeeper.agent.till.Field;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.time.RealScheduler;

/**
 * What an agent that does not run has left, to be looked at. Holds the folder's lock, so that no
 * agent starts meanwhile. Nothing is connected, sent or recovered. A ledger that cannot be opened
 * keeps nobody from the rest.
 */
public final class StoppedAgent implements AutoCloseable {
  private static final Log LOG = Log.of(StoppedAgent.class);

  // What was only read needs no end.
  private final Parts parts =
      new Parts(e -> LOG.debug("not closed", Fact.text("why", e.toString())));
  private final AgentConfig config;
  private final RealScheduler scheduler;
  private final Field field;
  private Terminal terminal;
  private PaymentJson json;

  private StoppedAgent(AgentConfig config, String version, DeviceKey key, FolderLock lock) {
    this.config = config;
    parts.add(lock);
    scheduler = parts.add(new RealScheduler(defect -> {}));
    field =
        new Field(
            config,
            version,
            Optional.of(key),
            Optional.empty(),
            scheduler,
            () -> CompletableFuture.completedFuture(Examination.ofStopped(config)));
  }

  /**
   * Opens what an agent has left.
   *
   * @throws CannotStart if the agent runs after all, or nothing can be signed
   */
  public static StoppedAgent open(AgentConfig config) throws CannotStart {
    String version = Version.text();
    SecureRandom random = new SecureRandom();
    FolderLock lock;
    DeviceKey key;
    try {
      lock = FolderLock.take(config.data());
      key = DeviceKey.ensure(DeviceKey.beside(config.keys().ledgerKeyFile()), random);
    } catch (LedgerUnusable | UnusableKeyFile e) {
      throw new CannotStart(e.getMessage(), e);
    }
    StoppedAgent agent = new StoppedAgent(config, version, key, lock);
    agent.openLedger(version, random);
    return agent;
  }

  private void openLedger(String version, SecureRandom random) {
    try {
      if (!Ledger.exists(config.data())) {
        throw new IOException("there is no ledger in " + config.data());
      }
      KeyVault vault =
          parts.add(
              FileKeyVault.forExistingLedger(
                  config.keys().masterKeyFile(),
                  config.keys().ledgerKeyFile(),
                  MacKeys.of(config.host().dialect()),
                  random));
      Instant now = scheduler.wallClock();
      Ledger ledger = parts.add(Ledger.open(config.data(), now));
      LedgerCipher cipher =
          parts.add(LedgerKey.cipher(ledger, vault, random, now, config.terminal()));
      AgentLoop loop =
          new AgentLoop(
              AgentProcess.settings(config, version),
              scheduler,
              random,
              ledger,
              new NoTransport(),
              config.host().dialect(),
              vault,
              cipher);
      terminal = loop;
      json = AgentProcess.json(loop, config, field.fingerprint());
    } catch (LedgerUnusable | UnusableKeyFile | CannotStart | IOException e) {
      terminal = unreadable(String.valueOf(e.getMessage()));
      json = new PaymentJson(null, null, config.terminal().currency());
    }
  }

  /** A terminal that answers each call with why it cannot. */
  private static Terminal unreadable(String why) {
    return (Terminal)
        Proxy.newProxyInstance(
            Terminal.class.getClassLoader(),
            new Class<?>[] {Terminal.class},
            (proxy, method, arguments) -> {
              CompletableFuture<Object> failed = new CompletableFuture<>();
              failed.completeExceptionally(new IOException(why));
              return failed;
            });
  }

  /** Whether the ledger has this payment; empty where it cannot be read. */
  public Optional<Boolean> has(String payment) {
    try {
      return Optional.of(terminal.payment(payment).get().isPresent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (java.util.concurrent.ExecutionException e) {
      return Optional.empty();
    }
  }

  /** Makes a bundle. */
  public BundleMaking bundle(BundleMaking.Wanted wanted) {
    return BundleMaking.of(terminal, json, field, config.terminal().currency(), wanted);
  }

  @Override
  public void close() {
    parts.close();
  }

  /** There is no line. */
  private static final class NoTransport implements Transport {
    @Override
    public void connect(Route route, Duration timeout, Listener listener) {
      listener.failed("the agent does not run");
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
