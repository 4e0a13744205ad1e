package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Network management that a host asks of the terminal by itself, and what it is answered. An echo
 * is answered as done. Anything else, such as an order to change keys, is answered as refused,
 * since nothing was done.
 *
 * @param what where a request says what it asks
 * @param echo what stands there in an echo; a request that says nothing is an echo too
 * @param keep fields that the answer has as the request had them
 * @param codeField where the answer has its code
 * @param done the code that answers an echo
 * @param refused the code that answers anything else
 */
record HostRequests(
    Place what, String echo, List<Integer> keep, int codeField, String done, String refused) {
  private static final char NETWORK_MANAGEMENT = '8';
  private static final int TPDU_DIGITS = 10;

  /** Whether a message is such a request. */
  static boolean isOne(Message message) {
    return Mti.isRequest(message.mti()) && message.mti().charAt(1) == NETWORK_MANAGEMENT;
  }

  /** The answer to such a request. */
  Message answer(Message request, String answerMti) {
    Optional<String> asked = what.in(request);
    SortedMap<Integer, String> fields = new TreeMap<>();
    for (int number : keep) {
      request.field(number).ifPresent(value -> fields.put(number, value));
    }
    boolean isEcho = !asked.isPresent() || asked.get().equals(echo);
    fields.put(codeField, isEcho ? done : refused);
    return Message.owning(turned(request.tpdu()), request.header(), answerMti, fields);
  }

  /** A TPDU on its way back: its kind, and source and destination exchanged. */
  private static String turned(String tpdu) {
    return tpdu.length() == TPDU_DIGITS
        ? tpdu.substring(0, 2) + tpdu.substring(6) + tpdu.substring(2, 6)
        : tpdu;
  }

  /**
   * Reads what a dialect file says of them; it may say nothing.
   *
   * @param codeField where answers have their code
   */
  static Optional<HostRequests> read(
      Section root, Options options, TableReader table, int codeField) {
    if (!root.has("hostRequests")) {
      return Optional.empty();
    }
    Section section = root.section("hostRequests").only("what", "echo", "keep", "done", "refused");
    List<Integer> keep = new ArrayList<>();
    for (String number : section.texts("keep")) {
      keep.add(table.fieldNumber(section, "keep", number));
    }
    Field code = table.fields().get(codeField);
    return Optional.of(
        new HostRequests(
            place(section),
            options.resolved(section, "echo"),
            keep,
            codeField,
            code(section, "done", code),
            code(section, "refused", code)));
  }

  private static Place place(Section section) {
    try {
      return Place.parse(section.text("what"));
    } catch (IllegalArgumentException e) {
      throw section.wrong("what", section.text("what"), e.getMessage());
    }
  }

  private static String code(Section section, String key, Field field) {
    String code = section.text(key);
    try {
      field.check(code);
      return code;
    } catch (InvalidField e) {
      throw section.wrong(key, code, "a value of " + field.title());
    }
  }
}
