package org.tillkeeper.agent;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.till.TillLoop;

/** The thread on which everything is served that others ask of the agent. */
final class TillThreads implements AutoCloseable {
  private static final long STOP_SECONDS = 5;

  private final IoEventLoopGroup group =
      TillLoop.group(
          new DefaultThreadFactory("tillkeeper-till", true),
          Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

  IoEventLoopGroup group() {
    return group;
  }

  @Override
  public void close() {
    group
        .shutdownGracefully(0, 1, TimeUnit.SECONDS)
        .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
