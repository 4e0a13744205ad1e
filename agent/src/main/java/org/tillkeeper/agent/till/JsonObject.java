package org.tillkeeper.agent.till;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tillkeeper.agent.memory.WipedChars;
import org.tillkeeper.agent.memory.WipedJson;

/**
 * A JSON object as a till sent it, read strictly: valid UTF-8, one object and nothing after it, no
 * member twice, no member left unread. Its refusals name the member by its dotted path and never
 * repeat a value.
 */
final class JsonObject {
  private static final JsonFactory FACTORY =
      WipedJson.factory()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(16 * 1024)
                  .maxNameLength(64)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final JSON WRITER = new JSON(FACTORY);

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Names that a refusal may repeat. A card number in a name's place is not one of them. */
  private static final Pattern SHOWABLE = Pattern.compile("[A-Za-z][A-Za-z_-]{0,31}");

  private final String path;
  private final Map<String, Object> members;
  private final Set<String> read = new HashSet<>();

  private JsonObject(String path, Map<String, Object> members) {
    this.path = path;
    this.members = members;
  }

  /**
   * Reads a body.
   *
   * @throws Problem if it is not one JSON object
   */
  static JsonObject parse(byte[] body) {
    // No character takes less than a byte.
    char[] text = new char[body.length];
    try {
      return parse(text, decoded(body, text));
    } finally {
      Arrays.fill(text, (char) 0);
    }
  }

  /** How many characters a body has. */
  private static int decoded(byte[] body, char[] text) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer characters = CharBuffer.wrap(text);
    if (decoder.decode(ByteBuffer.wrap(body), characters, true).isError()
        || decoder.flush(characters).isError()) {
      throw malformed("The body is not valid UTF-8.");
    }
    return characters.position();
  }

  private static JsonObject parse(char[] text, int length) {
    // Some editors and libraries begin a text with a byte order mark (RFC 8259, 8.1: it may be
    // ignored).
    int from = length > 0 && text[0] == BYTE_ORDER_MARK ? 1 : 0;
    try (JsonParser parser = FACTORY.createParser(text, from, length - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("The body must be one JSON object.");
      }
      Map<String, Object> members = object(parser);
      if (parser.nextToken() != null) {
        throw malformed("After the JSON object comes more; the body must be one object alone.");
      }
      return new JsonObject("", members);
    } catch (IOException e) {
      // Jackson's own text may quote the body.
      throw malformed(
          "The body is not JSON, or is nested too deep or has a text that is too long.");
    }
  }

  /** Members that were read elsewhere: texts, whole numbers, booleans and maps of these. */
  static JsonObject of(Map<String, Object> members) {
    return new JsonObject("", members);
  }

  /** Reads a body that may be left out where nothing has to be said. */
  static JsonObject parseOrNone(byte[] body) {
    return body.length == 0 ? new JsonObject("", new TreeMap<>()) : parse(body);
  }

  /** Refuses a body that says anything. None at all says nothing, and so does {@code {}}. */
  static void refuseContent(byte[] body) {
    if (body.length > 0) {
      parse(body).refuseUnread();
    }
  }

  /**
   * The parsed members in one form, whatever their order, spacing and escapes were. They hold what
   * the body held: who has used them wipes them.
   *
   * @param methodAndPath comes first, so that the same body of another call is another request
   */
  byte[] canonical(String methodAndPath) {
    try (WipedChars text = new WipedChars();
        JsonGenerator json = FACTORY.createGenerator(text)) {
      text.write(methodAndPath + "\n");
      WRITER.write(members, json);
      json.flush();
      return text.utf8();
    } catch (IOException e) {
      throw malformed("The body has a text that is not valid Unicode.");
    }
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  /** The dotted path of a member. */
  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /**
   * A text that must be there.
   *
   * @param form what matches as a whole
   * @param allowed says what that is
   */
  String text(String name, Pattern form, String allowed) {
    if (!has(name)) {
      throw invalid(name, "is missing: it " + allowed);
    }
    Object value = value(name);
    if (!(value instanceof String text) || !form.matcher(text).matches()) {
      throw invalid(name, allowed);
    }
    return text;
  }

  /** A text that may be absent. */
  Optional<String> optionalText(String name, Pattern form, String allowed) {
    return has(name) ? Optional.of(text(name, form, allowed)) : Optional.empty();
  }

  /** A whole number, written without fraction or exponent. */
  long integer(String name, long min, long max) {
    String allowed = "must be a whole number from " + min + " to " + max;
    if (!has(name)) {
      throw invalid(name, "is missing: it " + allowed);
    }
    Object value = value(name);
    if (!(value instanceof BigInteger number)
        || number.compareTo(BigInteger.valueOf(min)) < 0
        || number.compareTo(BigInteger.valueOf(max)) > 0) {
      throw invalid(name, allowed);
    }
    return number.longValue();
  }

  /** A boolean that must be there. */
  boolean bool(String name) {
    if (!has(name)) {
      throw invalid(name, "is missing: it must be true or false");
    }
    if (!(value(name) instanceof Boolean value)) {
      throw invalid(name, "must be true or false");
    }
    return value;
  }

  /**
   * A list of texts that must be there.
   *
   * @param allowed says what the list is
   */
  List<String> texts(String name, String allowed) {
    if (!has(name)) {
      throw invalid(name, "is missing: it " + allowed);
    }
    if (!(value(name) instanceof List<?> list)) {
      throw invalid(name, allowed);
    }
    List<String> texts = new ArrayList<>();
    for (Object one : list) {
      if (!(one instanceof String text)) {
        throw invalid(name, allowed);
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * Lists of pairs of whole numbers, one list in the other, that must be there.
   *
   * @param most pairs that there may be in all
   * @param allowed says what it is
   */
  List<List<int[]>> pairs(String name, int most, String allowed) {
    if (!has(name)) {
      throw invalid(name, "is missing: it " + allowed);
    }
    List<List<int[]>> all = new ArrayList<>();
    int count = 0;
    for (Object one : list(name, value(name), allowed)) {
      List<int[]> pairs = new ArrayList<>();
      for (Object pair : list(name, one, allowed)) {
        List<?> two = list(name, pair, allowed);
        count++;
        if (two.size() != 2 || count > most) {
          throw invalid(name, allowed);
        }
        pairs.add(new int[] {small(name, two.get(0), allowed), small(name, two.get(1), allowed)});
      }
      all.add(pairs);
    }
    return all;
  }

  private List<?> list(String name, Object value, String allowed) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw invalid(name, allowed);
  }

  /** A whole number of at most four digits. */
  private int small(String name, Object value, String allowed) {
    if (value instanceof BigInteger number && number.abs().bitLength() <= 13) {
      return number.intValue();
    }
    throw invalid(name, allowed);
  }

  /** An object that must be there. */
  JsonObject object(String name) {
    Object value = value(name);
    if (!(value instanceof Map<?, ?>)) {
      throw invalid(name, "must be an object");
    }
    @SuppressWarnings("unchecked") // objects are read as such maps, below
    Map<String, Object> inner = (Map<String, Object>) value;
    return new JsonObject(path(name), inner);
  }

  /** Refuses members that nobody has read: an {@code amuont} is a mistake of the till. */
  void refuseUnread() {
    for (String name : members.keySet()) {
      if (!read.contains(name)) {
        throw invalid(shown(name), "is not a member that is known here");
      }
    }
  }

  Problem invalid(String name, String allowed) {
    return Problem.invalid(path(name), allowed + ".");
  }

  /** A name as a refusal may repeat it. */
  static String shown(String name) {
    return SHOWABLE.matcher(name).matches() ? name : "(a name not shown)";
  }

  private Object value(String name) {
    read.add(name);
    return members.get(name);
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> members = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (members.containsKey(name)) {
        throw malformed("The member " + shown(name) + " is there twice.");
      }
      members.put(name, value(parser, parser.nextToken()));
    }
    return members;
  }

  private static List<Object> list(JsonParser parser) throws IOException {
    List<Object> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      values.add(value(parser, token));
    }
    return values;
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> new BigInteger(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_ARRAY -> list(parser);
      // No call takes a fraction or null. Both become a value that fits nowhere.
      case VALUE_NUMBER_FLOAT, VALUE_NULL ->
          Collections.singletonList(Collections.singletonList(token.name()));
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw malformed("The body is not JSON.");
    };
  }

  private static Problem malformed(String detail) {
    return Problem.of(400, "malformed-json", detail);
  }
}
