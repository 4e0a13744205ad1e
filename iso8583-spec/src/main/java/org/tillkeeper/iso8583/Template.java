package org.tillkeeper.iso8583;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A field's value as a dialect writes it: literal text and, in braces, elements and options.
 *
 * <pre>
 *   {stan}          the element; the message cannot be built without it
 *   {authCode?}     the element; the field is left out without it
 *   {pinBlock?1:2}  1 if the element has a value, else 2
 *   {amount:12}     the element's digits, filled with zeros on the left to 12
 *   {#qrCode:3}     how many characters the element has, in 3 digits
 *   {pin.entry}     an option (a name with a dot)
 * </pre>
 */
final class Template {
  private final Field field;
  private final List<Part> parts;
  private final boolean asciiToHex;

  private Template(Field field, List<Part> parts, boolean asciiToHex) {
    this.field = field;
    this.parts = parts;
    this.asciiToHex = asciiToHex;
  }

  /**
   * Reads a template.
   *
   * @param asciiToHex whether the value is text for a field of bytes
   * @throws IllegalArgumentException whose text says what is allowed
   */
  static Template parse(Field field, String text, boolean asciiToHex, Map<String, String> options) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      if (open < 0) {
        parts.add(new Literal(text.substring(at)));
        break;
      }
      if (open > at) {
        parts.add(new Literal(text.substring(at, open)));
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("a closing brace for every opening one");
      }
      parts.add(part(text.substring(open + 1, close), options));
      at = close + 1;
    }
    return new Template(field, parts, asciiToHex);
  }

  private static Part part(String inner, Map<String, String> options) {
    if (inner.indexOf('.') >= 0) {
      String value = options.get(inner);
      if (value == null) {
        throw new IllegalArgumentException("one of the options " + options.keySet());
      }
      return new Literal(value);
    }
    int question = inner.indexOf('?');
    int colon = inner.indexOf(':');
    if (inner.startsWith("#")) {
      return new Count(
          Element.labelled(inner.substring(1, end(colon, inner))), width(inner, colon));
    }
    if (question < 0) {
      return new Value(
          Element.labelled(inner.substring(0, end(colon, inner))), false, width(inner, colon));
    }
    Element element = Element.labelled(inner.substring(0, question));
    if (question == inner.length() - 1) {
      return new Value(element, true, 0);
    }
    if (colon < question) {
      throw new IllegalArgumentException("{element?text if it has a value:text if not}");
    }
    return new Choice(element, inner.substring(question + 1, colon), inner.substring(colon + 1));
  }

  private static int end(int colon, String inner) {
    return colon < 0 ? inner.length() : colon;
  }

  private static int width(String inner, int colon) {
    if (colon < 0) {
      return 0;
    }
    int width = Section.wholeNumber(inner.substring(colon + 1));
    if (width < 1 || width > 999) {
      throw new IllegalArgumentException("behind the colon a number of digits, 1 to 999");
    }
    return width;
  }

  /**
   * The field's value, or empty where an element that the field can do without has none.
   *
   * @param forReversal whether secrets may be erased by now: a secret field that lacks one is left
   *     out
   * @throws InvalidField if an element is missing that the message needs
   */
  Optional<String> render(Map<Element, String> values, boolean forReversal) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        text.append(literal.text());
      } else if (part instanceof Choice choice) {
        text.append(has(values, choice.element()) ? choice.present() : choice.absent());
      } else if (part instanceof Count count && has(values, count.element())) {
        String length = Integer.toString(values.get(count.element()).length());
        text.append(zeroFilled(length, count.digits()));
      } else if (part instanceof Value value && has(values, value.element())) {
        text.append(zeroFilled(values.get(value.element()), value.digits()));
      } else if ((forReversal && field.secret())
          || (part instanceof Value value && value.optional())) {
        return Optional.empty();
      } else {
        throw new InvalidField(
            field.number(), field.title() + " needs a value for " + part.label());
      }
    }
    return Optional.of(
        asciiToHex
            ? Hex.encode(text.toString().getBytes(StandardCharsets.ISO_8859_1))
            : text.toString());
  }

  private static boolean has(Map<Element, String> values, Element element) {
    String value = values.get(element);
    return value != null && !value.isEmpty();
  }

  private static String zeroFilled(String digits, int width) {
    StringBuilder filled = new StringBuilder();
    for (int i = digits.length(); i < width; i++) {
      filled.append('0');
    }
    return filled.append(digits).toString();
  }

  private sealed interface Part permits Literal, Value, Count, Choice {
    /** The element's name, for error texts. */
    String label();
  }

  private record Literal(String text) implements Part {
    @Override
    public String label() {
      return text;
    }
  }

  /**
   * @param digits to fill to with zeros, 0 for as it is
   */
  private record Value(Element element, boolean optional, int digits) implements Part {
    @Override
    public String label() {
      return element.label();
    }
  }

  private record Count(Element element, int digits) implements Part {
    @Override
    public String label() {
      return element.label();
    }
  }

  private record Choice(Element element, String present, String absent) implements Part {
    @Override
    public String label() {
      return element.label();
    }
  }
}
