package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads what a dialect file says of how answers name their requests; it may say nothing. */
final class AnswerRuleReader {
  private static final Set<Element> REPEATABLE =
      EnumSet.of(
          Element.TERMINAL,
          Element.MERCHANT,
          Element.AMOUNT,
          Element.CURRENCY,
          Element.PROCESSING_CODE);

  private final Section root;
  private final Options options;

  AnswerRuleReader(Section root, Options options) {
    this.root = root;
    this.options = options;
  }

  /**
   * @param carried the elements that messages carry
   */
  AnswerRule rule(Set<Element> carried) {
    if (!root.has("answers")) {
      return AnswerRule.STANDARD;
    }
    Section section = root.section("answers").only("mti", "repeat", "processingCode");
    int digits =
        section.has("processingCode")
                && options
                    .chosen(section, "processingCode", List.of("whole", "type"))
                    .equals("type")
            ? 2
            : AnswerRule.STANDARD.processingCodeDigits();
    return new AnswerRule(
        section.has("mti") ? mtis(section.section("mti")) : Map.of(),
        section.has("repeat") ? repeats(section, carried) : AnswerRule.STANDARD.repeats(),
        digits);
  }

  private Map<String, String> mtis(Section section) {
    Map<String, String> mtis = new TreeMap<>();
    for (String request : section.keys()) {
      String answer = options.resolved(section, request);
      if (!Mti.isRequest(request)) {
        throw section.wrong(request, request, "MTIs of requests, 4 digits");
      }
      if (!Mti.isMti(answer) || Mti.isRequest(answer)) {
        throw section.wrong(request, answer, "the MTI of an answer, 4 digits, the third odd");
      }
      mtis.put(request, answer);
    }
    return mtis;
  }

  private Set<Element> repeats(Section section, Set<Element> carried) {
    EnumSet<Element> repeats = EnumSet.noneOf(Element.class);
    List<String> allowed = new ArrayList<>();
    for (Element element : REPEATABLE) {
      if (carried.contains(element)) {
        allowed.add(element.label());
      }
    }
    for (String label : options.texts(section, "repeat")) {
      if (!allowed.contains(label)) {
        throw section.wrong("repeat", label, String.join(", ", allowed));
      }
      repeats.add(Element.labelled(label));
    }
    return repeats;
  }
}
