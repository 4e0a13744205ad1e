package org.tillkeeper.agent.terminal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;

/**
 * What a script says of a message that the terminal must send: its MTI and every field but those
 * that each message carries. A name that begins with {@code @} stands for a value: any where it is
 * seen first, and the same one afterwards.
 */
final class Expected {
  /** Terminal, merchant, currency, MAC: the same in all messages, and checked apart. */
  private static final Map<Integer, String> EVERYWHERE =
      Map.of(41, "00000001", 42, "952718182217875", 49, "156", 50, "156");

  private static final List<Integer> MAC = List.of(64, 128);
  private static final String ANY = "+";

  private static final String WRONG_MAC = ", wrong MAC";

  /** What the acquirer finds of its MAC. */
  private final boolean wrongMac;

  private final String mti;
  private final Map<Integer, String> fields = new TreeMap<>();

  Expected(Script.Line line, String text) {
    wrongMac = text.endsWith(WRONG_MAC);
    String message = wrongMac ? text.substring(0, text.length() - WRONG_MAC.length()) : text;
    String[] parts = message.trim().split("\\s+");
    mti = parts[0];
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 1) {
        throw line.wrong("a field is written number=value, this is " + parts[i]);
      }
      fields.put(Integer.valueOf(parts[i].substring(0, equals)), parts[i].substring(equals + 1));
    }
  }

  /**
   * How a message differs; empty if it does not.
   *
   * @param names what names stand for, and learns new ones
   */
  List<String> differences(BookingAcquirer.Request request, Map<String, String> names) {
    Message message = request.message();
    List<String> differences = new ArrayList<>();
    if (wrongMac != (request.mac() == MacVerdict.WRONG)) {
      differences.add("MAC: must be " + (wrongMac ? "wrong" : "right") + ", is " + request.mac());
    }
    if (!message.mti().equals(mti)) {
      differences.add("MTI: must be " + mti + ", is " + message.mti());
    }
    Set<Integer> numbers = new TreeSet<>(message.fields().keySet());
    numbers.addAll(fields.keySet());
    MAC.forEach(numbers::remove);
    for (int number : numbers) {
      String is = message.fields().getOrDefault(number, "");
      String must = fields.getOrDefault(number, EVERYWHERE.getOrDefault(number, ""));
      boolean everywhere = !fields.containsKey(number) && EVERYWHERE.containsKey(number);
      if (!(everywhere && is.isEmpty()) && !fits(must, is, names)) {
        differences.add(
            "field "
                + number
                + ": must be "
                + (must.isEmpty() ? "absent" : must)
                + ", is "
                + (is.isEmpty() ? "absent" : is));
      }
    }
    return differences;
  }

  private static boolean fits(String must, String is, Map<String, String> names) {
    if (must.equals(ANY)) {
      return !is.isEmpty();
    }
    if (must.startsWith("[")) {
      return tags(is).equals(List.of(must.substring(1, must.length() - 1).split(",")));
    }
    if (must.startsWith("@") && !names.containsKey(must)) {
      names.put(must, is);
      return !is.isEmpty();
    }
    String said = must;
    for (Map.Entry<String, String> name : names.entrySet()) {
      said = said.replace(name.getKey(), name.getValue());
    }
    return said.equals(is);
  }

  /** The tags of chip data with one-byte lengths, in order. */
  private static List<String> tags(String hex) {
    List<String> tags = new ArrayList<>();
    int at = 0;
    while (at + 4 <= hex.length()) {
      boolean two = (Integer.parseInt(hex.substring(at, at + 2), 16) & 0x1F) == 0x1F;
      int end = at + (two ? 4 : 2);
      tags.add(hex.substring(at, end));
      at = end + 2 + 2 * Integer.parseInt(hex.substring(end, end + 2), 16);
    }
    return tags;
  }

  /** A message as a script would say it. */
  static String said(Message message) {
    StringBuilder text = new StringBuilder(message.mti());
    Map<Integer, String> fields = new HashMap<>(EVERYWHERE);
    MAC.forEach(field -> fields.put(field, ""));
    message
        .fields()
        .forEach(
            (number, value) -> {
              if (!fields.containsKey(number)) {
                text.append(' ').append(number).append('=').append(value);
              }
            });
    return text.toString();
  }
}
