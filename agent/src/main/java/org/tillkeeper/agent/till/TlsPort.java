package org.tillkeeper.agent.till;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.log.Sparing;

/**
 * A port that is reached over TLS, with the doors of the till's port behind the handshake. Who
 * fails the handshake is a line of the log, at most one a minute for each cause. Safe for any
 * thread.
 */
final class TlsPort implements Closeable {
  private static final Log LOG = Log.of(TlsPort.class);

  private final Channel listening;
  private final ChannelGroup connections;

  private TlsPort(Channel listening, ChannelGroup connections) {
    this.listening = listening;
    this.connections = connections;
  }

  /**
   * Listens, and serves until closed.
   *
   * @param name of the section in {@code agent.yaml}; its events in the log begin with it
   * @param port 0 lets the system choose
   * @param group of NIO or epoll, not shut down by this port
   * @throws IOException if it cannot listen there; the text names the address
   */
  static TlsPort listen(
      String name,
      String host,
      int port,
      PortTls tls,
      TillConnection.Service service,
      IoEventLoopGroup group)
      throws IOException {
    Limits limits = service.limits();
    Places places = new Places(limits, PeerUsers.ofSystem());
    ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    Sparing strangers = new Sparing(Duration.ofMinutes(1));
    ChannelFuture bound =
        TillServer.listen(
            group,
            limits,
            new InetSocketAddress(InetAddress.getByName(host), port),
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                connections.add(channel);
                SslHandler handler = tls.current().newHandler(channel.alloc());
                handler.setHandshakeTimeoutMillis(limits.stranger().toMillis());
                channel.pipeline().addLast(handler).addLast(new Handshake(name, strangers));
                TillConnection.serve(channel, service, places.enter(channel));
              }
            });
    if (!bound.isSuccess()) {
      throw new IOException(
          "The port of "
              + name
              + " cannot listen on "
              + host
              + ":"
              + port
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    return new TlsPort(bound.channel(), connections);
  }

  /** Notes who is not let in. What follows need not know of the handshake. */
  private static final class Handshake extends ChannelInboundHandlerAdapter {
    private final String port;
    private final Sparing strangers;

    Handshake(String port, Sparing strangers) {
      this.port = port;
      this.strangers = strangers;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
        ctx.fireUserEventTriggered(event);
        return;
      }
      if (!handshake.isSuccess()) {
        String why = String.valueOf(handshake.cause().getMessage());
        OptionalLong leftOut;
        synchronized (strangers) {
          leftOut = strangers.take(why, System.nanoTime());
        }
        if (leftOut.isPresent()) {
          LOG.warn(
              "a stranger at the port of " + port + " is refused",
              Fact.event(port + "-refused"),
              Fact.text("from", String.valueOf(ctx.channel().remoteAddress())),
              Fact.text("why", why),
              Fact.of("leftOut", leftOut.getAsLong()));
        }
      }
    }
  }

  /** The number of the port it listens on. */
  int number() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Listens no more and ends every connection at once. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
  }
}
