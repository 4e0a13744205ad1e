package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.lab.Lab;

/** Runs lanes round by round, and notes each round that is done, so that it is not done again. */
public final class Lanes {
  /** Where it is noted what is done. Safe for any thread. */
  public interface Notes {
    /** Empty for what was never noted. */
    String read(String name);

    /** Durable when this returns. */
    void write(String name, String value) throws IOException;
  }

  /** Lanes to run. */
  public static final class Choice {
    private final List<Lane> lanes;
    private final boolean only;
    private final Optional<Long> seed;

    Choice(List<Lane> lanes, boolean only, Optional<Long> seed) {
      this.lanes = lanes;
      this.only = only;
      this.seed = seed;
    }

    /** Whether nothing else of the proof is wanted. */
    public boolean only() {
      return only;
    }

    /** Of what is left to chance; empty for any. */
    public Optional<Long> seed() {
      return seed;
    }
  }

  /**
   * Chooses lanes.
   *
   * @param names of those wanted alone; none for all
   * @param kills how often an agent is killed; the other mishaps strike less often
   * @param options file of options that a JVM of the agent is started with
   * @throws InvalidSettings if there is no such lane
   */
  public static Choice choice(
      List<String> names, int kills, Optional<Long> seed, Optional<Path> options)
      throws InvalidSettings {
    List<String> java = new ArrayList<>(List.of(Lab.java()));
    options.ifPresent(file -> java.add("@" + file));
    Map<String, Lane> all = new LinkedHashMap<>();
    for (Lane lane :
        List.of(
            new MishapLoops(MishapLoops.Mishap.KILL, kills, java),
            new MishapLoops(MishapLoops.Mishap.POWER_CUT, kills / 5, java),
            new MishapLoops(MishapLoops.Mishap.FULL_DISK, kills / 10, java),
            new MishapLoops(MishapLoops.Mishap.READ_ONLY, kills / 20, java),
            new FlippedBits(FLIPPED_LEDGERS, FLIPPED_A_PAGE, java),
            new Attacks(kills, java))) {
      all.put(lane.name(), lane);
    }
    if (!all.keySet().containsAll(names)) {
      throw new InvalidSettings(
          "--lane is " + names + ": allowed is one of " + String.join(", ", all.keySet()));
    }
    List<Lane> lanes = new ArrayList<>(all.values());
    lanes.removeIf(lane -> !names.isEmpty() && !names.contains(lane.name()));
    return new Choice(lanes, !names.isEmpty(), seed);
  }

  private static final int FLIPPED_LEDGERS = 10;
  private static final int FLIPPED_A_PAGE = 12;

  private final Notes notes;
  private final PrintStream out;

  /**
   * @param out where progress is told
   */
  public Lanes(Notes notes, PrintStream out) {
    this.notes = notes;
    this.out = out;
  }

  /**
   * Runs what is not done yet of all lanes, one lane after the other.
   *
   * @return whether all of them hold
   */
  public boolean run(Choice choice, long seed, int jobs) throws IOException {
    boolean holds = true;
    for (Lane lane : choice.lanes) {
      holds = run(lane, seed, jobs) && holds;
    }
    return holds;
  }

  private boolean run(Lane lane, long seed, int jobs) throws IOException {
    Optional<String> lacks = lane.lacks();
    if (lacks.isPresent()) {
      out.println(lane.name() + ": NOT RUN, needs " + lacks.get());
      notes.write(lane.name(), "not run, needs " + lacks.get());
      return false;
    }
    boolean holds = true;
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(jobs, lane.atOnce()));
    try {
      List<Future<Boolean>> rounds = new ArrayList<>();
      for (int number = 0; number < lane.rounds(); number++) {
        int round = number;
        rounds.add(threads.submit(() -> round(lane, round, seed + round)));
      }
      for (Future<Boolean> round : rounds) {
        holds = round.get() && holds;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      holds = false;
    } catch (ExecutionException e) {
      throw new IOException(lane.name() + " could not be run: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
    notes.write(lane.name(), holds ? "holds" : "violated");
    return holds;
  }

  private boolean round(Lane lane, int number, long seed) throws Exception {
    String done = lane.name() + ".round." + number;
    if (notes.read(done).equals("holds")) {
      return true;
    }
    Path folder = Files.createTempDirectory("tillkeeper-" + lane.name().replace(' ', '-'));
    long began = System.nanoTime();
    Map<String, Long> counts;
    try {
      counts = lane.round(number, seed, folder);
    } catch (Lane.Broken e) {
      out.printf(
          "%s: round %d BROKEN, seed %d, files kept in %s%n%s%n",
          lane.name(), number, seed, folder, e.getMessage());
      notes.write(done, "violated");
      return false;
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    delete(folder);
    TreeMap<String, Long> all = new TreeMap<>(counts);
    all.put("milliseconds", millis);
    synchronized (notes) {
      for (Map.Entry<String, Long> count : all.entrySet()) {
        String name = lane.name() + "." + count.getKey();
        String before = notes.read(name);
        long sum = count.getValue() + (before.isEmpty() ? 0 : Long.parseLong(before));
        notes.write(name, Long.toString(sum));
      }
      notes.write(done, "holds");
    }
    out.printf(
        "%s: round %d of %d, seed %d, %s%n", lane.name(), number + 1, lane.rounds(), seed, all);
    return true;
  }

  /** Deletes a folder and all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
