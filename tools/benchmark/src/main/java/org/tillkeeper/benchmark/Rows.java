package org.tillkeeper.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Measures the rows. In each the agent, the floor and jPOS take turns, in one run on one disk. */
final class Rows implements AutoCloseable {
  private static final double MILLION = 1e6;
  private static final int WINDOW = 100;

  private final Size size;
  private final Path folder;
  private final Programs programs;
  private final Child host;
  private final int port;
  private int stages;

  Rows(Size size, Path folder) throws IOException {
    this.size = size;
    this.folder = folder;
    programs = new Programs(folder);
    host = programs.host();
    port = host.announced("host listening on").getPort();
  }

  /** Makes what starts need. */
  void prepare() throws IOException, InterruptedException {
    programs.archive(port);
  }

  Measured measure(Row row) throws Exception {
    long busy = Kernel.busy();
    long own = own();
    long from = System.nanoTime();
    Measured measured = taken(row);
    double seconds = (System.nanoTime() - from) / 1e9;
    double foreign = Kernel.busy() - busy - (own() - own);
    return measured.disturbedBy(Math.max(0, foreign / Kernel.TICKS / seconds));
  }

  /** What was measured has ended by then, so that the kernel counts it as this process's. */
  private long own() throws IOException {
    return Kernel.used(ProcessHandle.current().pid()) + Kernel.used(host.pid());
  }

  private Measured taken(Row row) throws Exception {
    return switch (row) {
      case START -> start();
      case RESIDENT -> resident();
      case CODEC -> Codec.measured(size.isShort());
      default -> {
        try (Stage stage =
            new Stage(programs, folder.resolve("stage-" + ++stages), host, port, size.warmUp())) {
          yield onStage(row, stage);
        }
      }
    };
  }

  private Measured onStage(Row row, Stage stage) throws Exception {
    return switch (row) {
      case SALE -> sale(stage, row, 0, size.sales());
      case SALE_5MS -> sale(stage, row, 5, size.sales() / 2);
      case BYTES -> bytes(stage);
      case STORED -> stored(stage);
      case DRAIN -> drain(stage, row, 0, size.drained());
      case DRAIN_5MS -> drain(stage, row, 5, size.drained());
      case DRAIN_50MS -> drain(stage, row, 50, size.drainedSlowly());
      default -> throw new IllegalArgumentException(row.label());
    };
  }

  private static double timed(Seller seller) throws Exception {
    long from = System.nanoTime();
    seller.sell();
    return (System.nanoTime() - from) / MILLION;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double percentile95(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(0.95 * sorted.length))];
  }

  private static double[] part(double[] of, int round, int each) {
    return Arrays.copyOfRange(of, round * each, (round + 1) * each);
  }

  private Measured sale(Stage stage, Row row, int delay, int each) throws Exception {
    stage.delay(delay);
    int rounds = size.rounds();
    double[] ours = new double[rounds * each];
    double[] floor = new double[rounds * each];
    double[] jpos = new double[rounds * each];
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = round * each; i < (round + 1) * each; i++) {
        ours[i] = timed(stage.till());
      }
      for (int i = round * each; i < (round + 1) * each; i++) {
        floor[i] = timed(stage.floor());
      }
      for (int i = round * each; i < (round + 1) * each; i++) {
        jpos[i] = timed(stage.jpos());
      }
      ratios[round] = median(part(ours, round, each)) / median(part(floor, round, each));
    }
    Arrays.sort(ratios);
    String note =
        String.format(
            Locale.ROOT,
            "%d sales of each; p95 %.2f beside %.2f ms; the middle half of the rounds %.2f to %.2f",
            ours.length,
            percentile95(ours),
            percentile95(floor),
            ratios[rounds / 4],
            ratios[rounds - 1 - rounds / 4]);
    return new Measured(
        row, median(floor), OptionalDouble.of(median(jpos)), median(ours), "ms", note, 0);
  }

  private Measured bytes(Stage stage) throws Exception {
    int sales = size.rounds() * size.sales();
    long self = ProcessHandle.current().pid();
    double ours = written(stage.agent().pid(), stage.till(), sales);
    double floor = written(self, stage.floor(), sales);
    double jpos = written(self, stage.jpos(), sales);
    return new Measured(
        Row.BYTES, floor, OptionalDouble.of(jpos), ours, "bytes", sales + " sales of each", 0);
  }

  private static double written(long pid, Seller seller, int sales) throws Exception {
    long before = Kernel.written(pid);
    for (int i = 0; i < sales; i++) {
      seller.sell();
    }
    return (Kernel.written(pid) - before) / (double) sales;
  }

  /** The floor is the agent itself, at its 10th sale. */
  private Measured stored(Stage stage) throws Exception {
    stage.cut();
    int most = size.stored();
    double[] times = new double[most + 1];
    double[] commits = new double[most + 1];
    for (int i = 1; i <= most; i++) {
      long from = System.nanoTime();
      stage.till().store();
      long to = System.nanoTime();
      stage.floor().store();
      times[i] = (to - from) / MILLION;
      commits[i] = (System.nanoTime() - to) / MILLION;
    }
    double first = around(times, 1);
    double middle = around(times, most * 2 / 5 - WINDOW / 2);
    double last = around(times, most - WINDOW);
    String note =
        String.format(
            Locale.ROOT,
            "the 10th, the %,dth (%.2f ms) and the %,dth, each the median of %d; one bare commit"
                + " meanwhile %.2f, %.2f and %.2f ms",
            most * 2 / 5,
            middle,
            most,
            WINDOW,
            around(commits, 1),
            around(commits, most * 2 / 5 - WINDOW / 2),
            around(commits, most - WINDOW));
    return new Measured(Row.STORED, first, OptionalDouble.empty(), last, "ms", note, 0);
  }

  private static double around(double[] times, int from) {
    return median(Arrays.copyOfRange(times, from, from + WINDOW));
  }

  private Measured drain(Stage stage, Row row, int delay, int count) throws Exception {
    stage.cut();
    for (int i = 0; i < count; i++) {
      stage.till().store();
    }
    stage.delay(delay);
    stage.mark();
    stage.mend();
    double ours = stage.span(count) / MILLION / (count - 1);
    stage.drained();
    // In turn, so that what the disk does meanwhile is done to both.
    double[] floor = new double[2];
    double[] jpos = new double[2];
    for (int turn = 0; turn < 2; turn++) {
      jpos[turn] = spanned(stage, stage.jpos(), count / 2);
      floor[turn] = spanned(stage, stage.floor(), count / 2);
    }
    String note =
        String.format(
            Locale.ROOT,
            "%,d sales; the floor's two halves %.2f and %.2f ms",
            count,
            floor[0],
            floor[1]);
    return new Measured(
        row,
        (floor[0] + floor[1]) / 2,
        OptionalDouble.of((jpos[0] + jpos[1]) / 2),
        ours,
        "ms",
        note,
        0);
  }

  private static double spanned(Stage stage, Seller seller, int count) throws Exception {
    stage.mark();
    for (int i = 0; i < count; i++) {
      seller.sell();
    }
    return stage.span(count) / MILLION / (count - 1);
  }

  private Path home() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home-" + ++stages));
    Programs.layOut(home, port);
    return home;
  }

  private Measured start() throws Exception {
    host.ask("up");
    host.ask("delay 0");
    Path home = home();
    // The first start makes the ledger and signs in: it is not what happens every morning.
    agentStarts(home);
    double[] ours = new double[size.starts()];
    double[] bare = new double[size.starts()];
    for (int i = 0; i < size.starts(); i++) {
      ours[i] = agentStarts(home);
      bare[i] = bareStarts(i);
    }
    String note =
        String.format(
            Locale.ROOT,
            "%d starts of each, median; the fastest %.0f beside %.0f ms",
            size.starts(),
            Arrays.stream(ours).min().orElse(0),
            Arrays.stream(bare).min().orElse(0));
    return new Measured(
        Row.START, median(bare), OptionalDouble.empty(), median(ours), "ms", note, 0);
  }

  private double agentStarts(Path home) throws IOException {
    long from = System.nanoTime();
    try (Child agent = programs.agent(home)) {
      InetSocketAddress at = agent.announced("agent listening on");
      try (Till till = new Till(at, Programs.token(home))) {
        till.sell();
        return (System.nanoTime() - from) / MILLION;
      }
    }
  }

  private double bareStarts(int number) throws IOException {
    long from = System.nanoTime();
    try (Child bare = programs.bare(port, folder.resolve("start-" + stages + "-" + number));
        Till till = new Till(bare.announced("bare listening on"), "")) {
      till.sell();
      return (System.nanoTime() - from) / MILLION;
    }
  }

  /**
   * Writes which classes an agent loads for its start, a sale, one that is stored while
   * disconnected, and its delivery: what a package's class-data archive is made of.
   */
  void noteClasses(Path file) throws Exception {
    Path home = home();
    Path list = home.resolve("classes");
    try (Child agent = programs.agentThatNotes(home, list);
        Till till = new Till(agent.announced("agent listening on"), Programs.token(home))) {
      till.sell();
      host.ask("down");
      Stage.until(till, "\"online\":false");
      till.store();
      host.ask("up");
      Stage.until(till, "\"pending\":{\"count\":0");
    }
    try (Stream<String> lines = Files.lines(list)) {
      Files.write(file, lines.filter(line -> !line.startsWith("#")).sorted().distinct().toList());
    }
  }

  private Measured resident() throws Exception {
    host.ask("up");
    host.ask("delay 0");
    int sales = size.warmUp();
    Path home = home();
    double ours;
    try (Child agent = programs.agent(home);
        Till till = new Till(agent.announced("agent listening on"), Programs.token(home))) {
      ours = afterSales(agent, till, sales);
    }
    double floor;
    try (Child bare = programs.bare(port, folder.resolve("resident-" + stages));
        Till till = new Till(bare.announced("bare listening on"), "")) {
      floor = afterSales(bare, till, sales);
    }
    return new Measured(
        Row.RESIDENT,
        floor,
        OptionalDouble.empty(),
        ours,
        "MB",
        String.format(Locale.ROOT, "VmRSS after %,d sales", sales),
        0);
  }

  private static double afterSales(Child child, Till till, int sales) throws IOException {
    for (int i = 0; i < sales; i++) {
      till.sell();
    }
    return Kernel.resident(child.pid()) / 1000.0;
  }

  @Override
  public void close() {
    host.close();
  }
}
