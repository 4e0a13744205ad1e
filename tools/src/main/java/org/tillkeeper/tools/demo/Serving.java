package org.tillkeeper.tools.demo;

import static org.tillkeeper.tools.demo.DemoWords.say;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.lab.Lab;

/** Keeps the cashier's page lively: a payment now and then, and the line cut now and then. */
final class Serving {
  private static final long PAUSE_SECONDS = 8;
  private static final long CUT_SECONDS = 4;
  private static final int CUT_EVERY = 3;

  private final Lab lab;
  private final Screen screen;

  Serving(Lab lab, Screen screen) {
    this.lab = lab;
    this.screen = screen;
  }

  /** Goes on until the process is ended. */
  void run() throws IOException, InterruptedException {
    screen.title(say("page", lab.till().pageAddress()));
    screen.line(say("page-again", lab.commandsConfig()));
    screen.line(say("ctrl-c"));
    for (int number = 1; ; number++) {
      TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
      boolean cut = number % CUT_EVERY == 0;
      screen.scene(
          number, say("paid.swipe"), 100L * number, cut ? say("serving.cut") : say("no-trouble"));
      if (cut) {
        lab.network().post("/rules", Map.of("rule", "cut"));
      }
      lab.till().start("SERVE-" + number, 100L * number, Instrument.swipe());
      if (cut) {
        TimeUnit.SECONDS.sleep(CUT_SECONDS);
        lab.network().delete("/rules");
        screen.happens(say("line-back"));
      }
    }
  }
}
