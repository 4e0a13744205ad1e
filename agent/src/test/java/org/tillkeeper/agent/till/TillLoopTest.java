package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the till's thread looks at its connections, whatever else there is to do. */
@Timeout(20)
class TillLoopTest {
  private static final int TASKS = 300;
  private static final int CROWD = 20;
  private static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Looks looks = new Looks();
  private final IoEventLoopGroup group =
      TillLoop.group(new DefaultThreadFactory("till-loop", true), (IoHandlerFactory) loop -> looks);

  /** Tasks that were done; the loop's own thread alone. */
  private int done;

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** Has no connections, and notes how many tasks were done at each look at them. */
  private final class Looks implements IoHandler {
    final Semaphore wake = new Semaphore(0);
    final List<Integer> doneAtLook = new ArrayList<>();

    /** Counts what each look brings to do: a crowd of tasks, until it is down. */
    volatile CountDownLatch brings = new CountDownLatch(0);

    @Override
    public int run(IoHandlerContext context) {
      doneAtLook.add(done);
      if (brings.getCount() > 0) {
        for (int i = 0; i < CROWD; i++) {
          group.next().execute(this::ofCrowd);
        }
        return CROWD;
      }
      if (context.canBlock()) {
        wake.acquireUninterruptibly();
      }
      return 0;
    }

    private void ofCrowd() {
      done++;
      spin();
      brings.countDown();
    }

    @Override
    public void wakeup() {
      wake.release();
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> kind) {
      return false;
    }
  }

  /** A page that is told while the next one is read: there is always another. */
  private void takesAMillisecond(CountDownLatch end) {
    if (++done < TASKS) {
      group.next().execute(() -> takesAMillisecond(end));
    }
    spin();
    end.countDown();
  }

  private static void spin() {
    long until = System.nanoTime() + TASK_NANOS;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  @Test
  void connections_are_looked_at_before_what_came_meanwhile_though_there_is_always_a_task()
      throws Exception {
    CountDownLatch end = new CountDownLatch(TASKS);
    group.next().execute(() -> takesAMillisecond(end));
    end.await();
    assertTrue(mostBetweenLooks() <= 1, mostBetweenLooks() + " tasks between two looks");
  }

  @Test
  void what_a_look_brings_is_done_before_the_next_one_however_long_it_takes() throws Exception {
    CountDownLatch end = new CountDownLatch(5 * CROWD);
    looks.brings = end;
    group.next().execute(() -> {});
    end.await();
    assertEquals(CROWD, mostBetweenLooks());
    List<Integer> at = looksSoFar();
    for (int i = 0; i < 5; i++) {
      assertTrue(at.contains(i * CROWD), at.toString());
    }
  }

  private List<Integer> looksSoFar() throws Exception {
    return group.next().submit(() -> List.copyOf(looks.doneAtLook)).get();
  }

  private int mostBetweenLooks() throws Exception {
    int most = 0;
    List<Integer> at = looksSoFar();
    for (int i = 1; i < at.size(); i++) {
      most = Math.max(most, at.get(i) - at.get(i - 1));
    }
    return most;
  }

  @Test
  void tasks_are_done_in_their_order_and_none_is_left() throws Exception {
    List<Integer> order = new ArrayList<>();
    CountDownLatch end = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      int number = i;
      group
          .next()
          .execute(
              () -> {
                spin();
                order.add(number);
                end.countDown();
              });
    }
    end.await();
    for (int i = 0; i < 50; i++) {
      assertEquals(i, order.get(i));
    }
  }
}
