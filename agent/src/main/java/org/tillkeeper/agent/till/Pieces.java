package org.tillkeeper.agent.till;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A long answer, made piece by piece as the till takes it. Netty asks for a piece whenever the till
 * has taken what was written before; only then is the ledger asked for what follows. One that
 * cannot be made ends the connection: what was sent has no end then, and is not taken for whole.
 *
 * <p>Belongs to its connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what must follow a piece is in whenComplete
final class Pieces extends LongAnswer<ByteBuf> {
  private final Channel channel;
  private final ChunkedWriteHandler writer;
  private Optional<Reply.Piece> ready;
  private Optional<Supplier<CompletableFuture<Reply.Piece>>> next;
  private boolean asked;

  Pieces(Channel channel, ChunkedWriteHandler writer, Reply.Piece first) {
    this.channel = channel;
    this.writer = writer;
    ready = Optional.of(first);
    next = first.next();
  }

  @Override
  public ByteBuf readChunk(ByteBufAllocator allocator) {
    if (ready.isPresent()) {
      byte[] bytes = ready.get().bytes();
      ready = Optional.empty();
      wrote(bytes.length);
      return Unpooled.wrappedBuffer(bytes);
    }
    if (!asked && next.isPresent()) {
      asked = true;
      next.get().get().whenComplete((piece, failure) -> onEventLoop(() -> come(piece, failure)));
    }
    return null;
  }

  private void onEventLoop(Runnable work) {
    channel.eventLoop().execute(work);
  }

  private void come(Reply.Piece piece, Throwable failure) {
    if (failure != null) {
      channel.close();
      return;
    }
    asked = false;
    ready = Optional.of(piece);
    next = piece.next();
    writer.resumeTransfer();
  }

  @Override
  public boolean isEndOfInput() {
    return !ready.isPresent() && !next.isPresent();
  }

  @Override
  public void close() {
    ready = Optional.empty();
    next = Optional.empty();
  }
}
