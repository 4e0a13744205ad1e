package org.tillkeeper.agent.host;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.tillkeeper.iso8583.MalformedMessage;

/**
 * One connection between the network thread, which sees bytes, and the agent's thread, which sees
 * frames.
 */
final class NettyConnection extends ByteToMessageDecoder implements Transport.Connection {
  /** No dialect's frame is longer; guards the memory against a framing that is itself wrong. */
  private static final int FRAME_MAX_BYTES = 64 * 1024;

  /** Reading stops while the agent is this many frames behind. */
  private static final int BEHIND_MAX_FRAMES = 16;

  private final ConnectAttempt attempt;
  private final NettyTransport transport;
  private final Transport.Listener listener;

  // Of the network thread:
  private ChannelHandlerContext context;
  private boolean up;
  private boolean ending;
  private String why = "closed by the other side";
  private int unfinishedBytes;

  // Of both:
  private final AtomicInteger framesBehind = new AtomicInteger();
  private volatile boolean readingStopped;

  // Of the agent's thread, once connected:
  private InetAddress localAddress = InetAddress.getLoopbackAddress();
  private boolean reset;

  NettyConnection(ConnectAttempt attempt, NettyTransport transport, Transport.Listener listener) {
    this.attempt = attempt;
    this.transport = transport;
    this.listener = listener;
  }

  // ---- The agent's thread

  @Override
  public void send(byte[] frame) {
    if (reset) {
      throw new IllegalStateException("a connection that was reset must not be used to send");
    }
    byte[] own = frame.clone();
    try {
      transport.loop().execute(() -> write(frame, own));
    } catch (RejectedExecutionException e) {
      tell(() -> listener.notHandedOver(frame, "the agent is stopping"));
    }
  }

  @Override
  public void reset() {
    reset = true;
    try {
      transport.loop().execute(() -> endNow("reset by the agent"));
    } catch (RejectedExecutionException e) {
      // The transport is closed, and this connection was reset with it.
    }
  }

  @Override
  public void end() {
    reset = true;
    try {
      transport.loop().execute(this::endPolitely);
    } catch (RejectedExecutionException e) {
      // As above.
    }
  }

  @Override
  public boolean hasItsAddress() {
    return LocalAddresses.isUp(localAddress);
  }

  /** Calls the listener on the agent's thread, unless the agent has turned away from it. */
  private void tell(Runnable call) {
    transport
        .scheduler()
        .execute(
            () -> {
              if (!reset) {
                call.run();
              }
            });
  }

  // ---- The network thread

  void start() {
    up = true;
    InetAddress from = ((InetSocketAddress) context.channel().localAddress()).getAddress();
    tell(
        () -> {
          localAddress = from;
          listener.connected(this);
        });
  }

  private void write(byte[] frame, byte[] own) {
    if (!up || ending || !context.channel().isActive()) {
      Arrays.fill(own, (byte) 0);
      tell(() -> listener.notHandedOver(frame, "the connection had ended"));
      return;
    }
    // From here on some bytes may be on their way, even if the write reports a failure.
    ChannelFuture writing = context.writeAndFlush(Unpooled.wrappedBuffer(own));
    writing.addListener(
        done -> {
          Arrays.fill(own, (byte) 0);
          if (!done.isSuccess()) {
            endNow(Reason.of(done.cause()));
          }
        });
  }

  /** Resets at once. */
  void endNow(String reason) {
    if (!ending) {
      ending = true;
      why = reason;
      ConnectAttempt.closeNow(context.channel());
    }
  }

  /** With a FIN, and TLS's goodbye before it: everything that was sent has been answered. */
  private void endPolitely() {
    if (!ending) {
      ending = true;
      why = "ended by the agent";
      context.channel().config().setOption(ChannelOption.SO_LINGER, -1);
      context.channel().close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    if (!attempt.overTls()) {
      attempt.connected(this);
    }
    super.channelActive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        attempt.connected(this);
      } else {
        attempt.handshakeFailed(Reason.of(handshake.cause()));
      }
    } else if (event instanceof SslCloseCompletionEvent && up) {
      endNow(why);
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    while (!ending) {
      byte[] prefix = new byte[transport.framing().lengthPrefixBytes()];
      unfinishedBytes = in.readableBytes();
      if (unfinishedBytes < prefix.length) {
        return;
      }
      in.getBytes(in.readerIndex(), prefix);
      if (transport.framing().isEmpty(prefix)) {
        in.skipBytes(prefix.length);
        unfinishedBytes = in.readableBytes();
        alive(ctx, prefix);
        continue;
      }
      int length;
      try {
        length = prefix.length + bodyLength(prefix);
      } catch (MalformedMessage e) {
        String text = Reason.oneLine(e);
        tell(() -> listener.malformed(text));
        endNow("reset by the agent: " + text);
        break;
      }
      if (unfinishedBytes < length) {
        return;
      }
      byte[] frame = new byte[length];
      in.readBytes(frame);
      hand(ctx, () -> listener.received(frame));
    }
    in.skipBytes(in.readableBytes());
  }

  /** An empty frame. What a peer that does not read would be answered is left out. */
  private void alive(ChannelHandlerContext ctx, byte[] prefix) {
    if (transport.framing().answersEmpty() && ctx.channel().isWritable()) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(prefix))
          .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
    hand(ctx, listener::alive);
  }

  /** Tells the agent's thread of a frame, and reads on once it is not too far behind. */
  private void hand(ChannelHandlerContext ctx, Runnable call) {
    if (framesBehind.incrementAndGet() >= BEHIND_MAX_FRAMES && !readingStopped) {
      ctx.channel().config().setAutoRead(false);
      readingStopped = true;
      readOn(); // the agent may have caught up before it could see that
    }
    tell(
        () -> {
          try {
            call.run();
          } finally {
            caughtUp();
          }
        });
  }

  private int bodyLength(byte[] prefix) throws MalformedMessage {
    int length = transport.framing().bodyLength(prefix);
    if (length < 0 || length > FRAME_MAX_BYTES) {
      throw new MalformedMessage(
          -1, 0, "a length of " + length + " bytes; at most " + FRAME_MAX_BYTES + " are read");
    }
    return length;
  }

  private void readOn() {
    if (readingStopped && !ending && framesBehind.get() < BEHIND_MAX_FRAMES) {
      readingStopped = false;
      context.channel().config().setAutoRead(true);
    }
  }

  /** On the agent's thread, once it has seen a frame. Mostly the network thread need not know. */
  private void caughtUp() {
    boolean few = framesBehind.decrementAndGet() < BEHIND_MAX_FRAMES;
    if (!few || !readingStopped) {
      return;
    }
    try {
      transport.loop().execute(this::readOn);
    } catch (RejectedExecutionException e) {
      // Nothing is read any more.
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (up) {
      endNow(Reason.of(cause));
    } else {
      attempt.fail(Reason.of(cause));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    if (!up) {
      attempt.fail("closed by the other side while shaking hands");
      return;
    }
    boolean cut = !ending && unfinishedBytes > 0;
    up = false;
    ending = true;
    attempt.ended();
    String last =
        cut ? why + " in the middle of a frame, after " + unfinishedBytes + " bytes of it" : why;
    transport.scheduler().execute(() -> listener.closed(last));
  }
}
