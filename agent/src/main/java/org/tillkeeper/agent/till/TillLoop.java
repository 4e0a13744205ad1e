package org.tillkeeper.agent.till;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The thread of the till's connections, which looks at all of them every few milliseconds. Netty's
 * own does so when no task is left, and otherwise once a second or after 64 tasks, whichever is
 * later. For example a till that comes back after a day is told page by page what it missed: the
 * next page is read while one is written, so there is always a task, and the calls of all other
 * tills would wait for a second.
 */
public final class TillLoop extends SingleThreadIoEventLoop {
  /** Tasks may take so long, and the last of them as long as it takes. */
  static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  // Used on this thread alone, but for the executor's own start.
  private long turnNanos;
  private boolean inTurn;

  private TillLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory io) {
    super(group, executor, io);
  }

  /**
   * One such thread.
   *
   * @param threads makes it
   * @param io of NIO or epoll
   */
  public static IoEventLoopGroup group(ThreadFactory threads, IoHandlerFactory io) {
    return new MultiThreadIoEventLoopGroup(1, threads, io) {
      @Override
      protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... none) {
        return new TillLoop(this, executor, factory);
      }
    };
  }

  @Override
  protected boolean runAllTasks(long atMostNanos) {
    turnNanos = System.nanoTime();
    inTurn = true;
    try {
      return super.runAllTasks(atMostNanos);
    } finally {
      inTurn = false;
    }
  }

  /** No task, where the turn is over: what is left comes after the connections. */
  @Override
  protected Runnable pollTask() {
    boolean isOver = inTurn && System.nanoTime() - turnNanos >= TURN_NANOS;
    return isOver ? null : super.pollTask();
  }
}
