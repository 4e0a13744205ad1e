package org.tillkeeper.agent.till;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What follows the last answer of a connection, the one with {@code Connection: close}. From its
 * head on nothing more is taken of the till. The close after its end has two steps: this side ends,
 * and the till has some time to read before the connection is gone.
 *
 * <p>Closing at once, with bytes of the till still unread, would reset the connection and take the
 * answer away. A till that sends 8 MiB on regardless still reads why it was refused.
 *
 * <p>Any other close is at once, and so is a second one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows the end of a connection
final class LingeringClose extends ChannelDuplexHandler {
  private enum Phase {
    OPEN,
    /** The head of the last answer is written. */
    LAST_ANSWER,
    /** All of it is written. */
    ANSWERED,
    LINGERING
  }

  private final Duration linger;
  private Phase phase = Phase.OPEN;
  private boolean inputEnded;
  private Optional<ScheduledFuture<?>> end = Optional.empty();

  /**
   * @param linger time a till has to read the last answer
   */
  LingeringClose(Duration linger) {
    this.linger = linger;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.OPEN) {
      ctx.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (phase == Phase.LINGERING) {
        ctx.close();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response && !HttpUtil.isKeepAlive(response)) {
      phase = Phase.LAST_ANSWER;
    }
    if (message instanceof LastHttpContent && phase == Phase.LAST_ANSWER) {
      phase = Phase.ANSWERED;
    }
    ctx.write(message, promise);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (phase != Phase.ANSWERED || inputEnded || !ctx.channel().isActive()) {
      ctx.close(promise);
      return;
    }
    phase = Phase.LINGERING;
    ctx.channel().closeFuture().addListener((ChannelFutureListener) gone -> promise.trySuccess());
    end =
        Optional.of(
            ctx.channel()
                .eventLoop()
                .schedule(() -> ctx.close(), linger.toMillis(), TimeUnit.MILLISECONDS));
    ((DuplexChannel) ctx.channel()).shutdownOutput();
    ctx.channel().config().setAutoRead(true);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end.ifPresent(timer -> timer.cancel(false));
    ctx.fireChannelInactive();
  }
}
