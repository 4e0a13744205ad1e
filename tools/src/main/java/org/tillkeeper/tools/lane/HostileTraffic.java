package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tillkeeper.tools.lab.Comparison;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Lab;

/**
 * A shop that is attacked from all sides while its till sells: by strangers, by tills that misuse
 * their token, and from the line to the acquirer. What the agent takes of its machine is measured
 * before and after. Once the attackers have gone it is what it was, but for the sales.
 */
final class HostileTraffic {
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(5));

  private static final Duration ONLINE = Duration.ofMinutes(1);
  private static final Duration DRAIN = Duration.ofMinutes(3);

  /** Within it the agent has noticed that everybody has gone. */
  private static final Duration GONE = Duration.ofMinutes(1);

  /** Sales with nobody else there, which tell what a sale needs of the ledger. */
  private static final int QUIET_SALES = 40;

  private static final int PAUSE_MOST_MICROS = 300_000;

  // What may be left over. The heap keeps texts and caches of what was met first, the JVM its own
  // threads, and the system's allocator what it was given back.
  private static final long MORE_LIVE_KIB = 1024;
  private static final long MORE_RESIDENT_KIB = 64 * 1024;

  /** Most of that comes soon: the second half of the attacks must not add as much again. */
  private static final long MORE_RESIDENT_LATER_KIB = 16 * 1024;

  private static final long MORE_FILES = 2;
  private static final long MORE_THREADS = 3;

  /** A payment that comes to nothing has more of a history than one that goes through. */
  private static final int LEDGER_FACTOR = 2;

  private static final long MORE_LEDGER_KIB = 128;

  private final Path folder;
  private final Lab lab;
  private final Random random;
  private final int strikes;
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<Future<Long>> floods = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * @param folder empty, of the owner alone
   * @param seed of who attacks when and how
   * @param strikes how many attacks there are
   * @param agentJava what starts a JVM for the agent
   */
  HostileTraffic(Path folder, long seed, int strikes, List<String> agentJava) {
    this.folder = folder;
    this.strikes = strikes;
    random = new Random(seed);
    lab = new Lab(folder, TIMES, agentJava);
  }

  private enum Attack {
    KNOCK,
    ABANDON,
    LISTEN,
    LIST,
    STOP,
    NONSENSE,
    FLOOD
  }

  /** Starts the shop, lets everybody come, compares, and ends it. */
  Map<String, Long> run() throws Exception {
    try (lab;
        HostileLine line = new HostileLine()) {
      lab.start(line::before);
      calm();
      InetSocketAddress agent = agent();
      String token = Files.readString(lab.data().resolve("api-token")).trim();
      HonestTill till = new HonestTill(agent, token, random.nextLong());
      try (HostileCallers callers = new HostileCallers(agent, token, random)) {
        // What comes for the first time loads what stays.
        for (Attack attack : Attack.values()) {
          strike(attack, callers, line);
        }
      }
      endOfFloods();
      till.sell(1);
      calm();
      counts.clear();
      Footprint first = Footprint.of(lab, folder);
      long payments = lab.till().payments().size();
      till.takeMillis();
      till.sell(QUIET_SALES);
      note("with nobody there", till.takeMillis());
      calm();
      Footprint before = Footprint.of(lab, folder);
      double aSaleKib = (double) (before.ledgerKib() - first.ledgerKib()) / QUIET_SALES;
      long began = System.nanoTime();
      siege(till, agent, token, line);
      endOfFloods();
      counts.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
      note("under attack", till.takeMillis());
      calm();
      agree(till);
      long more = lab.till().payments().size() - payments - QUIET_SALES;
      counts.put("payments", more);
      leftover(before, more, aSaleKib);
      return counts;
    } finally {
      threads.shutdownNow();
    }
  }

  private InetSocketAddress agent() throws IOException, InterruptedException {
    URI page = URI.create(lab.till().pageAddress());
    return new InetSocketAddress(page.getHost(), page.getPort());
  }

  /** Until the agent is online and nothing is open. */
  private void calm() throws Exception {
    lab.acquirer().delete("/faults");
    if (!Deadline.in(ONLINE).await(() -> lab.till().isOnline())) {
      throw new Lane.Broken("the agent does not come online: " + lab.till().status());
    }
    if (!Deadline.in(DRAIN).await(() -> lab.till().isDrained() && lab.till().isOnline())) {
      throw new Lane.Broken("not drained: " + lab.till().status());
    }
  }

  private void siege(HonestTill till, InetSocketAddress agent, String token, HostileLine line)
      throws Exception {
    Future<Void> honest = threads.submit(till::goOn);
    try (HostileCallers callers = new HostileCallers(agent, token, random)) {
      for (int i = 0; i < strikes && !honest.isDone(); i++) {
        if (i == strikes / 2) {
          counts.put("resident halfway, KiB", Footprint.residentKib(lab.agentPid()));
        }
        strike(Attack.values()[random.nextInt(Attack.values().length)], callers, line);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(PAUSE_MOST_MICROS)));
      }
      callers.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
    } finally {
      till.close();
    }
    try {
      honest.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Lane.Broken broken) {
        throw broken;
      }
      throw e;
    }
    if (!lab.agentRuns()) {
      throw new Lane.Broken("the agent ended by itself: " + lab.agentPrinted());
    }
    if (lab.agentPrinted().contains("\tat ")) {
      throw new Lane.Broken("an exception in what the agent printed: " + lab.agentPrinted());
    }
  }

  private void strike(Attack attack, HostileCallers callers, HostileLine line) throws Exception {
    counts.merge("attacks", 1L, Long::sum);
    switch (attack) {
      case KNOCK -> callers.knock();
      case ABANDON -> {
        // A sale that is not answered for a while has waits to give up.
        lab.acquirer()
            .post("/faults", Map.of("fault", "drop-after-booking", "on", List.of("sale")));
        callers.abandon();
      }
      case LISTEN -> callers.listen();
      case LIST -> callers.list();
      case STOP -> callers.stop();
      case NONSENSE -> callers.talkNonsense();
      case FLOOD -> flood(line);
    }
  }

  /** Comes beside what others do meanwhile. */
  private void flood(HostileLine line) {
    HostileLine.Flood[] kinds = HostileLine.Flood.values();
    HostileLine.Flood kind = kinds[random.nextInt(kinds.length)];
    // Some are put up with, others cost the connection.
    int frames = random.nextBoolean() ? 20 : 5_000;
    Random its = new Random(random.nextLong());
    floods.add(threads.submit(() -> line.flood(kind, frames, its)));
  }

  private void endOfFloods() throws Exception {
    for (Future<Long> flood : floods) {
      counts.merge("frames of floods", flood.get(GONE.toSeconds(), TimeUnit.SECONDS), Long::sum);
    }
    floods.clear();
  }

  private void note(String when, List<Long> millis) {
    counts.put("calls " + when, (long) millis.size());
    counts.put("p50 " + when + ", ms", millis.get(millis.size() / 2));
    counts.put("p99 " + when + ", ms", StrangersAtTheDoor.Figures.p99(millis));
    counts.put("longest " + when + ", ms", millis.get(millis.size() - 1));
  }

  private void agree(HonestTill till) throws Exception {
    Comparison comparison = lab.compare(till.recorded());
    if (!comparison.agrees()) {
      throw new Lane.Broken("the ledgers differ: " + comparison.differences());
    }
    if (!lab.till().isFine("witness")) {
      throw new Lane.Broken("the witness remembers what the ledger does not have");
    }
    counts.put(
        "payments confirmed",
        comparison.rows().stream()
            .filter(row -> row.payment().isPresent() && row.payment().get().isConfirmed())
            .count());
  }

  private void leftover(Footprint before, long payments, double aSaleKib) throws Exception {
    long ledgerMost =
        before.ledgerKib() + MORE_LEDGER_KIB + (long) (payments * aSaleKib * LEDGER_FACTOR);
    long residentMost =
        Math.min(
            before.residentKib() + MORE_RESIDENT_KIB,
            counts.get("resident halfway, KiB") + MORE_RESIDENT_LATER_KIB);
    Footprint[] now = new Footprint[1];
    boolean asBefore =
        Deadline.in(GONE)
            .await(
                () -> {
                  now[0] = Footprint.of(lab, folder);
                  return now[0].liveKib() <= before.liveKib() + MORE_LIVE_KIB
                      && now[0].residentKib() <= residentMost
                      && now[0].files() <= before.files() + MORE_FILES
                      && now[0].threads() <= before.threads() + MORE_THREADS
                      && now[0].ledgerKib() <= ledgerMost;
                });
    counts.put("live heap before, KiB", before.liveKib());
    counts.put("live heap after, KiB", now[0].liveKib());
    counts.put("resident before, KiB", before.residentKib());
    counts.put("resident after, KiB", now[0].residentKib());
    counts.put("files before", before.files());
    counts.put("files after", now[0].files());
    counts.put("threads before", before.threads());
    counts.put("threads after", now[0].threads());
    counts.put("ledger of a quiet sale, bytes", (long) (aSaleKib * 1024));
    counts.put("ledger grown, KiB", now[0].ledgerKib() - before.ledgerKib());
    counts.put("journal grown, rows", now[0].journal() - before.journal());
    counts.put("printed in all, KiB", (long) lab.agentPrinted().length() / 1024);
    if (!asBefore) {
      throw new Lane.Broken("the agent is not as it was before: " + counts);
    }
  }
}
