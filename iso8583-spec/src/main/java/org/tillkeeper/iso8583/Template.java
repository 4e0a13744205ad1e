package org.tillkeeper.iso8583;

import java.math.BigInteger;
import java.nio.charset.Charset;
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
 *   {entry is contactless/qr?6:5}
 *                   6 if the element has one of these values, else 5
 *   {amount:12}     the element's digits, filled with zeros on the left to 12
 *   {deviceVersion to 8}
 *                   the element's characters, filled with blanks on the right to 8; with a question mark
 *                   behind its name the field is left out without it
 *   {date|0000}     the element, or 0000 if it has no value
 *   {debitCount|0:3}
 *                   the same in digits, filled with zeros on the left to 3
 *   {debitAmount-creditAmount:16}
 *                   D and the difference in 16 digits; C where the second is more
 *   {#qrCode:3}     how many characters the element has, in 3 digits
 *   {##pinBlock:3}  how many bytes the element's hex has, in 3 digits
 *   {pinBlock as bytes}
 *                   the element's hex as bytes, one a character
 *   {^11}           in a reversal: what the original has at a place ({@link Place}); with a width, filled
 *                   with zeros on the left, and all zeros if the original has nothing there
 *   {^mti}          in a reversal: the original's MTI
 *   {pin.entry}     an option (a name with a dot)
 * </pre>
 */
final class Template {
  private static final String AS_BYTES = " as bytes";
  private static final String TO = " to ";
  private static final Charset GBK = Charset.forName("GBK");

  private final Field field;
  private final List<Part> parts;
  private final Form form;

  /** How the text becomes the field's value. */
  enum Form {
    AS_IT_IS,
    /** Text for a field of bytes, whose value is hex. */
    ASCII,
    /** Stands behind what an earlier case of the message has written in the field. */
    ADDED,
    /** Hex digits for an entry of TLV, two a byte. */
    HEX
  }

  private Template(Field field, List<Part> parts, Form form) {
    this.field = field;
    this.parts = parts;
    this.form = form;
  }

  /** BER-TLV for a field of bytes; entries without a value are left out. */
  static Template tlv(Field field, Map<String, Template> entries) {
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Template> entry : entries.entrySet()) {
      parts.add(new Entry(entry.getKey(), entry.getValue()));
    }
    return new Template(field, parts, Form.AS_IT_IS);
  }

  /**
   * Entries of a tag, a length and a text, one behind the other; those without a value are left
   * out.
   *
   * @param digits of a length
   */
  static Template entries(Field field, Map<String, Template> entries, int digits) {
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, Template> entry : entries.entrySet()) {
      parts.add(new Tagged(entry.getKey(), entry.getValue(), digits));
    }
    return new Template(field, parts, Form.ADDED);
  }

  /** Whether it adds to the field rather than replacing what is there. */
  boolean adds() {
    return form == Form.ADDED;
  }

  /** Whether an element's own value stands in it. */
  boolean says(Element element) {
    for (Part part : parts) {
      if (part.says(element)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException whose text says what is allowed
   */
  static Template parse(Field field, String text, Form form, Map<String, String> options) {
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
    return new Template(field, parts, form);
  }

  private static Part part(String inner, Map<String, String> options) {
    int bar = inner.indexOf('|');
    if (inner.startsWith("^")) {
      return original(inner);
    }
    if (bar > 0) {
      int width = inner.indexOf(':', bar);
      return new Fallback(
          Element.labelled(inner.substring(0, bar)),
          inner.substring(bar + 1, end(width, inner)),
          width(inner, width, options));
    }
    if (inner.indexOf('.') >= 0 && !inner.startsWith("#")) {
      String value = options.get(inner);
      if (value == null) {
        throw new IllegalArgumentException("one of the options " + options.keySet());
      }
      return new Literal(value);
    }
    if (inner.endsWith(AS_BYTES)) {
      return new Bytes(Element.labelled(inner.substring(0, inner.length() - AS_BYTES.length())));
    }
    int question = inner.indexOf('?');
    int colon = inner.indexOf(':');
    int to = inner.indexOf(TO);
    if (to > 0 && inner.indexOf(' ') == to) {
      boolean optional = question == to - 1;
      return new Padded(
          Element.labelled(inner.substring(0, optional ? question : to)),
          optional,
          width("'to'", inner.substring(to + TO.length())));
    }
    if (inner.startsWith("#")) {
      int charactersEach = inner.startsWith("##") ? 2 : 1;
      return new Count(
          Element.labelled(inner.substring(charactersEach, end(colon, inner))),
          charactersEach,
          width(inner, colon, options));
    }
    int minus = inner.indexOf('-');
    if (question < 0 && minus > 0) {
      return new Net(
          Element.labelled(inner.substring(0, minus)),
          Element.labelled(inner.substring(minus + 1, end(colon, inner))),
          width(inner, colon, options));
    }
    if (question < 0) {
      return new Value(
          Element.labelled(inner.substring(0, end(colon, inner))),
          false,
          width(inner, colon, options));
    }
    int is = inner.indexOf(" is ");
    boolean compares = is > 0 && is < question;
    Element element = Element.labelled(inner.substring(0, compares ? is : question));
    if (question == inner.length() - 1 && !compares) {
      return new Value(element, true, 0);
    }
    if (colon < question) {
      throw new IllegalArgumentException("{element?text if it has a value:text if not}");
    }
    List<String> allowed =
        compares ? List.of(inner.substring(is + " is ".length(), question).split("/")) : List.of();
    return new Choice(
        new MessageRule.Condition(element, allowed),
        inner.substring(question + 1, colon),
        inner.substring(colon + 1));
  }

  private static int end(int colon, String inner) {
    return colon < 0 ? inner.length() : colon;
  }

  private static Part original(String inner) {
    if (inner.equals("^mti")) {
      return new OriginalMti();
    }
    int colon = inner.indexOf(':');
    return new Original(
        Place.parse(inner.substring(1, end(colon, inner))), width(inner, colon, Map.of()));
  }

  private static int width(String inner, int colon, Map<String, String> options) {
    if (colon < 0) {
      return 0;
    }
    String text = inner.substring(colon + 1);
    return width("the colon", options.getOrDefault(text, text));
  }

  private static int width(String where, String text) {
    int width = Section.wholeNumber(text);
    if (width < 1 || width > 999) {
      throw new IllegalArgumentException("behind " + where + " a number of digits, 1 to 999");
    }
    return width;
  }

  /**
   * The field's value, or empty where an element that the field can do without has none.
   *
   * @param original what a reversal undoes; no fields elsewhere
   * @param forReversal whether secrets may be erased by now: a secret field that lacks one is left
   *     out
   * @throws InvalidField if an element is missing that the message needs
   */
  Optional<String> render(Map<Element, String> values, Message original, boolean forReversal) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      Optional<String> rendered;
      try {
        rendered = part.render(values, original);
      } catch (IllegalArgumentException e) {
        throw new InvalidField(
            field.number(), field.title() + ": " + part.label() + " is " + e.getMessage());
      }
      if (rendered.isPresent()) {
        text.append(rendered.get());
      } else if ((forReversal && field.secret()) || part.optional()) {
        return Optional.empty();
      } else {
        throw new InvalidField(
            field.number(), field.title() + " needs a value for " + part.label());
      }
    }
    if (form == Form.ADDED && text.length() == 0) {
      return Optional.empty();
    }
    if (form == Form.HEX && text.length() % 2 != 0) {
      throw new InvalidField(
          field.number(), field.title() + " has an entry of " + text.length() + " hex digits");
    }
    return Optional.of(form == Form.ASCII ? hex(text) : text.toString());
  }

  /**
   * Characters as the bytes that they are. One of a dialect file that is no byte, such as a Chinese
   * word, stands in GBK.
   */
  private static String hex(CharSequence text) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      hex.append(
          Hex.encode(String.valueOf(c).getBytes(c <= 0xFF ? StandardCharsets.ISO_8859_1 : GBK)));
    }
    return hex.toString();
  }

  private static boolean has(Map<Element, String> values, Element element) {
    String value = values.get(element);
    return value != null && !value.isEmpty();
  }

  /** The digits behind zeros; more than fit are refused, for nothing is ever cut. */
  private static String zeroFilled(String digits, int width) {
    if (width > 0 && digits.length() > width) {
      throw new IllegalArgumentException("at most " + width + " digits");
    }
    StringBuilder filled = new StringBuilder();
    for (int i = digits.length(); i < width; i++) {
      filled.append('0');
    }
    return filled.append(digits).toString();
  }

  private sealed interface Part
      permits Literal, OfElement, WithTag, Net, Choice, Original, OriginalMti {
    /** The part's text; empty if what it stands for has no value. */
    Optional<String> render(Map<Element, String> values, Message original);

    /** What has no value, for error texts. */
    String label();

    /** Whether the field is left out where this has no value. */
    default boolean optional() {
      return false;
    }

    /** Whether an element's own value stands in it. */
    default boolean says(Element element) {
      return false;
    }
  }

  /** What one element makes. */
  private sealed interface OfElement extends Part permits ItsValue, Count, Bytes {
    Element element();

    @Override
    default String label() {
      return element().label();
    }
  }

  /** What an element's own value stands in. */
  private sealed interface ItsValue extends OfElement permits Value, Padded, Fallback {
    @Override
    default boolean says(Element other) {
      return element() == other;
    }
  }

  /** An entry with a tag of its own. */
  private sealed interface WithTag extends Part permits Entry, Tagged {
    String tag();

    /** What stands behind the tag. */
    Template text();

    @Override
    default String label() {
      return "tag " + tag();
    }

    @Override
    default boolean says(Element element) {
      return text().says(element);
    }
  }

  private record Literal(String text) implements Part {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      return Optional.of(text);
    }

    @Override
    public String label() {
      return text;
    }
  }

  /**
   * @param digits to fill to with zeros, 0 for as it is
   */
  private record Value(Element element, boolean optional, int digits) implements ItsValue {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      return has(values, element)
          ? Optional.of(zeroFilled(values.get(element), digits))
          : Optional.empty();
    }
  }

  /** A text with blanks behind it; one that is longer is refused, for nothing is ever cut. */
  private record Padded(Element element, boolean optional, int width) implements ItsValue {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      if (!has(values, element)) {
        return Optional.empty();
      }
      StringBuilder text = new StringBuilder(values.get(element));
      if (text.length() > width) {
        throw new IllegalArgumentException("at most " + width + " characters");
      }
      while (text.length() < width) {
        text.append(' ');
      }
      return Optional.of(text.toString());
    }
  }

  /**
   * @param digits to fill to with zeros, 0 for as it is
   */
  private record Fallback(Element element, String otherwise, int digits) implements ItsValue {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      return Optional.of(
          zeroFilled(has(values, element) ? values.get(element) : otherwise, digits));
    }
  }

  /** What one amount is more than another, with the letter that says which way. */
  private record Net(Element debit, Element credit, int digits) implements Part {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      if (!has(values, debit) || !has(values, credit)) {
        return Optional.empty();
      }
      BigInteger net = amount(values, debit).subtract(amount(values, credit));
      return Optional.of((net.signum() < 0 ? "C" : "D") + zeroFilled(net.abs().toString(), digits));
    }

    private static BigInteger amount(Map<Element, String> values, Element element) {
      String digits = values.get(element);
      for (int i = 0; i < digits.length(); i++) {
        if (!Field.isDigit(digits.charAt(i))) {
          throw new IllegalArgumentException("two amounts in digits");
        }
      }
      return new BigInteger(digits);
    }

    @Override
    public String label() {
      return debit.label() + " and " + credit.label();
    }
  }

  /**
   * @param charactersEach 1 to count characters, 2 to count the bytes of hex
   */
  private record Count(Element element, int charactersEach, int digits) implements OfElement {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      return has(values, element)
          ? Optional.of(
              zeroFilled(Integer.toString(values.get(element).length() / charactersEach), digits))
          : Optional.empty();
    }
  }

  /** Hex as the characters its bytes are. */
  private record Bytes(Element element) implements OfElement {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      return has(values, element)
          ? Optional.of(new String(Hex.decode(values.get(element)), StandardCharsets.ISO_8859_1))
          : Optional.empty();
    }
  }

  /** One entry of BER-TLV in hex, nothing where its text lacks a value. */
  private record Entry(String tag, Template text) implements WithTag {
    private static final int MOST = 0x7F;

    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      Optional<String> hex = text.render(values, original, false);
      if (!hex.isPresent()) {
        return Optional.of("");
      }
      int bytes = hex.get().length() / 2;
      if (bytes > MOST) {
        throw new IllegalArgumentException("at most " + MOST + " bytes");
      }
      return Optional.of(tag + Hex.encode(new byte[] {(byte) bytes}) + hex.get());
    }
  }

  /** One entry of text, nothing where its text lacks a value. */
  private record Tagged(String tag, Template text, int digits) implements WithTag {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      String value = text.render(values, original, false).orElse("");
      return Optional.of(
          value.isEmpty()
              ? ""
              : tag + zeroFilled(Integer.toString(value.length()), digits) + value);
    }
  }

  private record Choice(MessageRule.Condition condition, String ifSo, String ifNot)
      implements Part {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      return Optional.of(condition.holds(values) ? ifSo : ifNot);
    }

    @Override
    public String label() {
      return condition.element().label();
    }
  }

  private record Original(Place place, int digits) implements Part {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      Optional<String> found = place.in(original);
      return digits > 0 ? Optional.of(zeroFilled(found.orElse(""), digits)) : found;
    }

    @Override
    public String label() {
      return "field " + place.field() + " of the original";
    }
  }

  private record OriginalMti() implements Part {
    @Override
    public Optional<String> render(Map<Element, String> values, Message original) {
      return Optional.of(original.mti());
    }

    @Override
    public String label() {
      return "MTI of the original";
    }
  }
}
