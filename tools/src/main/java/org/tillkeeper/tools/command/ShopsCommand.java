package org.tillkeeper.tools.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.fleet.Shops;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many shops that sell while their line is cut now and then, and report to a broker. */
@Command(
    name = "shops",
    footer = "tools/tillkeeper shops --count 50 --url mqtt://127.0.0.1:1883 --folder ./shops")
final class ShopsCommand implements Callable<Integer> {
  private static final Range COUNT = new Range(2, 200);
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /** So many payments from one cut of the line to the next. */
  private static final int CUT_EACH = 120;

  private static final int CUT_FOR = 20;

  @Option(names = "--count", paramLabel = "N", defaultValue = "50")
  private int count;

  @Option(names = "--url", required = true, paramLabel = "URL")
  private String url;

  @Option(names = "--folder", required = true, paramLabel = "FOLDER")
  private Path folder;

  @Override
  public Integer call() throws InvalidSettings, IOException, InterruptedException {
    COUNT.check("--count", count);
    Files.createDirectories(folder);
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new InvalidSettings("--folder is " + folder + ": must be empty or not be there yet");
      }
    }
    Shops shops = Shops.open(folder, count, url);
    Runtime.getRuntime().addShutdownHook(new Thread(shops::close, "close"));
    PrintStream out = Console.out();
    out.println("shops open: " + count + " terminals report to " + url);
    Random chance = new Random();
    shops.pay(count, 100);
    Pause.of(Duration.ofSeconds(5));
    shops.last(Shops.Mishap.ANSWERS_LOST);
    String unknown = shops.pay(count, 2500);
    out.println(
        "terminal "
            + Shops.terminal(count)
            + " holds a payment that nobody knows about: "
            + unknown);
    for (int i = 1; Pause.of(BETWEEN); i++) {
      shops.pay(1 + chance.nextInt(count - 1), 100 + chance.nextInt(50_000));
      if (i % CUT_EACH == 0) {
        shops.all(Shops.Mishap.CUT);
      } else if (i % CUT_EACH == CUT_FOR) {
        shops.all(Shops.Mishap.HEALED);
      }
    }
    return 0;
  }
}
