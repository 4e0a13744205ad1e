package org.tillkeeper.agent.nexo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tillkeeper.agent.memory.WipedJson;

/**
 * A JSON object of a message. Its form is checked strictly: valid UTF-8, one object and nothing
 * after it, no member twice, bounded in depth and length. Members that nobody asks for are passed
 * over, as the protocol wants it. Numbers are decimals, and never pass through floating point.
 */
final class Fields {
  private static final JsonFactory FACTORY =
      WipedJson.factory()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxStringLength(64 * 1024)
                  .maxNumberLength(32)
                  .maxNameLength(64)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Of a null member, which counts as one that is left out. */
  private static final Object NOTHING = new Object();

  private final String path;
  private final Map<String, Object> members;

  private Fields(String path, Map<String, Object> members) {
    this.path = path;
    this.members = members;
  }

  /** Reads a message. The bytes are the caller's to wipe. */
  static Fields parse(byte[] body) throws Faulty {
    char[] text = new char[body.length];
    try {
      CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
      CharBuffer characters = CharBuffer.wrap(text);
      if (decoder.decode(ByteBuffer.wrap(body), characters, true).isError()
          || decoder.flush(characters).isError()) {
        throw Faulty.format("The message is not valid UTF-8.");
      }
      int from = characters.position() > 0 && text[0] == BYTE_ORDER_MARK ? 1 : 0;
      return parse(text, from, characters.position() - from);
    } finally {
      Arrays.fill(text, (char) 0);
    }
  }

  private static Fields parse(char[] text, int from, int length) throws Faulty {
    try (JsonParser parser = FACTORY.createParser(text, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Faulty.format("The message must be one JSON object.");
      }
      Map<String, Object> members = object(parser);
      if (parser.nextToken() != null) {
        throw Faulty.format("After the JSON object comes more; a message is one object alone.");
      }
      return new Fields("", members);
    } catch (IOException e) {
      // Jackson's own text may quote the message.
      throw Faulty.format(
          "The message is not JSON, or has a text or number that is too long, or is nested too"
              + " deep.");
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException, Faulty {
    Map<String, Object> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (members.containsKey(name)) {
        throw Faulty.format("A member is there twice in one object.");
      }
      members.put(name, value(parser, parser.nextToken()));
    }
    return members;
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException, Faulty {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> decimal(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NOTHING;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw Faulty.format("The message is not JSON.");
    };
  }

  private static BigDecimal decimal(String written) throws Faulty {
    try {
      return new BigDecimal(written);
    } catch (NumberFormatException e) {
      // Its exponent has more digits than any number of use.
      throw Faulty.format("A number of the message is too large or too small.");
    }
  }

  private static List<Object> array(JsonParser parser) throws IOException, Faulty {
    List<Object> items = new ArrayList<>();
    while (true) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_ARRAY) {
        return items;
      }
      items.add(value(parser, token));
    }
  }

  boolean has(String name) {
    return members.containsKey(name) && members.get(name) != NOTHING;
  }

  /** The dotted path of a member. */
  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  Faulty wrong(String name, String allowed) {
    return Faulty.format(path(name) + " " + allowed + ".");
  }

  /** An object; empty where it is left out. */
  Optional<Fields> object(String name) throws Faulty {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!(members.get(name) instanceof Map<?, ?>)) {
      throw wrong(name, "must be an object");
    }
    @SuppressWarnings("unchecked") // objects are read as such maps, above
    Map<String, Object> inner = (Map<String, Object>) members.get(name);
    return Optional.of(new Fields(path(name), inner));
  }

  /** An object that must be there. */
  Fields required(String name) throws Faulty {
    Optional<Fields> object = object(name);
    if (!object.isPresent()) {
      throw wrong(name, "is missing");
    }
    return object.get();
  }

  /** The objects of a list; none where it is left out. */
  List<Fields> objects(String name) throws Faulty {
    List<Fields> objects = new ArrayList<>();
    for (Object item : list(name)) {
      if (!(item instanceof Map<?, ?>)) {
        throw wrong(name, "must be a list of objects");
      }
      @SuppressWarnings("unchecked") // objects are read as such maps, above
      Map<String, Object> inner = (Map<String, Object>) item;
      objects.add(new Fields(path(name), inner));
    }
    return objects;
  }

  /** The texts of a list; none where it is left out. One text alone counts as a list of it. */
  List<String> texts(String name) throws Faulty {
    List<String> texts = new ArrayList<>();
    for (Object item : list(name)) {
      if (!(item instanceof String text)) {
        throw wrong(name, "must be a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  private List<?> list(String name) {
    if (!has(name)) {
      return new ArrayList<>();
    }
    Object value = members.get(name);
    return value instanceof List<?> items ? items : Arrays.asList(value);
  }

  /** A text; empty where it is left out. */
  Optional<String> text(String name) throws Faulty {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!(members.get(name) instanceof String text)) {
      throw wrong(name, "must be a text");
    }
    return Optional.of(text);
  }

  /**
   * A text that must be there.
   *
   * @param form what matches as a whole
   * @param allowed says what that is
   */
  String text(String name, Pattern form, String allowed) throws Faulty {
    Optional<String> text = text(name);
    if (!text.isPresent()) {
      throw wrong(name, "is missing: it " + allowed);
    }
    if (!form.matcher(text.get()).matches()) {
      throw wrong(name, allowed);
    }
    return text.get();
  }

  /**
   * Digits, as a text or as a whole number; empty where they are left out. Schemas of this protocol
   * do not agree on which.
   *
   * @param least a number with fewer digits had zeros before them
   */
  Optional<String> digits(String name, int least) throws Faulty {
    if (!has(name) || members.get(name) instanceof String) {
      return text(name);
    }
    BigDecimal number = number(name).get();
    if (number.signum() < 0 || number.scale() != 0) {
      throw wrong(name, "must be digits");
    }
    StringBuilder digits = new StringBuilder(number.toPlainString());
    while (digits.length() < least) {
      digits.insert(0, '0');
    }
    return Optional.of(digits.toString());
  }

  /** A number; empty where it is left out. It has at most 32 characters but any exponent. */
  Optional<BigDecimal> number(String name) throws Faulty {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!(members.get(name) instanceof BigDecimal number)) {
      throw wrong(name, "must be a number");
    }
    return Optional.of(number);
  }

  /** Whether a flag is there and true. */
  boolean isTrue(String name) throws Faulty {
    if (!has(name)) {
      return false;
    }
    if (!(members.get(name) instanceof Boolean flag)) {
      throw wrong(name, "must be true or false");
    }
    return flag;
  }
}
