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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The agent's thread on a device that sleeps. The clock of these tests is theirs. */
class SleeperSchedulerTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final AtomicLong clock = new AtomicLong(-5);
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final SleeperScheduler scheduler = new SleeperScheduler(clock::get, failures::add);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void what_became_due_while_the_device_slept_runs_when_it_is_awake_in_the_order_it_was_due()
      throws Exception {
    BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    scheduler.after(Duration.ofMinutes(30), () -> ran.add("second"));
    scheduler.after(Duration.ofMinutes(1), () -> ran.add("first"));
    scheduler.after(Duration.ofHours(2), () -> ran.add("not yet"));
    clock.addAndGet(HOUR);
    scheduler.awake();
    assertEquals("first", ran.poll(30, TimeUnit.SECONDS));
    assertEquals("second", ran.poll(30, TimeUnit.SECONDS));
    CountDownLatch done = new CountDownLatch(1);
    scheduler.execute(done::countDown);
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertNull(ran.poll());
  }

  @Test
  void a_call_that_comes_after_a_sleep_finds_what_was_due_done() throws Exception {
    List<String> ran = new ArrayList<>();
    scheduler.after(Duration.ofMinutes(1), () -> ran.add("due"));
    clock.addAndGet(HOUR);
    CountDownLatch done = new CountDownLatch(1);
    scheduler.execute(
        () -> {
          ran.add("call");
          done.countDown();
        });
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertEquals(List.of("due", "call"), ran);
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
  void a_timer_fires_by_itself_on_a_device_that_does_not_sleep() throws Exception {
    try (SleeperScheduler real = new SleeperScheduler(System::nanoTime, failures::add)) {
      BlockingQueue<Long> fired = new LinkedBlockingQueue<>();
      long start = real.nanoTime();
      real.after(Duration.ofMillis(20), () -> fired.add(real.nanoTime()));
      assertTrue(fired.poll(30, TimeUnit.SECONDS) - start >= 20_000_000L);
    }
  }

  @Test
  void a_cancelled_timer_does_not_fire() throws Exception {
    BlockingQueue<String> fired = new LinkedBlockingQueue<>();
    Scheduler.Timer timer = scheduler.after(Duration.ofMinutes(1), () -> fired.add("cancelled"));
    timer.cancel();
    timer.cancel();
    scheduler.after(Duration.ofSeconds(Long.MAX_VALUE), () -> fired.add("never")).cancel();
    clock.addAndGet(HOUR);
    scheduler.after(Duration.ZERO, () -> fired.add("after"));
    assertEquals("after", fired.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void what_a_task_throws_is_handed_over_and_the_thread_goes_on() throws Exception {
    AssertionError broken = new AssertionError("broken");
    scheduler.execute(
        () -> {
          throw broken;
        });
    assertSame(broken, failures.poll(30, TimeUnit.SECONDS));
    CountDownLatch done = new CountDownLatch(1);
    scheduler.execute(done::countDown);
    assertTrue(done.await(30, TimeUnit.SECONDS));
  }

  @Test
  void after_close_nothing_runs_and_a_task_may_close_it_itself() throws Exception {
    BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    scheduler.execute(
        () -> {
          scheduler.execute(() -> ran.add("waited"));
          scheduler.close();
          ran.add("closed");
        });
    assertEquals("closed", ran.poll(30, TimeUnit.SECONDS));
    scheduler.execute(() -> ran.add("late"));
    scheduler.close();
    assertNull(ran.poll());
  }
}
