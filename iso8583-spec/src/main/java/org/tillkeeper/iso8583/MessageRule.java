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
 * @param cases fields and the condition under which they are in the message
 * @param reversal what undoes it; its MTI is empty where nothing does
 */
record MessageRule(String mti, List<Case> cases, Reversal reversal) {
  /**
   * @param element what the condition is about
   * @param value the value it must have; empty: any
   */
  record Condition(Element element, String value) {
    boolean holds(Map<Element, String> values) {
      String found = values.getOrDefault(element, "");
      return value.isEmpty() ? !found.isEmpty() : value.equals(found);
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
   * @param keepTags tags that stay in a kept field of chip data, by field
   * @param fields what it says itself
   */
  record Reversal(
      String mti,
      Set<Integer> keep,
      Map<Integer, Set<String>> keepTags,
      Map<Integer, Template> fields) {
    static final Reversal NONE = new Reversal("", Set.of(), Map.of(), Map.of());
  }

  /** The request's fields. */
  Map<Integer, String> request(Map<Element, String> values) {
    requireKnown(values);
    return render(values, false);
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
      Set<String> tags = reversal.keepTags().get(number);
      if (tags != null) {
        String kept = ChipData.only(entry.getValue().toUpperCase(Locale.ROOT), tags);
        if (!kept.isEmpty()) {
          fields.put(number, kept);
        }
      }
    }
    for (Map.Entry<Integer, Template> entry : reversal.fields().entrySet()) {
      entry.getValue().render(values, false).ifPresent(value -> fields.put(entry.getKey(), value));
    }
    return fields;
  }

  /** The request's fields as far as their elements are still known. */
  Map<Integer, String> remainder(Map<Element, String> values) {
    requireKnown(values);
    return render(values, true);
  }

  private Map<Integer, String> render(Map<Element, String> values, boolean forReversal) {
    Map<Integer, String> fields = new TreeMap<>();
    for (Case one : cases) {
      if (one.holds(values)) {
        for (Map.Entry<Integer, Template> entry : one.fields().entrySet()) {
          entry
              .getValue()
              .render(values, forReversal)
              .ifPresent(value -> fields.put(entry.getKey(), value));
        }
      }
    }
    return fields;
  }

  /** Where cases tell values of an element apart, the element must have one of those values. */
  private void requireKnown(Map<Element, String> values) {
    for (Case one : cases) {
      for (Condition condition : one.conditions()) {
        if (condition.value().isEmpty()) {
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
        if (condition.element() == element && !condition.value().isEmpty()) {
          allowed.add(condition.value());
        }
      }
    }
    return allowed;
  }
}
