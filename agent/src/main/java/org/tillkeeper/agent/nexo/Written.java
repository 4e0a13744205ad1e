package org.tillkeeper.agent.nexo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer before it is plain or encrypted.
 *
 * @param header its own
 * @param message the whole of it, in its envelope; empty where the protocol says nothing
 */
record Written(Map<String, Object> header, Optional<Map<String, Object>> message) {
  private static final JSON WRITER = JSON.std;

  /** The answer to a request. */
  static Written response(Map<String, Object> header, String name, Map<String, Object> body) {
    return enveloped("SaleToPOIResponse", header, name, body);
  }

  /** An event, which this protocol sends as a request. */
  static Written event(Map<String, Object> header, Map<String, Object> body) {
    return enveloped("SaleToPOIRequest", header, "EventNotification", body);
  }

  /** Nothing is said. */
  static Written nothing() {
    return new Written(Collections.emptyMap(), Optional.empty());
  }

  private static Written enveloped(
      String envelope, Map<String, Object> header, String name, Map<String, Object> body) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put(Header.NAME, header);
    content.put(name, body);
    return new Written(header, Optional.of(Collections.singletonMap(envelope, content)));
  }

  /** In UTF-8; no bytes where nothing is said. */
  byte[] plain() {
    return message.map(Written::bytes).orElse(new byte[0]);
  }

  static byte[] bytes(Map<String, Object> json) {
    try {
      return WRITER.asBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
