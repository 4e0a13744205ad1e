package org.tillkeeper.agent.messages;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Element;
import org.tillkeeper.iso8583.MalformedMessage;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * What a frame of the line says, without its secrets, for evidence. Which field is secret is the
 * dialect's to say, by the field's type; one that it does not know is. Of a card number the first
 * six and last four digits are shown, as everywhere. Of a frame that cannot be read nothing is
 * shown but its length and where reading ended. Immutable.
 */
public final class MaskedFrames {
  private static final int SHORTEST_PAN = 13;

  private final Dialect dialect;

  public MaskedFrames(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * The members of a frame.
   *
   * @param direction {@code sent} or {@code received}
   * @param route its name
   * @param frame whole, length prefix first
   */
  public Map<String, Object> of(Instant at, String direction, String route, byte[] frame) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", at.toString());
    json.put("direction", direction);
    json.put("route", route);
    json.put("bytes", frame.length);
    try {
      Message message = dialect.receive(frame).message();
      json.put("mti", message.mti());
      dialect.value(message, Element.STAN).ifPresent(stan -> json.put("stan", stan));
      dialect.value(message, Element.BATCH).ifPresent(batch -> json.put("batch", batch));
      json.put("tpdu", message.tpdu());
      json.put("header", message.header());
      json.put("fields", fields(message));
    } catch (MalformedMessage e) {
      json.put("unreadable", "field " + e.field() + ", offset " + e.offset());
    }
    return json;
  }

  private Map<String, Object> fields(Message message) {
    Optional<String> pan = dialect.value(message, Element.PAN);
    Map<String, Object> fields = new LinkedHashMap<>();
    message
        .fields()
        .forEach(
            (number, value) -> {
              boolean isPan = pan.equals(Optional.of(value)) && value.length() >= SHORTEST_PAN;
              fields.put(String.valueOf(number), isPan ? masked(value) : shown(number, value));
            });
    return fields;
  }

  private String shown(int number, String value) {
    // What comes from outside may order a terminal about that shows it.
    return dialect.isSecret(number)
        ? "(" + value.length() + " left out)"
        : Printable.escaped(value);
  }

  private static String masked(String pan) {
    StringBuilder shown = new StringBuilder(pan);
    for (int i = 6; i < pan.length() - 4; i++) {
      shown.setCharAt(i, '*');
    }
    return shown.toString();
  }
}
