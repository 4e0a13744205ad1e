package org.tillkeeper.tools.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Gives a target its input and holds it to bounded work: time of its thread, and memory asked for.
 */
final class Bounds {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounds() {}

  static void check(Target target, byte[] input) throws Exception {
    long nanos = THREADS.getCurrentThreadCpuTime();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    target.check(input);
    nanos = THREADS.getCurrentThreadCpuTime() - nanos;
    bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    if (nanos > MOST_NANOS) {
      throw new AssertionError("it took " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }
    if (bytes > target.mostMemory(input.length)) {
      throw new AssertionError("it asked for " + (bytes >> 20) + " MiB");
    }
  }
}
