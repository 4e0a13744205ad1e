package org.tillkeeper.agent.service;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * The service manager that started the process, where one did: lines such as {@code READY=1}, each
 * a datagram to the socket that the environment names, as systemd's {@code sd_notify} has it. A
 * manager that does not take them is no reason to stop: payments come first.
 */
public final class NotifySocket implements AutoCloseable {
  private static final Log LOG = Log.of(NotifySocket.class);

  /** A socket without a file is written with an at sign, and has a zero there. */
  private static final char ABSTRACT = '@';

  private static final long SECONDS = 2;

  private final Optional<Channel> channel;

  private NotifySocket(Optional<Channel> channel) {
    this.channel = channel;
  }

  /**
   * The manager that the environment names. It is absent where there is none, and where Netty has
   * no sockets of this kind.
   *
   * @param group of epoll, where there is epoll
   */
  public static NotifySocket of(Map<String, String> environment, EventLoopGroup group) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (socket.isEmpty() || !Epoll.isAvailable()) {
      return new NotifySocket(Optional.empty());
    }
    String address = socket.charAt(0) == ABSTRACT ? '\0' + socket.substring(1) : socket;
    ChannelFuture connected =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainDatagramChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(new DomainSocketAddress(address));
    if (!connected.awaitUninterruptibly(SECONDS * 1000) || !connected.isSuccess()) {
      LOG.warn(
          "the service manager cannot be told anything",
          Fact.text("socket", socket),
          Fact.text("why", String.valueOf(connected.cause())));
      boolean unused = connected.channel().close().awaitUninterruptibly(SECONDS * 1000);
      return new NotifySocket(Optional.empty());
    }
    return new NotifySocket(Optional.of(connected.channel()));
  }

  /** Whether somebody listens. */
  boolean isThere() {
    return channel.isPresent();
  }

  /** The agent takes payments. */
  public void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  /** The agent is alive. */
  void alive(String status) {
    tell("WATCHDOG=1\nSTATUS=" + status);
  }

  /** What a person sees who asks the manager. */
  void status(String status) {
    tell("STATUS=" + status);
  }

  private void stopping() {
    tell("STOPPING=1\nSTATUS=stopping");
  }

  private void tell(String text) {
    channel.ifPresent(
        it ->
            it.writeAndFlush(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)))
                .addListener(
                    sent -> {
                      if (!sent.isSuccess()) {
                        LOG.warn(
                            "the service manager was not told",
                            Fact.text("why", String.valueOf(sent.cause())));
                      }
                    }));
  }

  /** Says that the process is about to end. */
  @Override
  public void close() {
    stopping();
    channel.ifPresent(it -> it.close().awaitUninterruptibly(SECONDS * 1000));
  }
}
