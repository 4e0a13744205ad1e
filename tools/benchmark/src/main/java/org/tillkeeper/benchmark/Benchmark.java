package org.tillkeeper.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Where {@code tools/benchmark/run} begins. */
public final class Benchmark {
  private static final int FAILED = 1;
  private static final int WRONG = 2;
  private static final String HEAD =
      """
      | work | bare floor | jPOS | agent | jPOS / floor | agent / floor | goal | met | how |
      |---|---|---|---|---|---|---|---|---|""";

  private Benchmark() {}

  /**
   * Measures, prints the table, and exits: 0, or with {@code --check} 1 where a row is far over its
   * goal twice; 2 for a wrong option.
   */
  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.read(args);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmark: " + e.getMessage());
      System.exit(WRONG);
      return;
    }
    Logger.getLogger("").setLevel(Level.OFF);
    Path target = Path.of(System.getProperty("tillkeeper.benchmarkFolder"));
    Path folder = Files.createTempDirectory(Files.createDirectories(target), "run-");
    int code;
    try {
      code = run(options, folder);
    } finally {
      delete(folder);
    }
    System.exit(code);
  }

  /**
   * @param check whether a row that is far over its goal is measured again, and fails the run
   * @param classList where the classes of a start are written, in place of any measurement
   */
  private record Options(
      Set<Row> rows, Size size, boolean check, double factor, Optional<Path> classList) {
    static Options read(String[] args) {
      Set<Row> rows = EnumSet.noneOf(Row.class);
      Size size = Size.FULL;
      boolean check = false;
      double factor = 1;
      Optional<Path> classList = Optional.empty();
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--short" -> size = Size.SHORT;
          case "--check" -> check = true;
          case "--only" -> rows.add(row(value(args, ++i)));
          case "--class-list" -> classList = Optional.of(Path.of(value(args, ++i)));
          case "--factor" -> factor = factor(value(args, ++i));
          default -> throw new IllegalArgumentException(args[i] + " is not known; see --help");
        }
      }
      return new Options(
          rows.isEmpty() ? EnumSet.allOf(Row.class) : rows, size, check, factor, classList);
    }

    private static String value(String[] args, int at) {
      if (at >= args.length) {
        throw new IllegalArgumentException(args[at - 1] + " needs a value");
      }
      return args[at];
    }

    private static Row row(String label) {
      return Row.labelled(label)
          .orElseThrow(
              () -> new IllegalArgumentException("--only " + label + ": allowed are " + labels()));
    }

    private static double factor(String text) {
      try {
        double factor = Double.parseDouble(text);
        if (factor > 0 && factor <= 100) {
          return factor;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new IllegalArgumentException("--factor " + text + ": more than 0, at most 100");
    }

    private static String labels() {
      return String.join(", ", Stream.of(Row.values()).map(Row::label).toList());
    }
  }

  private static int run(Options options, Path folder) throws Exception {
    if (Surroundings.isMemory(folder)) {
      System.err.println("benchmark: warning: " + folder + " lies in memory: no disk is measured");
    }
    System.out.println(Surroundings.described(folder));
    System.out.println();
    List<Measured> all = new ArrayList<>();
    try (Rows rows = new Rows(options.size(), folder)) {
      if (options.classList().isPresent()) {
        rows.noteClasses(options.classList().get());
        return 0;
      }
      if (!options.rows().equals(EnumSet.of(Row.CODEC))) {
        rows.prepare();
      }
      System.out.println(HEAD);
      for (Row row : options.rows()) {
        Measured measured = rows.measure(row);
        System.out.println(measured.line());
        all.add(measured);
        warn(measured);
      }
      if (options.check()) {
        List<String> failures = new Verdict(options.factor(), rows::measure).of(all);
        failures.forEach(failure -> System.err.println("benchmark: " + failure));
        return failures.isEmpty() ? 0 : FAILED;
      }
    }
    return 0;
  }

  private static void warn(Measured measured) {
    if (measured.foreign() > Surroundings.FOREIGN_MOST) {
      System.err.printf(
          Locale.ROOT,
          "benchmark: warning: %s: others used %.2f processors meanwhile, read the ratio with care%n",
          measured.row().label(),
          measured.foreign());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
