package org.tillkeeper.agent.fleet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message on a topic.
 *
 * @param contentType of the payload, as HTTP names it; empty where nothing is said
 * @param properties of its own, name to value
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Message(
    String topic, byte[] payload, Kept kept, String contentType, Map<String, String> properties) {
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
