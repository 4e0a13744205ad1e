package org.tillkeeper.agent;

import java.util.Optional;

/**
 * What follows when the process is told to end: exit 0 for SIGTERM, since Java would exit with 143
 * and a supervisor would take that for a failure. It is there before anything else is loaded, since
 * the signal may come at any moment. A class of few others, for the same reason.
 */
final class StopSignal extends Thread {
  private volatile int exitCode;
  private volatile boolean came;
  // No lambda: the first one of a process takes Java longer than all the rest of this.
  private volatile Optional<Runnable> last = Optional.empty();

  private StopSignal() {
    super("tillkeeper-stop");
  }

  /** Is prepared from here on. Where the signal has come already the process ends. */
  static StopSignal awaited() {
    StopSignal signal = new StopSignal();
    try {
      Runtime.getRuntime().addShutdownHook(signal);
    } catch (IllegalStateException e) {
      // Java has begun to end, by 143, and takes nobody in any more.
      Runtime.getRuntime().halt(0);
    }
    return signal;
  }

  /** Whether the process is ending. */
  boolean hasCome() {
    return came;
  }

  /** The process exits with this; 0 until it is said. */
  int exitCode() {
    return exitCode;
  }

  /** The process shall exit with this. */
  void exitsWith(int code) {
    exitCode = code;
  }

  /** Is done before the process ends. */
  void doLast(Runnable todo) {
    last = Optional.of(todo);
  }

  /**
   * To be told to end is no failure. What is still starting is left as a power failure would leave
   * it: the next start recovers from that.
   */
  @Override
  public void run() {
    came = true;
    if (last.isPresent()) {
      last.get().run();
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
