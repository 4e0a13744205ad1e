package org.tillkeeper.agent.till;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Ends a connection with a reset where its till has not taken all that was written for it. So a
 * list that was cut off never looks as if it had ended, and the system gives up at once what it
 * keeps for that till: otherwise it would offer it for minutes, 128 kB for each connection that
 * does not read, long after its place is another's.
 */
@ChannelHandler.Sharable
@SuppressWarnings("FutureReturnValueIgnored") // what must follow a close listens to its promise
final class Untaken extends ChannelOutboundHandlerAdapter {
  static final Untaken RESETS = new Untaken();

  private Untaken() {}

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    // Not by its count of bytes: of an answer whose last byte was just written, whose end brings
    // this
    // close, that still has the last piece. A reset would take it from a till that has not read it.
    if (buffer != null && !buffer.isEmpty()) {
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    ctx.close(promise);
  }
}
