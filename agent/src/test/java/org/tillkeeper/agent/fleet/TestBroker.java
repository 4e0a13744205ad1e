package org.tillkeeper.agent.fleet;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
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
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

/** A broker that does what a test says, and what no broker does too. */
@SuppressWarnings("FutureReturnValueIgnored") // what a client gets is what a test looks at
public final class TestBroker implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;
  public final BlockingQueue<Hello> hellos = new LinkedBlockingQueue<>();
  public final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
  public final BlockingQueue<String> filters = new LinkedBlockingQueue<>();
  public final BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();
  public final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
  private volatile Optional<Channel> client = Optional.empty();
  private volatile Greeting greeting = Greeting.WELCOME;

  /** Reason code for a packet id; below 0: nothing is said. */
  private volatile IntUnaryOperator answers = id -> 0;

  private volatile boolean answersPings = true;

  /** What a client said of itself. */
  public record Hello(MqttConnectMessage packet) {
    int number(int property) {
      return (Integer) packet.variableHeader().properties().getProperty(property).value();
    }

    boolean isClean() {
      return packet.variableHeader().isCleanSession();
    }
  }

  /** A message that came. */
  public record Got(
      String topic,
      String text,
      int id,
      boolean again,
      boolean retained,
      byte[] payload,
      String idProperty) {}

  /** How a client is received. */
  public record Greeting(
      int code, boolean sessionPresent, MqttProperties properties, String instead) {
    static final Greeting WELCOME = new Greeting(0, false, new MqttProperties(), "");

    Greeting with(MqttProperties.MqttProperty<?> property) {
      MqttProperties more = new MqttProperties();
      properties.listAll().forEach(more::add);
      more.add(property);
      return new Greeting(code, sessionPresent, more, instead);
    }

    Greeting refusing(int other) {
      return new Greeting(other, false, properties, instead);
    }

    Greeting goingOn() {
      return new Greeting(0, true, properties, instead);
    }

    /** These bytes and no CONNACK; "silence" for nothing. */
    Greeting saying(String bytes) {
      return new Greeting(0, false, properties, bytes);
    }
  }

  public TestBroker() throws Exception {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new MqttDecoder(1024 * 1024), MqttEncoder.INSTANCE, new Talk());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  public Broker address() {
    return new Broker(
        "127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort(), Optional.empty());
  }

  public void greets(Greeting with) {
    greeting = with;
  }

  public void answers(IntUnaryOperator with) {
    answers = with;
  }

  void answersNoPing() {
    answersPings = false;
  }

  /** Breaks the connection. */
  public void cut() {
    client.get().close().syncUninterruptibly();
  }

  /** Ends it with a reason. */
  void disconnects(int code, MqttProperties properties) {
    client
        .get()
        .writeAndFlush(
            new MqttMessage(
                fixed(MqttMessageType.DISCONNECT),
                new MqttReasonCodeAndPropertiesVariableHeader((byte) code, properties)));
  }

  public void sends(String topic, String text, MqttQoS qos, boolean retained) {
    client
        .get()
        .writeAndFlush(
            new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, false, qos, retained, 0),
                new MqttPublishVariableHeader(topic, 7, MqttProperties.NO_PROPERTIES),
                Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
  }

  void sendsBytes(byte[] bytes) {
    client.get().pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  void acknowledges(int id, int code) {
    client
        .get()
        .writeAndFlush(
            new MqttMessage(
                fixed(MqttMessageType.PUBACK),
                new MqttPubReplyMessageVariableHeader(
                    id, (byte) code, MqttProperties.NO_PROPERTIES)));
  }

  /** The next message on a topic; what comes on others is let go. */
  public Got next(String topic) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      Got one = got.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (one != null && one.topic().endsWith(topic)) {
        return one;
      }
    }
    throw new AssertionError("nothing came on " + topic);
  }

  public Hello hello() throws InterruptedException {
    Hello hello = hellos.poll(20, TimeUnit.SECONDS);
    if (hello == null) {
      throw new AssertionError("nobody has connected");
    }
    return hello;
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static MqttFixedHeader fixed(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }

  private final class Talk extends SimpleChannelInboundHandler<MqttMessage> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
      switch (packet.fixedHeader().messageType()) {
        case CONNECT -> {
          client = Optional.of(ctx.channel());
          hellos.add(new Hello((MqttConnectMessage) packet));
          greet(ctx);
        }
        case PUBLISH -> {
          MqttPublishMessage message = (MqttPublishMessage) packet;
          byte[] payload = ByteBufUtil.getBytes(message.payload());
          // Before it is told: what a test says next holds for what comes next.
          int code = answers.applyAsInt(message.variableHeader().packetId());
          String idProperty =
              message.variableHeader().properties().getProperties(Packet.USER_PROPERTY).stream()
                  .map(one -> (MqttProperties.StringPair) one.value())
                  .filter(pair -> pair.key.equals("id"))
                  .map(pair -> pair.value)
                  .findFirst()
                  .orElse("");
          got.add(
              new Got(
                  message.variableHeader().topicName(),
                  new String(payload, StandardCharsets.UTF_8),
                  message.variableHeader().packetId(),
                  message.fixedHeader().isDup(),
                  message.fixedHeader().isRetain(),
                  payload,
                  idProperty));
          if (code >= 0) {
            acknowledges(message.variableHeader().packetId(), code);
          }
        }
        case SUBSCRIBE -> {
          MqttSubscribeMessage asked = (MqttSubscribeMessage) packet;
          filters.add(asked.payload().topicSubscriptions().get(0).topicFilter());
          ctx.writeAndFlush(
              io.netty.handler.codec.mqtt.MqttMessageBuilders.subAck()
                  .packetId(asked.variableHeader().messageId())
                  .addGrantedQos(MqttQoS.AT_LEAST_ONCE)
                  .build());
        }
        case PUBACK ->
            acknowledged.add(
                ((io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader) packet.variableHeader())
                    .messageId());
        case PINGREQ -> {
          if (answersPings) {
            ctx.writeAndFlush(MqttMessage.PINGRESP);
          }
        }
        case DISCONNECT ->
            ends.add(
                ((MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader()).reasonCode()
                    & 0xFF);
        default -> throw new AssertionError("no client sends " + packet);
      }
    }

    private void greet(ChannelHandlerContext ctx) {
      Greeting now = greeting;
      if (now.instead().equals("silence")) {
        return;
      }
      if (!now.instead().isEmpty()) {
        ctx.channel()
            .pipeline()
            .firstContext()
            .writeAndFlush(
                Unpooled.wrappedBuffer(now.instead().getBytes(StandardCharsets.ISO_8859_1)));
        return;
      }
      ctx.writeAndFlush(
          new MqttConnAckMessage(
              fixed(MqttMessageType.CONNACK),
              new MqttConnAckVariableHeader(
                  MqttConnectReturnCode.valueOf((byte) now.code()),
                  now.sessionPresent(),
                  now.properties())));
      if (now.code() != 0) {
        ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
