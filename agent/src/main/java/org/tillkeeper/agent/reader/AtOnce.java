package org.tillkeeper.agent.reader;

import java.time.Duration;
import java.time.Instant;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Where no reader is attached nothing is asked for, waits or is kept, so nothing needs a thread.
 */
final class AtOnce implements Scheduler {
  @Override
  public Instant wallClock() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long nanoTime() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    throw new UnsupportedOperationException();
  }
}
