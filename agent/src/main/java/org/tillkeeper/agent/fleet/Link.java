package org.tillkeeper.agent.fleet;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.host.ClientTls;
import org.tillkeeper.agent.host.Reason;
import org.tillkeeper.agent.host.UnusableTls;

/**
 * One connection to a broker, from the connect to its end: MQTT 5.0, with Netty's codec. It knows
 * packets and no more; what is said, and when again, is its owner's.
 *
 * <p>Everything runs on its event loop, the owner is called there, and all calls are made there.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what must follow a write or a close listens to it
public final class Link {
  private static final int TEXT_MOST = 200;

  private final Owner owner;
  private final Hello hello;
  private final Inbound inbound;
  private final EventLoop loop;
  private Optional<Channel> channel = Optional.empty();
  private Optional<ClientTls> tls = Optional.empty();
  private boolean granted;
  private boolean ended;
  private int keepAliveSeconds;
  private long lastReadNanos;
  private long lastWriteNanos;

  /** Who is told what comes of a connection. Nothing follows {@link #ended}. */
  public interface Owner {
    /** The broker takes this client. */
    void granted(Granted granted);

    /** A message on a topic that is subscribed to. It is acknowledged once this returns. */
    void message(Message message);

    /** The broker has a message, or refuses it. */
    void acknowledged(int id, int code, String why);

    /** The broker has taken a subscription, or refuses it. */
    void subscribed(int id, int code, String why);

    /** There is no connection any more, or none could be made. */
    void ended(End end);
  }

  private Link(EventLoop loop, Owner owner, Hello hello, Inbound inbound) {
    this.loop = loop;
    this.owner = owner;
    this.hello = hello;
    this.inbound = inbound;
  }

  /**
   * Begins to connect.
   *
   * @param tls of the broker; empty for plain TCP
   * @param patience from the begin until the broker has taken this client
   */
  public static Link open(
      EventLoop loop,
      Broker broker,
      Optional<ClientTls> tls,
      Hello hello,
      Inbound inbound,
      Duration patience,
      Owner owner) {
    Link link = new Link(loop, owner, hello, inbound);
    link.tls = tls;
    link.connect(broker, patience);
    return link;
  }

  private void connect(Broker broker, Duration patience) {
    Optional<SslHandler> secured = Optional.empty();
    if (tls.isPresent()) {
      try {
        secured =
            Optional.of(
                tls.get()
                    .newHandler(UnpooledByteBufAllocator.DEFAULT, broker.host(), broker.port()));
      } catch (UnusableTls e) {
        String why = String.valueOf(e.getMessage());
        loop.execute(() -> end(End.of(End.How.NOT_REACHED, why)));
        return;
      }
    }
    Optional<SslHandler> first = secured;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(60_000, patience.toMillis()))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    first.ifPresent(handler -> socket.pipeline().addLast(handler));
                    socket
                        .pipeline()
                        .addLast(new MqttDecoder(inbound.packetBytesMost()))
                        .addLast(MqttEncoder.INSTANCE)
                        .addLast(new Packets());
                  }
                });
    ChannelFuture connecting = bootstrap.connect(broker.host(), broker.port());
    channel = Optional.of(connecting.channel());
    ScheduledFuture<?> timer =
        loop.schedule(
            () -> {
              if (!granted) {
                end(
                    End.of(
                        End.How.SILENT,
                        "no answer within " + Math.max(1, patience.toMillis() / 1000) + " s"));
              }
            },
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
    connecting
        .channel()
        .closeFuture()
        .addListener(
            (ChannelFutureListener)
                closed -> {
                  timer.cancel(false);
                  // Not at once: what closed it may have a better reason to tell.
                  loop.execute(() -> end(End.of(End.How.LOST, "")));
                });
    connecting.addListener(
        (ChannelFutureListener)
            connected -> {
              if (!connected.isSuccess()) {
                end(End.of(End.How.NOT_REACHED, Reason.of(connected.cause())));
              } else if (!first.isPresent()) {
                write(Packet.connect(hello, inbound));
              } else {
                first
                    .get()
                    .handshakeFuture()
                    .addListener(
                        done -> {
                          if (done.isSuccess()) {
                            write(Packet.connect(hello, inbound));
                          } else {
                            tls.ifPresent(ClientTls::failed);
                            end(End.of(End.How.NOT_REACHED, Reason.of(done.cause())));
                          }
                        });
              }
            });
  }

  /**
   * Publishes with QoS 1.
   *
   * @param id of the packet, free until it is acknowledged
   * @param again whether it was sent on a connection before, under the same id
   */
  public void publish(int id, Message message, Again again) {
    write(Packet.publish(id, message, again == Again.SENT_BEFORE));
  }

  /** Whether a packet was sent before. */
  public enum Again {
    /** It is new. */
    FIRST_TIME,
    /** On a connection before. */
    SENT_BEFORE
  }

  /**
   * Subscribes with QoS 1.
   *
   * @param kept whether what the broker keeps there is wanted
   */
  public void subscribe(int id, List<String> filters, Message.Kept kept) {
    write(Packet.subscribe(id, filters, kept));
  }

  /** Says why, and ends the connection. The broker drops the will with a normal disconnection. */
  public void disconnect(ReasonCode code) {
    channel
        .filter(Channel::isActive)
        .ifPresent(it -> it.writeAndFlush(Packet.disconnect(code)).addListener(f -> it.close()));
    end(End.of(End.How.STOPPED, ""));
  }

  private void write(MqttMessage packet) {
    lastWriteNanos = System.nanoTime();
    channel.get().writeAndFlush(packet).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private void end(End end) {
    if (ended) {
      return;
    }
    ended = true;
    if (end.how() != End.How.STOPPED) {
      channel.ifPresent(Channel::close);
    }
    owner.ended(end);
  }

  /** What this side cannot go on with: the broker is told the code, the owner the words. */
  private void giveUp(ReasonCode code, End end) {
    channel.filter(Channel::isActive).ifPresent(it -> it.writeAndFlush(Packet.disconnect(code)));
    end(end);
  }

  /** Gives up a broker that sends too much. */
  void flooded(String why) {
    giveUp(ReasonCode.MESSAGE_RATE_TOO_HIGH, End.of(End.How.FLOODS, why));
  }

  private void notUnderstood(String what) {
    giveUp(ReasonCode.PROTOCOL_ERROR, End.of(End.How.NOT_UNDERSTOOD, what));
  }

  private final class Packets extends SimpleChannelInboundHandler<MqttMessage> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
      lastReadNanos = System.nanoTime();
      if (ended) {
        return;
      }
      if (packet.decoderResult().isFailure()) {
        notUnderstood("the other side sends what is no packet of MQTT 5");
        return;
      }
      if (!granted) {
        if (packet instanceof MqttConnAckMessage answer) {
          answered(answer);
        } else {
          notUnderstood("the first packet is no CONNACK");
        }
        return;
      }
      switch (packet.fixedHeader().messageType()) {
        case PUBLISH -> published((MqttPublishMessage) packet);
        case PUBACK -> {
          int id = ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
          int code =
              packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                  ? reply.reasonCode() & 0xFF
                  : 0;
          owner.acknowledged(id, code, why(Packet.properties(packet)));
        }
        case SUBACK -> {
          MqttSubAckMessage answer = (MqttSubAckMessage) packet;
          int worst = 0;
          for (int code : answer.payload().reasonCodes()) {
            worst = Math.max(worst, code);
          }
          owner.subscribed(
              answer.variableHeader().messageId(), worst, why(Packet.properties(packet)));
        }
        case PINGRESP -> {
          // That it came is all it says.
        }
        case DISCONNECT -> endedByBroker(packet);
        default ->
            notUnderstood("a packet that no client gets: " + packet.fixedHeader().messageType());
      }
    }

    private void published(MqttPublishMessage packet) {
      Message message = Packet.message(packet);
      owner.message(message);
      MqttQoS qos = packet.fixedHeader().qosLevel();
      if (qos == MqttQoS.AT_LEAST_ONCE) {
        if (!ended) {
          write(Packet.acknowledge(packet.variableHeader().packetId()));
        }
      } else if (qos != MqttQoS.AT_MOST_ONCE) {
        notUnderstood("a message of a QoS that was not asked for");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      String why = Reason.of(cause);
      End.How how = granted || why.startsWith("connection") ? End.How.LOST : End.How.NOT_REACHED;
      end(End.of(how, why));
    }
  }

  private void answered(MqttConnAckMessage answer) {
    int code = answer.variableHeader().connectReturnCode().byteValue() & 0xFF;
    MqttProperties said = answer.variableHeader().properties();
    if (code != 0) {
      end(
          new End(
              End.How.REFUSED,
              Optional.of(
                  code < 0x80 ? ReasonCode.UNSUPPORTED_PROTOCOL_VERSION : ReasonCode.of(code)),
              why(said),
              Packet.text(said, Packet.SERVER_REFERENCE).map(Link::line)));
      return;
    }
    if (Packet.number(said, Packet.MAXIMUM_QOS, 2) < 1) {
      giveUp(
          ReasonCode.QOS_NOT_SUPPORTED,
          End.of(End.How.CANNOT_SERVE, "it takes messages of QoS 0 alone"));
      return;
    }
    if (hello.will().isPresent() && Packet.number(said, Packet.RETAIN_AVAILABLE, 1) == 0) {
      giveUp(
          ReasonCode.RETAIN_NOT_SUPPORTED,
          End.of(End.How.CANNOT_SERVE, "it keeps no retained messages"));
      return;
    }
    boolean present = answer.variableHeader().isSessionPresent();
    if (present && hello.start() == Hello.Start.CLEAN) {
      notUnderstood("a session where a new one was asked for");
      return;
    }
    granted = true;
    keepAliveSeconds =
        Packet.number(said, Packet.SERVER_KEEP_ALIVE, (int) (hello.keepAlive().toMillis() / 1000));
    lastReadNanos = System.nanoTime();
    if (keepAliveSeconds > 0) {
      watch();
    }
    owner.granted(
        new Granted(
            present,
            Math.max(1, Packet.number(said, Packet.RECEIVE_MAXIMUM, 65_535)),
            Packet.number(said, Packet.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE),
            keepAliveSeconds));
  }

  /** Shows that this side is there, and looks whether the other is. */
  private void watch() {
    long millis = Math.max(100, keepAliveSeconds * 1000L / 2);
    loop.schedule(
        () -> {
          if (ended) {
            return;
          }
          long now = System.nanoTime();
          long limit = TimeUnit.SECONDS.toNanos(keepAliveSeconds);
          if (now - lastReadNanos > limit + limit / 2) {
            end(End.of(End.How.SILENT, "no answer to the keep-alive"));
            return;
          }
          if (now - lastWriteNanos > limit / 4 || now - lastReadNanos > limit / 2) {
            write(MqttMessage.PINGREQ);
          }
          watch();
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private void endedByBroker(MqttMessage packet) {
    MqttProperties said = Packet.properties(packet);
    int code =
        packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
            ? header.reasonCode() & 0xFF
            : 0;
    end(
        new End(
            End.How.ENDED_BY_BROKER,
            Optional.of(ReasonCode.of(code)),
            why(said),
            Packet.text(said, Packet.SERVER_REFERENCE).map(Link::line)));
  }

  private static String why(MqttProperties said) {
    return Packet.text(said, Packet.REASON_STRING).map(Link::line).orElse("");
  }

  /** A text of the broker's, in one line and cut where it gets long. */
  private static String line(String text) {
    String line = text.replaceAll("[\\p{C}\\u2028\\u2029]+", " ");
    return line.length() > TEXT_MOST ? line.substring(0, TEXT_MOST) : line;
  }
}
