package org.tillkeeper.agent.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * A text that may hold what somebody else wrote, made fit to be logged. What looks like a card, a
 * payment code, a PIN block or a key is left out, and only its length is said: runs of 13 digits or
 * more, also where spaces or dashes part them, and runs of 16 hex digits or more. Ids of payments
 * stay: they are UUIDs.
 *
 * <p>For example, {@code PAN 6225000000000006 is unknown} becomes {@code PAN (16 digits left out)
 * is unknown}.
 */
final class ShownText {
  /** More than any sentence of the agent. */
  static final int MOST_CHARS = 2000;

  private static final Pattern LOOKED_FOR =
      Pattern.compile(
          "(?<id>\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b)"
              + "|(?<digits>\\p{Nd}(?:[\\p{Zs}\\p{Pd}]?\\p{Nd}){12,})"
              + "|(?<hex>[0-9A-Fa-f]{16,})"
              + "|(?<pem>-----BEGIN[^\\n]*)");

  private ShownText() {}

  static String of(String text) {
    String cut =
        text.length() > MOST_CHARS
            ? text.substring(0, MOST_CHARS) + "... (" + text.length() + " characters)"
            : text;
    Matcher found = LOOKED_FOR.matcher(cut);
    StringBuilder shown = new StringBuilder();
    int from = 0;
    while (found.find()) {
      shown.append(cut.substring(from, found.start())).append(replacement(found));
      from = found.end();
    }
    return Printable.escaped(shown.append(cut.substring(from)).toString());
  }

  private static String replacement(Matcher found) {
    if (found.group("id") != null) {
      return found.group();
    }
    if (found.group("pem") != null) {
      return "(a key left out)";
    }
    int length = found.group().replaceAll("[\\p{Zs}\\p{Pd}]", "").length();
    return "(" + length + (found.group("hex") != null ? " hex" : "") + " digits left out)";
  }
}
