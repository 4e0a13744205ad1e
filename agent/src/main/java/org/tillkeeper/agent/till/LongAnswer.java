package org.tillkeeper.agent.till;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;

/**
 * An answer that is made piece by piece as it is taken, so that nobody knows its length before its
 * end. Belongs to its connection's event loop.
 */
abstract class LongAnswer<T> implements ChunkedInput<T> {
  private long bytes;

  /** So many bytes more were made. */
  final void wrote(int more) {
    bytes += more;
  }

  @Override
  @SuppressWarnings("deprecation") // the interface still has it
  public final T readChunk(ChannelHandlerContext ctx) throws Exception {
    return readChunk(ctx.alloc());
  }

  @Override
  public final long length() {
    return -1;
  }

  @Override
  public final long progress() {
    return bytes;
  }
}
