package org.tillkeeper.agent.time;

import java.util.function.Consumer;

/** What a task has thrown is told, whatever the one who is told does with it. */
final class Failures {
  private Failures() {}

  /** Tells it. Where that throws too, the thread's handler of what nobody caught is told both. */
  static void told(Consumer<Throwable> onFailure, Throwable thrown) {
    try {
      onFailure.accept(thrown);
    } catch (Throwable again) {
      thrown.addSuppressed(again);
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
  }
}
