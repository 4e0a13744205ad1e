package org.tillkeeper.tools.decode;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.yaml.Printable;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;

/** Reads a dump and shows what is in it, for people or as JSON. */
public final class Decode {
  private final List<Decoded> messages;
  private final Words words;
  private final boolean unmask;

  private Decode(List<Decoded> messages, Words words, boolean unmask) {
    this.messages = messages;
    this.words = words;
    this.unmask = unmask;
  }

  /**
   * Reads a dump.
   *
   * @param content hex in any layout, or the bytes themselves
   * @param dialects which may be tried, likeliest first
   * @param macKey in clear, empty for none
   * @param unmask whether secrets are to be shown in clear
   */
  public static Decode of(
      byte[] content, List<Dialect> dialects, byte[] macKey, Language language, boolean unmask) {
    List<Decoded> messages = new Decoder(dialects, macKey).decode(content);
    return new Decode(messages, Words.of("decode", language), unmask);
  }

  /** Whether there was nothing that could be a message. */
  public boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Whether every message was read to its end and no MAC is wrong. */
  public boolean isFine() {
    return !messages.isEmpty() && messages.stream().allMatch(Decoded::isFine);
  }

  /** One JSON object a line, one a message. */
  public void printJson(PrintStream out) throws IOException {
    for (Decoded message : messages) {
      Explanation explanation = new Explanation(message, words, unmask);
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int number : message.fields().keySet()) {
        Map<String, Object> field = new LinkedHashMap<>();
        field.put("name", explanation.name(number));
        field.put("value", explanation.value(number));
        fields.put(Integer.toString(number), field);
      }
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("dialect", message.dialect().name());
      object.put("mti", message.mti());
      object.put("tpdu", message.tpdu());
      object.put("header", message.header());
      object.put("fields", fields);
      object.put("mac", message.mac().name().toLowerCase(Locale.ROOT));
      if (!message.isComplete()) {
        Map<String, Object> fault = new LinkedHashMap<>();
        fault.put("field", message.fault().field());
        fault.put("offset", message.fault().offset());
        fault.put("message", message.fault().text());
        object.put("error", fault);
      }
      out.println(JSON.std.asString(object));
    }
  }

  /** A table a message. */
  public void print(PrintStream out) {
    for (int i = 0; i < messages.size(); i++) {
      if (i > 0) {
        out.println();
      }
      if (messages.size() > 1) {
        out.println(words.say("message", i + 1, messages.size()));
      }
      print(messages.get(i), out);
    }
  }

  private void print(Decoded message, PrintStream out) {
    Explanation explanation = new Explanation(message, words, unmask);
    line(out, "dialect", words.say("dialect"), message.dialect().name());
    message.notes().forEach(note -> meaning(out, words.say(note.key(), note.values())));
    if (!message.tpdu().isEmpty()) {
      line(out, "TPDU", "", message.tpdu());
    }
    if (!message.header().isEmpty()) {
      line(out, "header", words.say("header"), message.header());
      explanation.header().forEach(text -> meaning(out, text));
    }
    if (!message.mti().isEmpty()) {
      line(out, "MTI", words.say("mti"), message.mti());
      explanation.kind().ifPresent(text -> meaning(out, text));
    }
    for (int number : message.fields().keySet()) {
      line(out, Integer.toString(number), explanation.name(number), explanation.value(number));
      explanation.meaning(number).forEach(text -> meaning(out, text));
    }
    out.println("MAC: " + words.say("mac." + message.mac()));
    if (!message.isComplete()) {
      out.println(
          words.say("broken", message.fault().offset(), Printable.escaped(message.fault().text())));
    }
  }

  private static void line(PrintStream out, String key, String name, String value) {
    out.println(
        Printable.escaped(
                String.format(
                    Locale.ROOT, "%-8s%-34s  %s", key, name.equals(key) ? "" : name, value))
            .stripTrailing());
  }

  private static void meaning(PrintStream out, String text) {
    out.println(" ".repeat(10) + Printable.escaped(text));
  }
}
