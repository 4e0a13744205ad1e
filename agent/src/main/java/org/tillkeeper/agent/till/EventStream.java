package org.tillkeeper.agent.till;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.upkeep.Status;

/**
 * Server-sent events to one till: {@code payment} and {@code status}, each with the id to resume
 * after. A till that does not read fast enough is cut off rather than buffered for; it comes back
 * with {@code Last-Event-ID} and misses nothing. Belongs to its connection's event loop, except the
 * calls of the terminal.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which stops this
final class EventStream implements Terminal.Subscriber {
  /** Tells a browser's own reader to come back 1000 ms after the stream has ended. */
  private static final String PREAMBLE = "retry: 1000\n\n";

  private static final String HEARTBEAT = ":\n\n";

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private final Channel channel;
  private final Replies replies;
  private Optional<Terminal.Subscription> subscription = Optional.empty();
  private BooleanSupplier stillAllowed = () -> true;
  private Optional<ScheduledFuture<?>> heartbeat = Optional.empty();

  EventStream(Channel channel, Replies replies) {
    this.channel = channel;
    this.replies = replies;
  }

  /** Asks for the events. They come on the event loop, after what the caller writes now. */
  void subscribe(Reply.Events events) {
    stillAllowed = events.stillAllowed();
    subscription = Optional.of(events.subscribe().apply(this));
  }

  /** The response's head must be written already. */
  void start(int streamBytes, Duration pause) {
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(streamBytes / 2, streamBytes));
    write(PREAMBLE.getBytes(StandardCharsets.UTF_8));
    heartbeat =
        Optional.of(
            channel
                .eventLoop()
                .scheduleAtFixedRate(
                    this::beat, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void beat() {
    if (stillAllowed.getAsBoolean()) {
      write(HEARTBEAT.getBytes(StandardCharsets.UTF_8));
    } else {
      channel.close();
    }
  }

  /** The connection has ended. */
  void stop() {
    heartbeat.ifPresent(timer -> timer.cancel(false));
    subscription.ifPresent(Terminal.Subscription::cancel);
  }

  @Override
  public void payment(long id, Payment payment) {
    onEventLoop(() -> write(id, "payment", replies.event(payment)));
  }

  @Override
  public void status(long id, Status status) {
    onEventLoop(() -> write(id, "status", replies.event(status)));
  }

  /** Runs on the event loop; the terminal's thread never sees what goes wrong here. */
  private void onEventLoop(Runnable write) {
    try {
      channel
          .eventLoop()
          .execute(
              () -> {
                try {
                  write.run();
                } catch (RuntimeException e) {
                  LOG.error("An event could not be written: {}", e.getClass().getName());
                  channel.close();
                }
              });
    } catch (RejectedExecutionException e) {
      LOG.debug("The event loop has ended, and this stream with it");
    }
  }

  private void write(long id, String name, byte[] data) {
    byte[] head = ("id: " + id + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
    write(head, data, new byte[] {'\n', '\n'});
  }

  private void write(byte[]... parts) {
    if (!channel.isActive()) {
      return;
    }
    if (!channel.isWritable()) {
      channel.close();
      return;
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(parts);
    channel.writeAndFlush(new DefaultHttpContent(bytes));
  }
}
