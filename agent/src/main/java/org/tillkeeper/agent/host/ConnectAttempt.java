package org.tillkeeper.agent.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One try to connect: look the name up, try its addresses in turn, shake hands. All of it has to be
 * done within one time. It lives on the network thread and ends in exactly one of connected and
 * failed.
 */
final class ConnectAttempt {
  private enum Phase {
    TRYING,
    CONNECTED,
    ENDED
  }

  private final NettyTransport transport;
  private final Route route;
  private final Duration timeout;
  private final Transport.Listener listener;

  private final Deque<InetAddress> addresses = new ArrayDeque<>();
  private Phase phase = Phase.TRYING;
  private String doing = "looking up the name";
  private String lastFailure = "the name has no address";
  private Optional<Tls> tls = Optional.empty();
  private Channel channel;
  private Future<?> timer;
  private long deadlineNanos;

  ConnectAttempt(
      NettyTransport transport, Route route, Duration timeout, Transport.Listener listener) {
    this.transport = transport;
    this.route = route;
    this.timeout = timeout;
    this.listener = listener;
  }

  void start() {
    int millis = NettyTransport.millis(timeout);
    deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    timer =
        transport
            .loop()
            .schedule(
                () -> fail("no connection within " + millis + " ms, while " + doing),
                millis,
                TimeUnit.MILLISECONDS);
    try {
      if (route.tls().isPresent()) {
        tls = Optional.of(transport.tls(route.tls().get()).current());
      }
      transport.resolve(this, route.host());
    } catch (UnusableTls e) {
      fail(e.getMessage());
    } catch (RejectedExecutionException e) {
      fail(route.host() + ": earlier lookups of names still hang");
    }
  }

  void resolved(InetAddress[] found) {
    addresses.addAll(Arrays.asList(found));
    tryNext();
  }

  private void tryNext() {
    if (phase != Phase.TRYING) {
      return;
    }
    InetAddress address = addresses.poll();
    if (address == null) {
      fail(lastFailure);
      return;
    }
    InetSocketAddress target = new InetSocketAddress(address, route.port());
    transport.connectingTo(route, target);
    String shown = address.getHostAddress() + ":" + route.port();
    doing = "connecting to " + shown;
    // A dead first address must leave time for the next.
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    long share = Math.max(1, leftMillis / (addresses.size() + 1));
    Bootstrap bootstrap =
        transport
            .bootstrap()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) share)
            .handler(pipeline());
    ChannelFuture connecting;
    try {
      connecting =
          route.source().isPresent()
              ? from(bootstrap, route.source().get(), target)
              : bootstrap.connect(target);
    } catch (IOException e) {
      lastFailure = Reason.oneLine(e) + " (" + shown + ")";
      tryNext();
      return;
    }
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            lastFailure = Reason.of(done.cause()) + " (" + shown + ")";
            tryNext();
          } else if (phase == Phase.TRYING && tls.isPresent()) {
            doing = "shaking hands with " + shown;
          }
        });
  }

  private ChannelFuture from(Bootstrap bootstrap, Source source, InetSocketAddress target)
      throws IOException {
    InetSocketAddress local = new InetSocketAddress(source.towards(target.getAddress()), 0);
    if (source instanceof Source.OfInterface by) {
      transport.leaveOnlyBy(bootstrap, by.name());
    }
    return bootstrap.connect(target, local);
  }

  private ChannelInitializer<Channel> pipeline() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel fresh) {
        if (tls.isPresent()) {
          SslHandler handler = tls.get().newHandler(fresh.alloc(), route);
          fresh.pipeline().addLast(handler);
        }
        fresh.pipeline().addLast(new NettyConnection(ConnectAttempt.this, transport, listener));
      }
    };
  }

  /** Closes from the first handler down, so past TLS, which would say goodbye first. */
  static void closeNow(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    ChannelFuture closing = first == null ? channel.close() : first.close();
    closing.addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  boolean overTls() {
    return tls.isPresent();
  }

  /** The channel is ready for frames. */
  void connected(NettyConnection connection) {
    if (phase == Phase.TRYING) {
      phase = Phase.CONNECTED;
      timer.cancel(false);
      connection.start();
    }
  }

  /** The other side could not be agreed with on TLS. */
  void handshakeFailed(String why) {
    if (why.startsWith(Reason.TLS)) {
      route.tls().ifPresent(settings -> transport.tls(settings).failed());
    }
    fail(why);
  }

  void fail(String why) {
    if (phase == Phase.TRYING) {
      phase = Phase.ENDED;
      if (timer != null) {
        timer.cancel(false);
      }
      if (channel != null) {
        closeNow(channel);
      }
      transport.ended(this);
      transport.scheduler().execute(() -> listener.failed(why));
    }
  }

  /** Ends whatever is open. */
  void abandon(String why) {
    if (phase == Phase.CONNECTED) {
      channel.pipeline().get(NettyConnection.class).endNow(why);
    } else {
      fail(why);
    }
  }

  /** The channel is gone. */
  void ended() {
    phase = Phase.ENDED;
    transport.ended(this);
  }
}
