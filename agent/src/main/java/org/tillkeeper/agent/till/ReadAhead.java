package org.tillkeeper.agent.till;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;

/**
 * Reads on a little while a request is worked on and nothing more is taken of the till: only who
 * reads learns that the other side has gone. What comes meanwhile is held back by the {@code
 * FlowControlHandler}, a few kilobytes at most. Belongs to its channel's event loop.
 */
final class ReadAhead extends ChannelDuplexHandler {
  private final int bytesMax;
  private int bytes;

  /**
   * @param bytesMax after so many of a till that sends on it reads no further
   */
  ReadAhead(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    bytes = 0; // What was held back has been taken.
    boolean isMore = !((DuplexChannel) ctx.channel()).isInputShutdown();
    if (isMore) { // To read what has ended is an error where epoll is native.
      ctx.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean isAhead = !ctx.channel().config().isAutoRead();
    bytes += isAhead ? ((ByteBuf) message).readableBytes() : 0;
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    boolean isAhead = !ctx.channel().config().isAutoRead();
    if (isAhead && bytes < bytesMax) {
      ctx.read();
    }
  }
}
