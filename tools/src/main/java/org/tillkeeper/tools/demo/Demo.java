package org.tillkeeper.tools.demo;

import static org.tillkeeper.tools.demo.DemoWords.say;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tillkeeper.tools.lab.Cashier;
import org.tillkeeper.tools.lab.Comparison;
import org.tillkeeper.tools.lab.Deadline;
import org.tillkeeper.tools.lab.Lab;
import org.tillkeeper.tools.words.Console;

/**
 * Where {@code tools/demo} begins. Exit codes: 0 if the two ledgers agree, 1 if not or if it did
 * not come to its end, 2 for wrong usage.
 *
 * <p>System properties: {@code tillkeeper.colour}, {@code true} on a terminal that shows colours;
 * {@code tillkeeper.agentOptions}, the file with the JVM options an agent is started with.
 */
public final class Demo {
  private static final int DIFFERENT = 1;
  private static final int USAGE = 2;

  private static final Lab.Times TIMES =
      new Lab.Times(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(20));
  private static final Duration STORY = Duration.ofSeconds(65);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Screen screen;
  private final Path folder;
  private final Lab lab;
  private volatile boolean keepFolder;
  private volatile boolean serving;

  private Demo(Screen screen, Path folder) {
    this.screen = screen;
    this.folder = folder;
    lab = new Lab(folder, TIMES, agentJava());
  }

  private static List<String> agentJava() {
    String options = System.getProperty("tillkeeper.agentOptions", "");
    return options.isEmpty() ? List.of(Lab.java()) : List.of(Lab.java(), "@" + options);
  }

  /**
   * Runs the demonstration and exits.
   *
   * @param args nothing, {@code --serve} or {@code --help}
   */
  public static void main(String[] args) throws IOException {
    List<String> given = List.of(args);
    if (given.equals(List.of("--help"))) {
      Console.out().println(say("usage"));
      return;
    }
    boolean serve = given.equals(List.of("--serve"));
    if (!serve && !given.isEmpty()) {
      Console.err().println("demo: " + say("wrong-usage", String.join(" ", given)));
      Console.err().println(say("usage"));
      System.exit(USAGE);
    }
    Screen screen = new Screen(Boolean.getBoolean("tillkeeper.colour"));
    Demo demo = new Demo(screen, Files.createTempDirectory("tillkeeper-demo-"));
    Runtime.getRuntime().addShutdownHook(new Thread(demo::tidy, "tidy"));
    demo.limit();
    System.exit(demo.run(serve) ? 0 : DIFFERENT);
  }

  private boolean run(boolean serve) {
    boolean agree = false;
    try {
      screen.line(say("starting"));
      lab.start();
      try (Cashier cashier = new Cashier(lab, screen::cashierReads)) {
        agree = tell(cashier);
        if (agree && serve) {
          serving = true;
          new Serving(lab, screen).run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      String dead = lab.dead();
      screen.bad(
          "demo: "
              + (dead.isEmpty() ? "" : say("dead", dead))
              + (e.getMessage() == null ? e.toString() : e.getMessage()));
    }
    if (!agree) {
      keepFolder = true;
      screen.bad(say("kept", folder));
    }
    return agree;
  }

  private boolean tell(Cashier cashier) throws Exception {
    long beganNanos = System.nanoTime();
    Story story = new Story(lab, cashier, screen, Deadline.in(STORY));
    boolean told = false;
    try {
      story.tell();
      told = true;
    } catch (Story.Stuck e) {
      screen.bad(say("ends-here", e.getMessage()));
    }
    lab.network().delete("/rules");
    lab.acquirer().delete("/faults");
    boolean drained = Deadline.in(DRAIN).await(() -> lab.till().isDrained());
    Comparison comparison = lab.compare(story.scenes().stream().map(Scene::reference).toList());
    Verdict.show(comparison.rows(), story.scenes(), cashier, screen);
    if (!comparison.agrees()) {
      screen.bad(say("disagree", comparison.differences().size()));
      Verdict.show(comparison.differences(), story.scenes(), cashier, screen);
    } else if (!drained) {
      screen.bad(say("still-reversing"));
    } else if (told) {
      screen.good(
          say("agreement", story.scenes().size())
              + String.format(" (%.0f s)", (System.nanoTime() - beganNanos) / 1e9));
    }
    return told && drained && comparison.agrees();
  }

  /** Ends the demonstration when it takes too long, whatever it hangs on. */
  private void limit() {
    Thread watch =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(LIMIT.toMillis());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
              }
              if (!serving) {
                keepFolder = true;
                screen.bad(say("too-long", folder));
                System.exit(DIFFERENT);
              }
            },
            "limit");
    watch.setDaemon(true);
    watch.start();
  }

  private void tidy() {
    screen.silence();
    lab.close();
    if (!keepFolder) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(Demo::delete);
      } catch (IOException | UncheckedIOException e) {
        Console.err().println("demo: " + folder + ": " + e.getMessage());
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
