package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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
import org.tillkeeper.tools.lab.Comparison;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Lab;
import org.tillkeeper.tools.lab.Payment;

/** One shop that is struck again and again, with the acquirer it must agree with. */
final class TroubledShop implements AutoCloseable {
  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofSeconds(3));
  private static final Duration DRAIN = Duration.ofSeconds(60);
  private static final int COMPARED_EVERY = 10;
  private static final int VOLUME_MEGABYTES = 16;

  private final Path folder;
  private final MishapLoops.Mishap mishap;
  private final Random random;
  private final Lab lab;
  private final MixedTill till;
  private final List<Volume> volume = new ArrayList<>();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final Map<String, Long> counts = new TreeMap<>();

  TroubledShop(Path folder, MishapLoops.Mishap mishap, long seed, List<String> agentJava) {
    this.folder = folder;
    this.mishap = mishap;
    random = new Random(seed);
    // Offline acceptance decides what waits and what is tried again: half of the shops have it.
    String more =
        random.nextBoolean()
            ? "offline: {enabled: true, perPayment: 50000, total: 5000000, count: 500, maxAge: 24h}"
            : "";
    // Where SQLite's native library is unpacked: not shared with the other shops.
    List<String> java = new ArrayList<>(agentJava);
    java.add("-Djava.io.tmpdir=" + folder);
    lab = new Lab(folder, TIMES, java, more);
    till = new MixedTill(lab, random.nextLong());
  }

  Map<String, Long> run(int loops) throws Exception {
    if (mishap != MishapLoops.Mishap.KILL) {
      Files.createDirectory(lab.data());
      volume.add(new Volume(folder.resolve("volume"), lab.data(), VOLUME_MEGABYTES));
    }
    lab.start();
    for (int loop = 1; loop <= loops; loop++) {
      trouble();
      List<Future<?>> calls = calls();
      pause();
      if (!lab.agentRuns()) {
        throw new Lane.Broken("the agent ended by itself: " + lab.agentPrinted());
      }
      strike(calls);
      till.again();
      if (loop % COMPARED_EVERY == 0 || loop == loops) {
        compare();
      }
      till.look();
    }
    till.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
    for (Payment payment : lab.till().payments()) {
      count("payments");
      count("payments " + payment.display());
    }
    return counts;
  }

  private void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** Now and then the line or the acquirer is another than before. */
  private void trouble() throws IOException, InterruptedException {
    switch (random.nextInt(8)) {
      case 0 -> lab.network().post("/rules", Map.of("rule", "cut", "how", "reset"));
      case 1 -> lab.network().post("/rules", Map.of("rule", "blackhole", "direction", "both"));
      case 2 ->
          lab.network()
              .post(
                  "/rules",
                  Map.of(
                      "rule",
                      "cut-after",
                      "direction",
                      random.nextBoolean() ? "to-acquirer" : "to-terminal",
                      "bytes",
                      random.nextInt(600),
                      "then",
                      "accept"));
      case 3 ->
          lab.acquirer()
              .post(
                  "/faults",
                  Map.of("rate", 0.25, "seed", random.nextInt(1_000_000), "delay", "700ms"));
      default -> heal();
    }
  }

  private void heal() throws IOException, InterruptedException {
    lab.network().delete("/rules");
    lab.acquirer().delete("/faults");
  }

  private List<Future<?>> calls() {
    List<Future<?>> calls = new ArrayList<>();
    int many = random.nextInt(3);
    for (int i = 0; i <= many; i++) {
      MixedTill.Call call = till.next();
      calls.add(
          callers.submit(
              () -> {
                till.make(call);
                till.interfere();
                return null;
              }));
    }
    if (random.nextInt(40) == 0) {
      calls.add(callers.submit(this::settle));
    }
    return calls;
  }

  private Void settle() throws InterruptedException {
    try {
      lab.till().settle("SETTLE-" + random.nextInt());
    } catch (IOException e) {
      // Killed meanwhile, or another one is open.
    }
    return null;
  }

  /** Until the kill: mostly while the calls are made, sometimes while their answers are awaited. */
  private void pause() throws InterruptedException {
    int most = random.nextInt(3) == 0 ? 1_500_000 : 150_000;
    TimeUnit.MICROSECONDS.sleep(random.nextInt(most));
  }

  private void strike(List<Future<?>> calls) throws Exception {
    switch (mishap) {
      case KILL, POWER_CUT -> {
        die();
        allDone(calls);
        start();
      }
      case FULL_DISK -> {
        Ballast ballast = new Ballast(lab.data(), random.nextInt(24) * 1024);
        try {
          liveWithoutRoom(calls);
          if (random.nextInt(3) == 0) {
            count("killed on a full disk");
            die();
            startAt();
            liveWithoutRoom(List.of());
          }
        } finally {
          ballast.close();
        }
        count("full disks");
      }
      case READ_ONLY -> {
        volume.get(0).turnReadOnly();
        liveWithoutRoom(calls);
        count("read-only disks");
        die();
        refusedStart();
        volume.get(0).repair();
        startAt();
      }
    }
  }

  /** Calls may come, and are refused or taken, but always answered. */
  private void liveWithoutRoom(List<Future<?>> calls) throws Exception {
    allDone(calls);
    allDone(calls());
    if (lab.till().status().isEmpty()) {
      throw new Lane.Broken("the agent says nothing of itself");
    }
    till.look();
  }

  private void allDone(List<Future<?>> calls) throws Exception {
    for (Future<?> call : calls) {
      done(call);
    }
  }

  /** The agent dies, and with it what dies with it. */
  private void die() throws Exception {
    lab.killAgent();
    count("deaths");
    noException();
    if (mishap == MishapLoops.Mishap.POWER_CUT) {
      // The process was stopped first: no power cut lets it see its disk fail.
      volume.get(0).powerOff();
      volume.get(0).mountAgain();
    }
    try {
      Leftovers.count(lab.data(), folder, counts);
    } catch (SQLException e) {
      throw new Lane.Broken("what was left of the ledger cannot be read: " + e.getMessage());
    }
  }

  private void noException() throws IOException, Lane.Broken {
    if (lab.agentPrinted().contains("\tat ")) {
      throw new Lane.Broken("an exception in what the agent printed: " + lab.agentPrinted());
    }
  }

  /** Starts the agent; sometimes it dies before it has started, or while it recovers. */
  private void start() throws Exception {
    if (random.nextInt(4) == 0) {
      lab.launchAgent();
      TimeUnit.MICROSECONDS.sleep(random.nextInt(900_000));
      count("deaths at start");
      die();
    }
    startAt();
  }

  private void startAt() throws Exception {
    try {
      lab.startAgent();
    } catch (IOException e) {
      throw new Lane.Broken("the agent does not start: " + e.getMessage());
    }
    if (lab.agentPrinted().contains("WITNESS_REBUILT")) {
      throw new Lane.Broken("the witness was lost: " + lab.agentPrinted());
    }
  }

  /** On a disk that cannot be written it says why it does not start, or starts. */
  private void refusedStart() throws Exception {
    try {
      lab.startAgent();
      count("started on a read-only disk");
      lab.killAgent();
    } catch (IOException e) {
      count("start refused on a read-only disk");
      if (!lab.agentPrinted().contains("agent: data")) {
        throw new Lane.Broken("the agent does not say why: " + lab.agentPrinted());
      }
    }
    noException();
  }

  private static void done(Future<?> call) throws Exception {
    try {
      call.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Lane.Broken broken) {
        throw broken;
      }
      throw e;
    }
  }

  private void compare() throws Exception {
    heal();
    boolean drained =
        Deadline.in(DRAIN)
            .await(
                () -> {
                  till.again();
                  return till.waiting() == 0 && lab.till().isDrained() && lab.till().isOnline();
                });
    till.all();
    Comparison comparison = lab.compare(till.recorded());
    if (!comparison.agrees()) {
      throw new Lane.Broken("the ledgers differ: " + comparison.differences());
    }
    if (!drained) {
      throw new Lane.Broken("not drained: " + lab.till().status());
    }
    if (!lab.till().isFine("witness")) {
      throw new Lane.Broken("the witness remembers what the ledger does not have");
    }
    count("comparisons");
  }

  @Override
  public void close() throws IOException {
    callers.shutdownNow();
    lab.close();
    for (Volume one : volume) {
      one.close();
    }
  }
}
