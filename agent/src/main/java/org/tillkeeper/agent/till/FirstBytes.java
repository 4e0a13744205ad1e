package org.tillkeeper.agent.till;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Stands alone on a connection until its first bytes, so that one which says nothing costs next to
 * nothing; then it puts what serves a till in its own place. Belongs to its channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows from the end of a silent connection
final class FirstBytes extends ChannelInboundHandlerAdapter {
  private final Duration silence;
  private final Runnable serve;
  private Optional<ScheduledFuture<?>> deadline = Optional.empty();

  /**
   * @param silence after so long the connection is closed
   * @param serve adds the handlers that serve a till
   */
  FirstBytes(Duration silence, Runnable serve) {
    this.silence = silence;
    this.serve = serve;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    deadline =
        Optional.of(
            ctx.executor().schedule(() -> ctx.close(), silence.toMillis(), TimeUnit.MILLISECONDS));
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    deadline.ifPresent(timer -> timer.cancel(false));
    serve.run();
    ctx.pipeline().remove(this);
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ctx.close(); // Its side has ended before it said anything.
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.ifPresent(timer -> timer.cancel(false));
    ctx.fireChannelInactive();
  }
}
