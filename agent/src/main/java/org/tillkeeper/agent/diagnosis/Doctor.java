package org.tillkeeper.agent.diagnosis;

import java.io.File;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.host.Traffic;
import org.tillkeeper.agent.upkeep.Inside;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * Looks at everything, side by side, each part within its time, so that it answers within eleven
 * seconds however dead the network is. All of it runs on daemon threads of its own; nothing of it
 * on the agent's.
 */
public final class Doctor {
  /** For the network, where an agent runs: it has looked for its neighbours all along. */
  private static final Duration NETWORK = Duration.ofMillis(8300);

  /** Where none runs, a router that died a moment ago is noticed after nine seconds. */
  private static final Duration NETWORK_ALONE = Duration.ofMillis(10_300);

  private static final Duration MARGIN = Duration.ofMillis(300);
  private static final Duration DEVICE = Duration.ofSeconds(2);
  private static final Check[] DEVICES = {
    Check.BATTERY, Check.SIGNAL, Check.PRINTER, Check.SCANNER, Check.TEMPERATURE
  };
  private static final int TEXT_LENGTH = 200;
  private static final Set<Condition> REACHED =
      EnumSet.of(Condition.TCP_PROVEN, Condition.TCP_FINE);

  private final SystemFiles files;
  private final Probes probes;
  private final AgentConfig config;
  private final String version;
  private final Clock clock;
  private Optional<CompletableFuture<Diagnosis>> underWay = Optional.empty();

  /** How an agent stands that could not be asked. */
  public enum AgentState {
    /** None runs. */
    STOPPED,
    /** One has the data folder, and does not answer. */
    SILENT
  }

  /**
   * @param files the system's, at {@code /}
   * @param version of the agent
   */
  public Doctor(SystemFiles files, AgentConfig config, String version, Clock clock) {
    this(files, Probes.REAL, config, version, clock);
  }

  Doctor(SystemFiles files, Probes probes, AgentConfig config, String version, Clock clock) {
    this.files = files;
    this.probes = probes;
    this.config = config;
    this.version = version;
    this.clock = clock;
  }

  /**
   * Of a configuration that cannot be read, nothing else can be looked at.
   *
   * @param message which setting, and what is allowed
   */
  public static Diagnosis ofInvalid(String message, Clock clock) {
    List<Observation> found = new ArrayList<>();
    found.add(Observation.of(Condition.CONFIG_INVALID).with("message", message));
    found.add(Observation.of(Condition.AGENT_STOPPED));
    return Diagnosis.of(clock.instant(), Diagnosis.Who.UNKNOWN, withUnknown(found));
  }

  /**
   * Looks, for an agent that runs. Who asks while another's examination is under way gets that
   * one's.
   *
   * @param inside what the agent knows; fails where its ledger does
   */
  public synchronized CompletableFuture<Diagnosis> look(CompletableFuture<Inside> inside) {
    if (underWay.isPresent() && !underWay.get().isDone()) {
      return underWay.get();
    }
    CompletableFuture<Diagnosis> result =
        inside.thenCompose(
            known -> {
              CompletableFuture<Diagnosis> looked = new CompletableFuture<>();
              Thread thread =
                  new Thread(
                      () -> {
                        try {
                          looked.complete(look(known));
                        } catch (RuntimeException e) {
                          looked.completeExceptionally(e);
                        }
                      },
                      "tillkeeper-doctor");
              thread.setDaemon(true);
              thread.start();
              return looked;
            });
    underWay = Optional.of(result);
    return result;
  }

  private Diagnosis look(Inside inside) {
    Instant now = clock.instant();
    AnswerChecks answers = new AnswerChecks(inside.traffic(), now, zone());
    List<Observation> known = new ArrayList<>(AgentChecks.of(inside));
    known.addAll(answered(answers));
    known.add(LatencyCheck.of(inside.traffic(), now, zone()));
    known.add(machine().parameters(inside.ages(), now));
    NetworkChecks.Line line =
        new NetworkChecks.Line(AgentChecks.reached(inside), inside.status().online());
    List<Observation> found = look(now, known, line, Collections.emptyList(), NETWORK);
    boolean reached = found.stream().anyMatch(one -> REACHED.contains(one.condition()));
    found.add(AgentChecks.echo(inside, answers, reached));
    return told(now, found);
  }

  /**
   * Looks, where no agent answers.
   *
   * @param kept what the last agent kept of its line; see {@link Traffic#kept}
   */
  public Diagnosis lookWithout(AgentState state, List<String> kept) {
    Instant now = clock.instant();
    Traffic traffic = new Traffic(now, System::nanoTime);
    traffic.take(kept);
    AnswerChecks answers = new AnswerChecks(traffic.view(now), now, zone());
    List<Observation> known = new ArrayList<>();
    known.add(
        Observation.of(
            state == AgentState.STOPPED ? Condition.AGENT_STOPPED : Condition.AGENT_SILENT));
    answers
        .last("sign-in")
        .ifPresent(
            it ->
                known.add(
                    Observation.of(Condition.SIGN_IN_UNKNOWN)
                        .with("lastCode", it.code())
                        .with("lastAt", it.at().toString())));
    known.addAll(answered(answers));
    known.add(LatencyCheck.of(traffic.view(now), now, zone()));
    long end = System.nanoTime() + NETWORK.toNanos();
    List<Callable<List<Observation>>> more = new ArrayList<>();
    more.add(() -> new StoppedLedger(config, now, end).look());
    return told(now, look(now, known, NetworkChecks.Line.UNKNOWN, more, NETWORK_ALONE));
  }

  private static List<Observation> answered(AnswerChecks answers) {
    List<Observation> all = new ArrayList<>();
    answers.host().ifPresent(all::add);
    answers.account().ifPresent(all::add);
    answers.clock().ifPresent(all::add);
    return all;
  }

  private ZoneId zone() {
    return config.terminal().timeZone();
  }

  private MachineChecks machine() {
    return new MachineChecks(files, config);
  }

  private Diagnosis told(Instant now, List<Observation> found) {
    Diagnosis.Who who =
        new Diagnosis.Who(
            config.terminal().id(), config.terminal().merchant(), config.terminal().timeZone());
    return Diagnosis.of(now, who, withUnknown(found));
  }

  private List<Observation> look(
      Instant now,
      List<Observation> known,
      NetworkChecks.Line line,
      List<Callable<List<Observation>>> more,
      Duration forNetwork) {
    long end = System.nanoTime() + forNetwork.plus(MARGIN).toNanos();
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "tillkeeper-doctor-probe");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<List<Observation>>> looking = new ArrayList<>();
      NetworkChecks network = new NetworkChecks(files, probes, threads);
      looking.add(
          threads.submit(() -> network.look(config.host().routes(), line, now, forNetwork)));
      looking.add(
          threads.submit(() -> Arrays.asList(machine().disk(), machine().software(version))));
      for (Callable<List<Observation>> one : more) {
        looking.add(threads.submit(one));
      }
      Map<Check, List<Future<Observation>>> told = plugIns(threads);
      List<Observation> found = new ArrayList<>(known);
      found.add(machine().configuration());
      for (Check device : DEVICES) {
        found.add(device(device, told));
      }
      for (Future<List<Observation>> one : looking) {
        found.addAll(await(one, end));
      }
      found.add(machine().clock(now));
      return found;
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Observation> await(Future<List<Observation>> one, long end) {
    try {
      return one.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      one.cancel(true);
      return Collections.emptyList(); // what it was to look at is told as unknown
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Collections.emptyList();
    }
  }

  // ---- Plug-ins

  private static Map<Check, List<Future<Observation>>> plugIns(ExecutorService threads) {
    Map<Check, List<Future<Observation>>> told = new EnumMap<>(Check.class);
    for (DeviceStatus one : ServiceLoader.load(DeviceStatus.class)) {
      for (Check device : DEVICES) {
        if (device.label().equals(one.check())) {
          told.computeIfAbsent(device, key -> new ArrayList<>())
              .add(threads.submit(() -> seen(device, one.look())));
        }
      }
    }
    return told;
  }

  private static Observation seen(Check device, DeviceStatus.Seen seen) {
    Condition condition = Condition.unknown(device);
    if (seen.ok().isPresent()) {
      condition =
          switch (device) {
            case BATTERY -> seen.ok().get() ? Condition.BATTERY_FINE : Condition.BATTERY_LOW;
            case SIGNAL -> seen.ok().get() ? Condition.SIGNAL_FINE : Condition.SIGNAL_WEAK;
            case PRINTER -> seen.ok().get() ? Condition.PRINTER_FINE : Condition.PRINTER_WRONG;
            case SCANNER -> seen.ok().get() ? Condition.SCANNER_FINE : Condition.SCANNER_WRONG;
            default -> seen.ok().get() ? Condition.TEMPERATURE_FINE : Condition.TEMPERATURE_HIGH;
          };
    }
    return Observation.of(condition).with("saidZh", cut(seen.zh())).with("saidEn", cut(seen.en()));
  }

  private static String cut(String text) {
    String shown = Printable.escaped(text);
    return shown.length() > TEXT_LENGTH ? shown.substring(0, TEXT_LENGTH) : shown;
  }

  /** What a plug-in says, else what the system shows. */
  private Observation device(Check device, Map<Check, List<Future<Observation>>> told) {
    for (Future<Observation> one : told.getOrDefault(device, Collections.emptyList())) {
      try {
        return one.get(DEVICE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        one.cancel(true);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return machine().device(device);
  }

  /** The battery's charge in per cent, where the system shows one. */
  public Optional<Long> battery() {
    Object percent = machine().device(Check.BATTERY).evidence().get("percent");
    return percent instanceof Long known ? Optional.of(known) : Optional.empty();
  }

  /** With what could not be looked at. */
  private static List<Observation> withUnknown(List<Observation> found) {
    List<Observation> all = new ArrayList<>(found);
    for (Check check : Check.values()) {
      boolean known = found.stream().anyMatch(one -> one.check() == check);
      if (!known && check != Check.CONFIG && check != Check.SOFTWARE && check != Check.AGENT) {
        all.add(Observation.of(Condition.unknown(check)));
      }
    }
    return all;
  }

  /** The file in which the agent keeps what its line carried. */
  public static File keptTraffic(File data) {
    return new File(data, "line-hours");
  }
}
