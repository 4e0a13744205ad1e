package org.tillkeeper.agent.till;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * The thread of the till's connections. It does what there is to do, and looks at all connections
 * before it does what came meanwhile. Netty's own goes on with that at once, for a second or 64
 * tasks, whichever is longer. For example a till that comes back after a day is told page by page
 * what it missed: the next page is read while one is written, so there is always a task, and the
 * calls of all other tills would wait for a second.
 *
 * <p>What was there before a look is done before the next one, however long it takes: otherwise a
 * crowd that connects would leave more and more to do.
 */
public final class TillLoop extends SingleThreadIoEventLoop {
  private static final int NOT_COUNTED = -1;

  // Used on this thread alone.
  private boolean inTurn;
  private int left;

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
    inTurn = true;
    left = NOT_COUNTED;
    try {
      return super.runAllTasks(atMostNanos);
    } finally {
      inTurn = false;
    }
  }

  /** No task, once those are done that were there when the turn began. */
  @Override
  protected Runnable pollTask() {
    if (inTurn) {
      // With those whose time has come, which were put there just before the first is asked for.
      left = left == NOT_COUNTED ? pendingTasks() : left;
      if (left-- <= 0) {
        left = 0;
        return null;
      }
    }
    return super.pollTask();
  }
}
