package org.tillkeeper.agent;

import io.netty.channel.IoEventLoopGroup;
import java.io.File;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.diagnosis.Doctor;
import org.tillkeeper.agent.host.Framing;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.NettyTransport;
import org.tillkeeper.agent.host.NetworkWatch;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.host.UnusableTls;
import org.tillkeeper.agent.host.WatchedTransport;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.ledger.FolderLock;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.agent.log.Digest;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.management.SettlementPatience;
import org.tillkeeper.agent.messages.Device;
import org.tillkeeper.agent.messages.Identity;
import org.tillkeeper.agent.messages.MaskedFrames;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.metrics.Metrics;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.session.Patience;
import org.tillkeeper.agent.terminal.AgentLoop;
import org.tillkeeper.agent.terminal.Limits;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.terminal.TerminalSettings;
import org.tillkeeper.agent.till.Access;
import org.tillkeeper.agent.till.EventBody;
import org.tillkeeper.agent.till.Field;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.till.TillServer;
import org.tillkeeper.agent.time.Afterwards;
import org.tillkeeper.agent.time.OwnThread;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.upkeep.AgentLog;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.Upkeep;
import org.tillkeeper.agent.webhook.Webhooks;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.CurrencyCode;
import org.tillkeeper.iso8583.Dialect;

/**
 * A running agent: wires the parts to real time, real sockets and real files, and takes them down
 * in the other order.
 */
public final class AgentProcess implements AutoCloseable {
  private static final Log LOG = Log.of(AgentProcess.class);
  private static final long STOP_SECONDS = 5;

  private final Parts parts =
      new Parts(e -> LOG.warn("while stopping", Fact.text("why", e.toString())));
  private final Machine machine;
  private int port;
  private AgentLoop terminal;
  private Optional<AgentLog> log = Optional.empty();
  private Optional<Afterwards> afterwards = Optional.empty();

  private AgentProcess(Machine machine) {
    this.machine = machine;
  }

  /** What a start does with a ledger of which something is open under another identity. */
  public enum OtherIdentity {
    /** It is refused. */
    REFUSED,
    /** A person has accepted it: the ledger is carried over. */
    ACCEPTED
  }

  /** Starts an agent as {@link #start(AgentConfig, String, OtherIdentity)}, refusing another. */
  public static AgentProcess start(AgentConfig config, String version) throws CannotStart {
    return start(config, version, OtherIdentity.REFUSED);
  }

  /**
   * Starts an agent.
   *
   * @param version for the status
   * @throws CannotStart if the configuration, a key, the data folder or the port cannot be used;
   *     nothing is left running
   */
  public static AgentProcess start(AgentConfig config, String version, OtherIdentity otherIdentity)
      throws CannotStart {
    return start(config, version, otherIdentity, new Board());
  }

  /** Starts an agent as the others, on a machine that is no plain board. */
  public static AgentProcess start(
      AgentConfig config, String version, OtherIdentity otherIdentity, Machine machine)
      throws CannotStart {
    AgentProcess process = new AgentProcess(machine);
    boolean started = false;
    try {
      process.wire(config, version, otherIdentity);
      started = true;
      return process;
    } catch (LedgerUnusable | UnusableKeyFile | InvalidConfig e) {
      throw process.cannotStart(new CannotStart(e.getMessage(), e));
    } catch (IOException e) {
      throw process.cannotStart(new CannotStart("data: " + e.getMessage(), e));
    } catch (CannotStart e) {
      throw process.cannotStart(e);
    } finally {
      if (!started) {
        process.close();
      }
    }
  }

  private CannotStart cannotStart(CannotStart why) {
    endsBy("cannot start: " + why.getMessage());
    return why;
  }

  /** Why this life will end, for the last line of its log. */
  void endsBy(String why) {
    log.ifPresent(it -> it.endsBy(why));
  }

  private <T extends AutoCloseable> T part(T part) {
    return parts.add(part);
  }

  private void wire(AgentConfig config, String version, OtherIdentity otherIdentity)
      throws LedgerUnusable, UnusableKeyFile, InvalidConfig, IOException, CannotStart {
    SecureRandom random = new SecureRandom();
    File data = config.data();
    FolderLock folder = part(FolderLock.take(data));
    OwnThread scheduler = machine.thread(this::stopAtOnce);
    AgentLog agentLog = part(beginLog(config, version, scheduler));
    log = Optional.of(agentLog);
    // Closed when its thread has ended, and while there is a log.
    Afterwards unhurried = part(new Afterwards(scheduler));
    afterwards = Optional.of(unhurried);
    part(scheduler);
    folder
        .closed()
        .forEach(
            file -> LOG.warn("what was open to other users is closed", Fact.text("file", file)));
    boolean hasLedger = Ledger.exists(data);
    Dialect dialect = config.host().dialect();
    MacKeys keys = MacKeys.of(dialect);
    if (!keys.algorithm().isPresent()) {
      LOG.warn(
          "no message carries a MAC: TLS and its two certificates alone vouch for answers",
          Fact.text("dialect", dialect.name()));
    }
    KeyVault vault = part(machine.vault(config.keys(), keys, hasLedger, random));
    Instant now = Instant.now();
    Ledger ledger = part(Ledger.open(data, now));
    ledger.logBy(unhurried);
    TerminalSettings settings = settings(config, version);
    if (otherIdentity == OtherIdentity.REFUSED) {
      refuseOtherIdentity(Identity.of(settings.station(), dialect.name()), ledger);
    }
    LedgerCipher cipher = part(LedgerKey.cipher(ledger, vault, random, now, config.terminal()));
    ledger.keepWitnessOutside(ledger.outerWitness(config.keys().ledgerKeyFile()), now);
    NettyTransport transport =
        part(new NettyTransport(Framing.of(dialect), scheduler, config.host().responseTimeout()));
    for (Route route : config.host().routes()) {
      try {
        transport.prepare(route);
      } catch (UnusableTls e) {
        throw new CannotStart("host.routes, " + route.name() + ": " + e.getMessage(), e);
      }
    }
    Access access = Access.ensure(data, Clock.systemUTC());
    AgentLoop loop =
        new AgentLoop(
            settings,
            scheduler,
            random,
            ledger,
            watched(transport, dialect, agentLog, scheduler, unhurried),
            dialect,
            vault,
            cipher);
    terminal = loop;
    loop.forgetBy(System::gc);
    IoEventLoopGroup group = part(new TillThreads()).group();
    Metrics metrics = new Metrics(System::nanoTime, version, dialect.name());
    Field.Figures figures = Figures.begin(loop, ledger, metrics, group);
    part(() -> await(loop.stop()));
    part(KeptTraffic.start(loop.traffic(), data));
    PaymentJson told = json(loop, config, Optional.empty());
    EventBody body = new EventBody(loop, told, config.terminal().currency());
    Doctor checks = Examination.doctor(config, version);
    FleetMember fleet =
        part(FleetMember.of(config, version, loop, ledger, scheduler, random, checks::battery));
    Optional<Webhooks> webhooks =
        Telling.record(config, version, ledger, scheduler, random, body, fleet.outlets())
            .map(this::part);
    await(loop.recover());
    Supplier<CompletableFuture<Diagnosis>> doctor =
        () -> checks.look(loop.inside().thenApply(fleet::with));
    Field field =
        new Field(
            config,
            version,
            deviceKey(config, random),
            Optional.of(agentLog.levels()),
            scheduler,
            doctor,
            Optional.of(figures));
    TillServer server = part(serve(loop, doctor, access, config, group, field));
    port = server.port();
    int engineersPort = 0;
    if (config.engineer().isPresent()) {
      PaymentJson json = json(loop, config, field.fingerprint());
      engineersPort =
          part(OtherPorts.engineer(loop, config, config.engineer().get(), json, group, field))
              .port();
    }
    int nexoPort = 0;
    if (config.nexo().isPresent()) {
      PaymentJson json = json(loop, config, field.fingerprint());
      AgentConfig.Nexo nexo = config.nexo().get();
      nexoPort =
          part(OtherPorts.nexo(
                  loop, config, nexo, json, shop(config), access, field, scheduler, group))
              .port();
    }
    // Only now: an agent that cannot be asked must not sign in with the acquirer.
    await(loop.connect());
    webhooks.ifPresent(Webhooks::start);
    fleet.start(field, json(loop, config, field.fingerprint()));
    if (machine.network() == Machine.Network.WATCHED) {
      part(NetworkWatch.start(transport, loop::wasOnline, loop::networkChanged));
    }
    part(Supervision.start(machine.environment(), loop, data, group, port));
    LOG.info(
        "the agent is ready",
        Fact.event("ready"),
        Fact.of("port", port),
        Fact.of("engineersPort", engineersPort),
        Fact.of("nexoPort", nexoPort),
        Fact.of("ledger", ledger.opening()));
  }

  private static AgentLog beginLog(AgentConfig config, String version, Scheduler scheduler) {
    AgentConfig.LogKept kept = config.log();
    return AgentLog.begin(
        config.data(),
        new AgentLog.Settings(
            LogLevel.labelled(kept.level()).orElse(LogLevel.INFO), kept.files(), kept.bytes()),
        scheduler,
        Fact.text("version", version),
        Fact.of("configuration", Digest.of(config.source().content())),
        Fact.acceptor("terminal", config.terminal().id()),
        Fact.acceptor("merchant", config.terminal().merchant()),
        Fact.text("dialect", config.host().dialect().name()),
        Fact.text("java", System.getProperty("java.version", "")));
  }

  private static Transport watched(
      Transport transport,
      Dialect dialect,
      AgentLog log,
      Scheduler scheduler,
      Afterwards afterwards) {
    MaskedFrames masked = new MaskedFrames(dialect);
    return new WatchedTransport(
        transport,
        (direction, route, frame) -> {
          Instant at = scheduler.wallClock();
          byte[] own = frame.clone();
          afterwards.execute(
              () -> {
                log.frame(masked.of(at, direction, route.name(), own));
                Arrays.fill(own, (byte) 0);
              });
        });
  }

  private static void refuseOtherIdentity(Identity identity, Ledger ledger) throws CannotStart {
    Optional<String> refusal = identity.refusal(ledger);
    if (refusal.isPresent()) {
      throw new CannotStart(refusal.get(), new IllegalStateException("another identity"));
    }
  }

  private static TillServer serve(
      AgentLoop loop,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      Access access,
      AgentConfig config,
      IoEventLoopGroup group,
      Field field)
      throws InvalidConfig, CannotStart {
    try {
      return TillServer.start(
          loop,
          doctor,
          json(loop, config, field.fingerprint()),
          access,
          config.terminal().currency(),
          shop(config),
          config.api(),
          group,
          field);
    } catch (IOException e) {
      throw new CannotStart("api.listen: " + e.getMessage(), e);
    }
  }

  /** How payments are shown. */
  static PaymentJson json(AgentLoop loop, AgentConfig config, Optional<String> fingerprint) {
    PaymentJson json =
        new PaymentJson(
            new PaymentText(config.host().dialect()::responseCode),
            loop::next,
            config.terminal().currency(),
            config.terminal().timeZone());
    PaymentJson known = fingerprint.map(json::withDeviceKey).orElse(json);
    return config.host().dialect().showsCodes() ? known.withShownCodes() : known;
  }

  /** A shop sells without it, and only signs nothing. */
  private static Optional<DeviceKey> deviceKey(AgentConfig config, SecureRandom random) {
    try {
      File file = DeviceKey.beside(config.keys().ledgerKeyFile());
      return Optional.of(DeviceKey.ensure(file, random));
    } catch (UnusableKeyFile e) {
      LOG.error("there is no device key", Fact.text("why", e.getMessage()));
      return Optional.empty();
    }
  }

  private static Shop shop(AgentConfig config) {
    AgentConfig.ReceiptHead head = config.receipt();
    return new Shop(
        head.merchantName(),
        head.address(),
        head.phone(),
        head.footer(),
        config.terminal().merchant(),
        config.terminal().id(),
        config.terminal().timeZone());
  }

  private static Device device(AgentConfig.Device device) {
    return new Device(device.serial(), device.type(), device.version(), device.location());
  }

  static TerminalSettings settings(AgentConfig config, String version) {
    AgentConfig.Host host = config.host();
    return new TerminalSettings(
        new Station(
            config.terminal().id(),
            config.terminal().merchant(),
            CurrencyCode.of(config.terminal().currency()).get().number(),
            config.terminal().timeZone(),
            host.tpdu(),
            host.header(),
            device(config.device())),
        new Patience(host.originalLifetime(), host.retryWithin()),
        new LineSettings(
            host.routes(),
            host.connectTimeout(),
            host.responseTimeout(),
            host.keepAlive(),
            host.connections()),
        limits(config),
        new Upkeep(
            config.settlement().at(),
            config.settlement().whenFull(),
            new SettlementPatience(
                config.settlement().giveUp(), config.settlement().waitForReversals()),
            config.retention().payments(),
            config.retention().bytes()),
        version,
        config.receipt().merchantName());
  }

  private static Limits limits(AgentConfig config) {
    AgentConfig.Guards guards = config.guards();
    AgentConfig.Offline offline = config.offline();
    return new Limits(
        guards.duplicateWithin(),
        guards.completionLimit(),
        guards.qrValidity(),
        new Limits.Offline(
            offline.enabled(),
            offline.perPayment(),
            offline.total(),
            offline.count(),
            offline.maxAge()));
  }

  /**
   * A defect: what is in memory cannot be trusted any more, what is in the ledger can. The next
   * start recovers from there, so nothing is tidied up first.
   */
  private void stopAtOnce(Throwable defect) {
    try {
      afterwards.ifPresent(Afterwards::finish);
    } catch (RuntimeException | Error again) {
      defect.addSuppressed(again);
    }
    LOG.defect("stopping at once, the ledger has everything", defect);
    endsBy("a defect: " + defect.getClass().getName());
    log.ifPresent(AgentLog::close);
    Runtime.getRuntime().halt(70);
  }

  private static void await(java.util.concurrent.Future<?> future) throws IOException {
    try {
      future.get(STOP_SECONDS * 6, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the agent's thread did not finish: " + e, e);
    }
  }

  /** The port the till API listens on. */
  public int port() {
    return port;
  }

  /** What it can be asked, and who is told of changes. */
  public Terminal terminal() {
    return terminal;
  }

  /** The system says that its network has changed: what can be reached is tried now. */
  public void networkChanged() {
    terminal.networkChanged();
  }

  /** Drains nothing and loses nothing: what is open is settled after the next start. */
  @Override
  public void close() {
    parts.close();
  }
}
