package org.tillkeeper.agent.fleet;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A message on a topic.
 *
 * @param contentType of the payload, as HTTP names it; empty where nothing is said
 * @param properties of its own, name to value
 * @param expiry how long the broker keeps it for who is not there, in whole seconds; empty for ever
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Message(
    String topic,
    byte[] payload,
    Kept kept,
    String contentType,
    Map<String, String> properties,
    Optional<Duration> expiry) {
  /** Whether the broker keeps it for who comes later. */
  public enum Kept {
    /** It is the topic's last word until another comes. */
    RETAINED,
    /** It goes to those who are there. */
    PASSING
  }

  /** Makes the map read-only. */
  public Message {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** One that the broker keeps for who is not there without an end. */
  public Message(
      String topic, byte[] payload, Kept kept, String contentType, Map<String, String> properties) {
    this(topic, payload, kept, contentType, properties, Optional.empty());
  }

  /** The same, which the broker hands on only so long. */
  public Message expiringAfter(Duration time) {
    return new Message(topic, payload, kept, contentType, properties, Optional.of(time));
  }

  /** A JSON document. */
  public static Message json(String topic, byte[] payload, Kept kept) {
    return new Message(topic, payload, kept, "application/json", Collections.emptyMap());
  }

  /** More than what it takes beside its payload: fixed header, topic, properties. */
  int overhead() {
    int bytes = 64 + 3 * topic.length() + contentType.length();
    for (Map.Entry<String, String> one : properties.entrySet()) {
      bytes += 8 + 3 * (one.getKey().length() + one.getValue().length());
    }
    return bytes;
  }
}
