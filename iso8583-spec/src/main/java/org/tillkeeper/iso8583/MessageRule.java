package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a dialect writes one kind of request, and what undoes it.
 *
 * @param mti message type
 * @param repeat its message type when it is sent again; empty where that is not marked
 * @param cases fields and the condition under which they are in the message
 * @param reversal what undoes it; its MTI is empty where nothing does
 */
record MessageRule(String mti, String repeat, List<Case> cases, Reversal reversal) {
  private static final Message NOTHING = new Message("", "", "", Map.of());

  /**
   * @param element what the condition is about
   * @param allowed the values it may have; none: any but no value
   */
  record Condition(Element element, List<String> allowed) {
    boolean holds(Map<Element, String> values) {
      String found = values.getOrDefault(element, "");
      return allowed.isEmpty() ? !found.isEmpty() : allowed.contains(found);
    }
  }

  /**
   * @param conditions all must hold; none: always
   */
  record Case(List<Condition> conditions, Map<Integer, Template> fields) {
    boolean holds(Map<Element, String> values) {
      for (Condition condition : conditions) {
        if (!condition.holds(values)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * @param keep fields that are as the original had them
   * @param keepTags entries that stay in a kept field of TLV, by field
   * @param cases what it says itself
   */
  record Reversal(
      String mti, String repeat, Set<Integer> keep, Map<Integer, Kept> keepTags, List<Case> cases) {
    static final Reversal NONE = new Reversal("", "", Set.of(), Map.of(), List.of());
  }

  /**
   * Which entries of a field are kept.
   *
   * @param lengthDigits digits of a length where the entries are text, 0 for BER-TLV in hex
   */
  record Kept(Set<String> tags, int lengthDigits) {
    String of(String value) {
      return lengthDigits == 0
          ? ChipData.only(value.toUpperCase(Locale.ROOT), tags)
          : Place.only(value, tags, lengthDigits);
    }
  }

  /** The MTI of a repeat of the request or its reversal with this MTI; empty if there is none. */
  String repeatOf(String original) {
    if (original.equals(mti)) {
      return repeat;
    }
    return original.equals(reversal.mti()) ? reversal.repeat() : "";
  }

  /** Whether the request can name an element's value. */
  boolean says(Element element) {
    for (Case one : cases) {
      for (Template template : one.fields().values()) {
        if (template.says(element)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The request's fields. */
  Map<Integer, String> request(Map<Element, String> values) {
    requireKnown(values);
    return render(cases, values, NOTHING, false);
  }

  /**
   * The reversal's fields.
   *
   * @param original the request's fields
   */
  Map<Integer, String> reversalOf(Map<Integer, String> original, Map<Element, String> values) {
    Map<Integer, String> fields = new TreeMap<>();
    for (Map.Entry<Integer, String> entry : original.entrySet()) {
      int number = entry.getKey();
      if (reversal.keep().contains(number)) {
        fields.put(number, entry.getValue());
      }
      Kept tags = reversal.keepTags().get(number);
      String kept = tags == null ? "" : tags.of(entry.getValue());
      if (!kept.isEmpty()) {
        fields.put(number, kept);
      }
    }
    // The original's own MTI: a message that was sent again may have the MTI of a repeat by now.
    fields.putAll(render(reversal.cases(), values, new Message("", "", mti, original), false));
    return fields;
  }

  /** The request's fields as far as their elements are still known. */
  Map<Integer, String> remainder(Map<Element, String> values) {
    requireKnown(values);
    return render(cases, values, NOTHING, true);
  }

  private static Map<Integer, String> render(
      List<Case> cases, Map<Element, String> values, Message original, boolean forReversal) {
    Map<Integer, String> fields = new TreeMap<>();
    for (Case one : cases) {
      if (one.holds(values)) {
        for (Map.Entry<Integer, Template> entry : one.fields().entrySet()) {
          Template template = entry.getValue();
          String before = template.adds() ? fields.getOrDefault(entry.getKey(), "") : "";
          template
              .render(values, original, forReversal)
              .ifPresent(value -> fields.put(entry.getKey(), before + value));
        }
      }
    }
    return fields;
  }

  /**
   * Refuses a value that no case knows. A message with {@code if entry is swipe} and {@code if
   * entry is chip} cannot be made for an entry that is neither: it would lack its card.
   */
  private void requireKnown(Map<Element, String> values) {
    for (Case one : cases) {
      for (Condition condition : one.conditions()) {
        if (condition.allowed().isEmpty()) {
          continue;
        }
        List<String> allowed = allowed(condition.element());
        String found = values.getOrDefault(condition.element(), "");
        if (!allowed.contains(found)) {
          throw new IllegalArgumentException(
              condition.element().label() + " is '" + found + "'; allowed: " + allowed);
        }
      }
    }
  }

  private List<String> allowed(Element element) {
    List<String> allowed = new ArrayList<>();
    for (Case one : cases) {
      for (Condition condition : one.conditions()) {
        if (condition.element() == element) {
          for (String value : condition.allowed()) {
            if (!allowed.contains(value)) {
              allowed.add(value);
            }
          }
        }
      }
    }
    return allowed;
  }
}
