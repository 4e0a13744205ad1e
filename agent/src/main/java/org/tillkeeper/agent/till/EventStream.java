package org.tillkeeper.agent.till;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * Server-sent events to one till: {@code payment} and {@code status}, each with the id to resume
 * after. It first reads what the till missed, page by page from the ledger, then follows the {@link
 * EventBroadcast}. Netty asks for a piece whenever the till has taken what was written before.
 *
 * <p>A till that reads slowly is written to slowly and misses nothing. One that takes nothing at
 * all is cut off; it comes back with {@code Last-Event-ID}. Belongs to its connection's event loop,
 * except what the broadcast calls.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which ends this
final class EventStream extends LongAnswer<HttpContent> implements EventBroadcast.Listener {
  /** Tells a browser's own reader to come back 1000 ms after the stream has ended. */
  private static final byte[] PREAMBLE = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);

  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  /** A piece is full with the event that brings it here. */
  private static final int PIECE_BYTES = 16 * 1024;

  private final Channel channel;
  private final ChunkedWriteHandler writer;
  private final EventBroadcast broadcast;
  private final BooleanSupplier stillAllowed;
  private final ScheduledFuture<?> heartbeat;

  /** Id of the last change that was written; empty before the first, to begin with the present. */
  private volatile Optional<Long> after;

  private boolean begun;
  private boolean heartbeatIsDue;

  // While it reads what was missed.
  private final ArrayDeque<Terminal.Change> page = new ArrayDeque<>();
  private Optional<Long> caughtUpTo = Optional.empty();
  private boolean asked;

  /** Number of the next event of the broadcast, once it follows that. */
  private Optional<Long> next = Optional.empty();

  /**
   * Begins at once.
   *
   * @param writer of the channel, to which this is written
   * @param events where the till left off, and as long as what it may read them
   * @param pause between heartbeats
   */
  EventStream(
      Channel channel,
      ChunkedWriteHandler writer,
      EventBroadcast broadcast,
      Reply.Events events,
      Duration pause) {
    this.channel = channel;
    this.writer = writer;
    this.broadcast = broadcast;
    after = events.after();
    stillAllowed = events.stillAllowed();
    broadcast.add(this);
    heartbeat =
        channel
            .eventLoop()
            .scheduleAtFixedRate(
                this::beat, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beat() {
    if (!stillAllowed.getAsBoolean()) {
      channel.close();
      return;
    }
    heartbeatIsDue = true;
    writer.resumeTransfer();
  }

  @Override
  public Optional<Long> after() {
    return after;
  }

  @Override
  public void resume() {
    writer.resumeTransfer();
  }

  @Override
  public void cut() {
    channel.close();
  }

  @Override
  public void arrived(Terminal.Changes changes) {
    channel
        .eventLoop()
        .execute(
            () -> {
              asked = false;
              page.addAll(changes.changes());
              caughtUpTo = changes.more() ? Optional.empty() : Optional.of(changes.upTo());
              writer.resumeTransfer();
            });
  }

  @Override
  public HttpContent readChunk(ByteBufAllocator allocator) {
    List<byte[]> piece = new ArrayList<>();
    int bytes = 0;
    if (!begun) {
      begun = true;
      piece.add(PREAMBLE);
    }
    Optional<EventBroadcast.Event> event = nextEvent();
    while (event.isPresent()) {
      after = Optional.of(event.get().id());
      piece.add(event.get().bytes());
      bytes += event.get().bytes().length;
      event = bytes < PIECE_BYTES ? nextEvent() : Optional.empty();
    }
    if (piece.isEmpty() && heartbeatIsDue) {
      piece.add(HEARTBEAT);
    }
    heartbeatIsDue = false;
    wrote(bytes);
    return piece.isEmpty()
        ? null
        : new DefaultHttpContent(Unpooled.wrappedBuffer(piece.toArray(new byte[0][])));
  }

  private Optional<EventBroadcast.Event> nextEvent() {
    if (next.isPresent()) {
      Optional<EventBroadcast.Event> event = broadcast.event(next.get());
      if (event.isPresent()) {
        next = Optional.of(next.get() + 1);
        return event;
      }
      if (broadcast.keeps(next.get())) {
        return Optional.empty();
      }
      next = Optional.empty(); // It has fallen behind what is kept.
    }
    if (!page.isEmpty()) {
      return Optional.of(broadcast.event(page.removeFirst()));
    }
    if (caughtUpTo.isPresent()) {
      after = caughtUpTo;
      next = broadcast.numberAfter(caughtUpTo.get());
      caughtUpTo = Optional.empty();
      if (next.isPresent()) {
        return broadcast.status(after.get());
      }
    }
    if (!asked) {
      asked = true;
      broadcast.ask(this);
    }
    return Optional.empty();
  }

  @Override
  public boolean isEndOfInput() {
    return false;
  }

  /** The connection has ended. */
  @Override
  public void close() {
    heartbeat.cancel(false);
    broadcast.remove(this);
  }
}
