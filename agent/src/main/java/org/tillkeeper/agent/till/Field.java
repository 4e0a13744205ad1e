package org.tillkeeper.agent.till;

import java.io.File;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.time.Scheduler;
import org.tillkeeper.agent.upkeep.AgentLog;
import org.tillkeeper.agent.upkeep.LogLevel;
import org.tillkeeper.agent.upkeep.LogLevels;

/**
 * What a field engineer asks of a terminal beside its payments: its log, its level, its bundle.
 * Reading files and packing runs on a thread of its own, which is there only while it is needed, so
 * that no till waits for it. Safe for any thread.
 */
public final class Field {
  private static final int WAITING_MOST = 16;

  private final AgentConfig config;
  private final String version;
  private final Optional<DeviceKey> key;
  private final Optional<LogLevels> levels;
  private final Scheduler scheduler;
  private final Supplier<CompletableFuture<Diagnosis>> doctor;
  private final Optional<Figures> figures;
  private final ThreadPoolExecutor worker;
  private Optional<CardReader> reader = Optional.empty();

  /**
   * The agent's figures for a monitoring system.
   *
   * @param contentType of the text
   * @param text the figures of now
   */
  public record Figures(String contentType, Supplier<CompletableFuture<byte[]>> text) {}

  /**
   * @param version of the agent
   * @param key of the device; empty where it cannot be used
   * @param levels of the log; empty where the agent does not run
   * @param scheduler of the agent
   * @param doctor looks at everything
   */
  public Field(
      AgentConfig config,
      String version,
      Optional<DeviceKey> key,
      Optional<LogLevels> levels,
      Scheduler scheduler,
      Supplier<CompletableFuture<Diagnosis>> doctor) {
    this(config, version, key, levels, scheduler, doctor, Optional.empty());
  }

  /**
   * As the other.
   *
   * @param figures of the agent; empty where it does not run
   */
  public Field(
      AgentConfig config,
      String version,
      Optional<DeviceKey> key,
      Optional<LogLevels> levels,
      Scheduler scheduler,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      Optional<Figures> figures) {
    this.config = config;
    this.version = version;
    this.key = key;
    this.levels = levels;
    this.scheduler = scheduler;
    this.doctor = doctor;
    this.figures = figures;
    worker =
        new ThreadPoolExecutor(
            0,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MOST),
            task -> {
              Thread thread = new Thread(task, "tillkeeper-field");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Does what takes a while. */
  public <T> CompletableFuture<T> work(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, worker);
    } catch (RejectedExecutionException e) {
      throw Problem.of(
              503, "too-many-calls", "Logs and bundles are read for others. Ask again in a while.")
          .with("Retry-After", "5");
    }
  }

  /** Changes the level of the log for a time; see {@link LogLevels#change}. */
  public CompletableFuture<LogLevels.Change> change(
      LogLevel level, Optional<String> part, Duration time) {
    CompletableFuture<LogLevels.Change> changed = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          try {
            changed.complete(levels.get().change(level, part, time));
          } catch (RuntimeException e) {
            changed.completeExceptionally(e);
          }
        });
    return changed;
  }

  /** Who looks at everything. */
  Supplier<CompletableFuture<Diagnosis>> doctor() {
    return doctor;
  }

  /** The agent's figures; empty where it does not run. */
  Optional<Figures> figures() {
    return figures;
  }

  /** Whether every program of this machine may read the figures. */
  boolean showsFiguresToAll() {
    return config.metrics().open();
  }

  /** The folder of the logs. */
  File logs() {
    return AgentLog.folder(config.data());
  }

  /** The device's key; empty where it cannot be used. */
  Optional<DeviceKey> key() {
    return key;
  }

  /** By which the device's key is known; empty where it cannot be used. */
  public Optional<String> fingerprint() {
    return key.map(it -> it.publicKey().fingerprint());
  }

  boolean isRunning() {
    return levels.isPresent();
  }

  /** The card reader that is attached to this terminal, the same for who asks again. */
  public synchronized Optional<CardReader> reader(Terminal terminal) {
    if (!reader.isPresent() && config.device().reader() == AgentConfig.Reader.API) {
      reader = Optional.of(CardReader.ofApplication(terminal, scheduler, new SecureRandom()));
    }
    return reader;
  }

  String terminal() {
    return config.terminal().id();
  }

  String merchant() {
    return config.terminal().merchant();
  }

  ZoneId zone() {
    return config.terminal().timeZone();
  }

  Instant now() {
    return scheduler.wallClock();
  }

  /** The configuration's file. */
  byte[] configuration() {
    return config.source().content().clone();
  }

  /** What is installed here. */
  Map<String, Object> versions() {
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("tillkeeper", version);
    versions.put("dialect", config.host().dialect().name());
    versions.put("options", new LinkedHashMap<>(config.host().options()));
    versions.put("java", System.getProperty("java.version"));
    versions.put("vm", System.getProperty("java.vm.name"));
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    versions.put("architecture", System.getProperty("os.arch"));
    return versions;
  }
}
