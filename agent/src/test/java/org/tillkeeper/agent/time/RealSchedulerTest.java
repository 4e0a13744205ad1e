package org.tillkeeper.agent.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The agent's one real thread. */
class RealSchedulerTest {
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final RealScheduler scheduler = new RealScheduler(failures::add);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void tasks_run_one_after_the_other_in_order_on_one_named_thread_that_is_no_daemon()
      throws Exception {
    List<Integer> seen = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    BlockingQueue<Thread> thread = new LinkedBlockingQueue<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      expected.add(i);
      scheduler.execute(() -> seen.add(number));
    }
    scheduler.execute(() -> thread.add(Thread.currentThread()));
    Thread agent = thread.poll(30, TimeUnit.SECONDS);
    assertEquals(expected, seen);
    assertEquals("tillkeeper-agent", agent.getName());
    assertFalse(agent.isDaemon());
  }

  @Test
  void a_timer_fires_after_its_delay_and_not_before() throws Exception {
    BlockingQueue<Long> fired = new LinkedBlockingQueue<>();
    long start = scheduler.nanoTime();
    scheduler.after(Duration.ofMillis(20), () -> fired.add(scheduler.nanoTime()));
    assertTrue(fired.poll(30, TimeUnit.SECONDS) - start >= 20_000_000L);
  }

  @Test
  void a_cancelled_timer_does_not_fire_and_takes_no_room() throws Exception {
    BlockingQueue<String> fired = new LinkedBlockingQueue<>();
    Scheduler.Timer timer = scheduler.after(Duration.ofMillis(1), () -> fired.add("cancelled"));
    CountDownLatch done = new CountDownLatch(1);
    scheduler.execute(
        () -> {
          fired.clear();
          timer.cancel();
          timer.cancel();
          scheduler.after(Duration.ofMillis(10), done::countDown);
        });
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertNull(fired.poll());
    scheduler.after(Duration.ofSeconds(Long.MAX_VALUE), () -> {}).cancel();
  }

  @Test
  void what_a_task_throws_is_handed_over_and_the_thread_goes_on() throws Exception {
    AssertionError broken = new AssertionError("broken");
    scheduler.execute(
        () -> {
          throw broken;
        });
    assertSame(broken, failures.poll(30, TimeUnit.SECONDS));
    IllegalStateException late = new IllegalStateException("late");
    scheduler.after(
        Duration.ofMillis(1),
        () -> {
          throw late;
        });
    assertSame(late, failures.poll(30, TimeUnit.SECONDS));
    CountDownLatch next = new CountDownLatch(1);
    scheduler.execute(next::countDown);
    assertTrue(next.await(30, TimeUnit.SECONDS));
  }

  @Test
  void close_lets_the_running_task_end_and_drops_the_rest() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean dropped = new AtomicBoolean();
    scheduler.execute(
        () -> {
          running.countDown();
          awaitQuietly(closing);
          ended.set(true);
        });
    assertTrue(running.await(30, TimeUnit.SECONDS));
    scheduler.execute(() -> dropped.set(true));
    scheduler.after(Duration.ofMillis(1), () -> dropped.set(true));
    Thread closer = new Thread(scheduler::close);
    closer.start();
    assertTrue(becomes(closer, Thread.State.TIMED_WAITING), "close waits for the running task");
    assertFalse(ended.get());
    closing.countDown();
    closer.join(30_000);
    assertTrue(ended.get());
    assertFalse(dropped.get());
    scheduler.execute(() -> dropped.set(true));
    scheduler.after(Duration.ZERO, () -> dropped.set(true)).cancel();
    assertFalse(dropped.get());
  }

  @Test
  void close_from_the_agents_own_thread_does_not_wait_for_itself() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    scheduler.execute(
        () -> {
          scheduler.close();
          closed.countDown();
        });
    assertTrue(closed.await(5, TimeUnit.SECONDS));
  }

  private static boolean becomes(Thread thread, Thread.State state) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (thread.getState() != state && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return thread.getState() == state;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
