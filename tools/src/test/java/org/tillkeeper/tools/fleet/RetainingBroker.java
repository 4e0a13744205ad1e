package org.tillkeeper.tools.fleet;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * As little of a broker as a fleet needs: it keeps retained messages, hands on what is published,
 * and says of a client that is lost what its will says. For who has no mosquitto at hand.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a client gets is what a test looks at
public final class RetainingBroker implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;
  private final ChannelGroup clients = new DefaultChannelGroup(group.next());
  private final Map<String, Kept> retained = new LinkedHashMap<>();
  private final Map<Channel, List<String>> subscriptions = new HashMap<>();
  private int ids;

  /** Everything that was published, in order; safe for any thread. */
  public final List<Published> published = new CopyOnWriteArrayList<>();

  private record Kept(byte[] payload, MqttProperties properties) {}

  /** A message that came. */
  public record Published(String topic, String text) {}

  /** Begins to listen on a free port of loopback. */
  public RetainingBroker() throws InterruptedException {
    this(0);
  }

  /** Begins to listen. */
  public RetainingBroker(int port) throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(io.netty.channel.ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    clients.add(channel);
                    channel
                        .pipeline()
                        .addLast(new MqttDecoder(1024 * 1024), MqttEncoder.INSTANCE, new Talk());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), port)
            .sync()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  public String url() {
    return "mqtt://127.0.0.1:" + port();
  }

  /** Keeps a message, as if somebody had published it. */
  public void keep(String topic, String text) {
    group
        .submit(
            () ->
                retained.put(
                    topic,
                    new Kept(text.getBytes(StandardCharsets.UTF_8), MqttProperties.NO_PROPERTIES)))
        .syncUninterruptibly();
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    // A group that is shut down in time may leave connections open, and those behind them waiting.
    clients.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static MqttFixedHeader fixed(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }

  private static boolean fits(String filter, String topic) {
    String pattern = filter.replace("+", "[^/]+").replace("/#", "(/.*)?");
    return topic.matches(pattern);
  }

  private void send(Channel to, String topic, Kept kept, boolean retain) {
    ids = ids % 60_000 + 1;
    to.writeAndFlush(
        new MqttPublishMessage(
            new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, retain, 0),
            new MqttPublishVariableHeader(topic, ids, kept.properties()),
            Unpooled.wrappedBuffer(kept.payload())));
  }

  private void take(String topic, Kept kept, boolean retain) {
    published.add(new Published(topic, new String(kept.payload(), StandardCharsets.UTF_8)));
    if (retain) {
      retained.put(topic, kept);
    }
    subscriptions.forEach(
        (channel, filters) -> {
          if (filters.stream().anyMatch(filter -> fits(filter, topic))) {
            send(channel, topic, kept, false);
          }
        });
  }

  private final class Talk extends SimpleChannelInboundHandler<MqttMessage> {
    private Optional<MqttConnectMessage> hello = Optional.empty();
    private boolean polite;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
      switch (packet.fixedHeader().messageType()) {
        case CONNECT -> {
          hello = Optional.of((MqttConnectMessage) packet);
          ctx.writeAndFlush(
              new MqttConnAckMessage(
                  fixed(MqttMessageType.CONNACK),
                  new MqttConnAckVariableHeader(
                      MqttConnectReturnCode.CONNECTION_ACCEPTED,
                      false,
                      MqttProperties.NO_PROPERTIES)));
        }
        case PUBLISH -> {
          MqttPublishMessage message = (MqttPublishMessage) packet;
          take(
              message.variableHeader().topicName(),
              new Kept(
                  ByteBufUtil.getBytes(message.payload()), message.variableHeader().properties()),
              message.fixedHeader().isRetain());
          ctx.writeAndFlush(
              new MqttMessage(
                  fixed(MqttMessageType.PUBACK),
                  new MqttPubReplyMessageVariableHeader(
                      message.variableHeader().packetId(),
                      (byte) 0,
                      MqttProperties.NO_PROPERTIES)));
        }
        case SUBSCRIBE -> subscribe(ctx, (MqttSubscribeMessage) packet);
        case PINGREQ -> ctx.writeAndFlush(MqttMessage.PINGRESP);
        case DISCONNECT -> polite = true;
        default -> {
          // Acknowledgements: nothing waits for them.
        }
      }
    }

    private void subscribe(ChannelHandlerContext ctx, MqttSubscribeMessage asked) {
      List<String> filters = subscriptions.computeIfAbsent(ctx.channel(), key -> new ArrayList<>());
      MqttMessageBuilders.SubAckBuilder answer =
          MqttMessageBuilders.subAck().packetId(asked.variableHeader().messageId());
      List<String> wanted = new ArrayList<>();
      for (MqttTopicSubscription one : asked.payload().topicSubscriptions()) {
        filters.add(one.topicFilter());
        answer.addGrantedQos(MqttQoS.AT_LEAST_ONCE);
        if (one.option().retainHandling() == RetainedHandlingPolicy.SEND_AT_SUBSCRIBE) {
          wanted.add(one.topicFilter());
        }
      }
      ctx.writeAndFlush(answer.build());
      retained.forEach(
          (topic, kept) -> {
            if (wanted.stream().anyMatch(filter -> fits(filter, topic))) {
              send(ctx.channel(), topic, kept, true);
            }
          });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      subscriptions.remove(ctx.channel());
      hello
          .filter(it -> !polite && it.variableHeader().isWillFlag())
          .ifPresent(
              it ->
                  take(
                      it.payload().willTopic(),
                      new Kept(it.payload().willMessageInBytes(), MqttProperties.NO_PROPERTIES),
                      true));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
