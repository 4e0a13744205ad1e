package org.tillkeeper.agent.fleet;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The packets of MQTT 5.0 that a client writes, and what it reads of the others. */
final class Packet {
  // Identifiers of properties: MQTT 5.0, table 2-4.
  static final int PAYLOAD_FORMAT = 0x01;
  static final int MESSAGE_EXPIRY = 0x02;
  static final int CONTENT_TYPE = 0x03;
  static final int SESSION_EXPIRY = 0x11;
  static final int SERVER_KEEP_ALIVE = 0x13;
  static final int WILL_DELAY = 0x18;
  static final int SERVER_REFERENCE = 0x1C;
  static final int REASON_STRING = 0x1F;
  static final int RECEIVE_MAXIMUM = 0x21;
  static final int MAXIMUM_QOS = 0x24;
  static final int RETAIN_AVAILABLE = 0x25;
  static final int USER_PROPERTY = 0x26;
  static final int MAXIMUM_PACKET_SIZE = 0x27;

  private static final int VERSION = 5;

  private Packet() {}

  static MqttMessage connect(Hello hello, Inbound inbound) {
    MqttProperties properties = new MqttProperties();
    properties.add(
        new MqttProperties.IntegerProperty(
            SESSION_EXPIRY, (int) (hello.sessionExpiry().toMillis() / 1000)));
    properties.add(new MqttProperties.IntegerProperty(RECEIVE_MAXIMUM, inbound.messagesMost()));
    properties.add(
        new MqttProperties.IntegerProperty(MAXIMUM_PACKET_SIZE, inbound.packetBytesMost()));
    boolean hasWill = hello.will().isPresent();
    MqttConnectVariableHeader header =
        new MqttConnectVariableHeader(
            "MQTT",
            VERSION,
            false,
            false,
            hasWill && hello.will().get().message().kept() == Message.Kept.RETAINED,
            hasWill ? 1 : 0,
            hasWill,
            hello.start() == Hello.Start.CLEAN,
            (int) (hello.keepAlive().toMillis() / 1000),
            properties);
    MqttProperties ofWill = new MqttProperties();
    if (hasWill) {
      Hello.Will will = hello.will().get();
      ofWill.add(
          new MqttProperties.IntegerProperty(WILL_DELAY, (int) (will.after().toMillis() / 1000)));
      ofWill.add(new MqttProperties.StringProperty(CONTENT_TYPE, will.message().contentType()));
    }
    MqttConnectPayload payload =
        new MqttConnectPayload(
            hello.clientId(),
            ofWill,
            hello.will().map(it -> it.message().topic()).orElse(null),
            hello.will().map(it -> it.message().payload()).orElse(null),
            null,
            (byte[]) null);
    return new MqttConnectMessage(
        fixed(MqttMessageType.CONNECT, MqttQoS.AT_MOST_ONCE), header, payload);
  }

  static MqttMessage publish(int id, Message message, boolean again) {
    MqttProperties properties = new MqttProperties();
    if (!message.contentType().isEmpty()) {
      properties.add(new MqttProperties.StringProperty(CONTENT_TYPE, message.contentType()));
    }
    message
        .expiry()
        .ifPresent(
            time ->
                properties.add(
                    new MqttProperties.IntegerProperty(
                        MESSAGE_EXPIRY, (int) (time.toMillis() / 1000))));
    message
        .properties()
        .forEach((name, value) -> properties.add(new MqttProperties.UserProperty(name, value)));
    return new MqttPublishMessage(
        new MqttFixedHeader(
            MqttMessageType.PUBLISH,
            again,
            MqttQoS.AT_LEAST_ONCE,
            message.kept() == Message.Kept.RETAINED,
            0),
        new MqttPublishVariableHeader(message.topic(), id, properties),
        Unpooled.wrappedBuffer(message.payload()));
  }

  static MqttMessage subscribe(int id, List<String> filters, Message.Kept kept) {
    List<MqttTopicSubscription> all = new ArrayList<>();
    for (String filter : filters) {
      all.add(
          new MqttTopicSubscription(
              filter,
              new MqttSubscriptionOption(
                  MqttQoS.AT_LEAST_ONCE,
                  true,
                  true,
                  kept == Message.Kept.RETAINED
                      ? MqttSubscriptionOption.RetainedHandlingPolicy.SEND_AT_SUBSCRIBE
                      : MqttSubscriptionOption.RetainedHandlingPolicy.DONT_SEND_AT_SUBSCRIBE)));
    }
    return new MqttSubscribeMessage(
        fixed(MqttMessageType.SUBSCRIBE, MqttQoS.AT_LEAST_ONCE),
        new MqttMessageIdAndPropertiesVariableHeader(id, MqttProperties.NO_PROPERTIES),
        new MqttSubscribePayload(all));
  }

  static MqttMessage acknowledge(int id) {
    return new MqttMessage(
        fixed(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE),
        new MqttPubReplyMessageVariableHeader(
            id, MqttPubReplyMessageVariableHeader.REASON_CODE_OK, MqttProperties.NO_PROPERTIES));
  }

  static MqttMessage disconnect(ReasonCode code) {
    return new MqttMessage(
        fixed(MqttMessageType.DISCONNECT, MqttQoS.AT_MOST_ONCE),
        new MqttReasonCodeAndPropertiesVariableHeader(
            (byte) code.code(), MqttProperties.NO_PROPERTIES));
  }

  private static MqttFixedHeader fixed(MqttMessageType type, MqttQoS qos) {
    return new MqttFixedHeader(type, false, qos, false, 0);
  }

  /** What came on a topic. */
  static Message message(MqttPublishMessage packet) {
    MqttProperties said = packet.variableHeader().properties();
    Map<String, String> properties = new LinkedHashMap<>();
    for (MqttProperties.MqttProperty<?> one : said.getProperties(USER_PROPERTY)) {
      if (one.value() instanceof MqttProperties.StringPair pair) {
        properties.put(pair.key, pair.value);
      }
    }
    return new Message(
        packet.variableHeader().topicName(),
        ByteBufUtil.getBytes(packet.payload()),
        packet.fixedHeader().isRetain() ? Message.Kept.RETAINED : Message.Kept.PASSING,
        text(said, CONTENT_TYPE).orElse(""),
        properties,
        said.getProperty(MESSAGE_EXPIRY) == null
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(number(said, MESSAGE_EXPIRY, 0))));
  }

  /** The properties of an answer. */
  static MqttProperties properties(MqttMessage packet) {
    Object header = packet.variableHeader();
    if (header instanceof MqttPubReplyMessageVariableHeader reply) {
      return reply.properties();
    }
    if (header instanceof MqttReasonCodeAndPropertiesVariableHeader reason) {
      return reason.properties();
    }
    if (header instanceof MqttMessageIdAndPropertiesVariableHeader id) {
      return id.properties();
    }
    return MqttProperties.NO_PROPERTIES;
  }

  static int number(MqttProperties properties, int id, int otherwise) {
    MqttProperties.MqttProperty<?> found = properties.getProperty(id);
    if (found != null && found.value() instanceof Integer value) {
      // What four bytes say beyond an int's range is no limit here.
      return value < 0 ? Integer.MAX_VALUE : value;
    }
    return otherwise;
  }

  static Optional<String> text(MqttProperties properties, int id) {
    MqttProperties.MqttProperty<?> found = properties.getProperty(id);
    return found == null ? Optional.empty() : Optional.of(String.valueOf(found.value()));
  }
}
