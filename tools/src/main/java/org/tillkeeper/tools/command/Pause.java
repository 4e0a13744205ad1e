package org.tillkeeper.tools.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time that a command which goes on lets pass before it asks again. */
final class Pause {
  private Pause() {}

  /** Whether it passed; else the command is to end. */
  static boolean of(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
