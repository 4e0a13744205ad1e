package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the section {@code conventions} of a dialect file. */
final class ConventionsReader {
  private static final String SECTION = "conventions";
  private static final String DOMESTIC = "domestic";
  private static final String[] PARTS = {
    "reversalReasons", "unknown", "uploads", DOMESTIC, "downloads"
  };

  private final Section root;
  private final Supplier<Section> otherwise;

  /**
   * @param otherwise a whole file whose parts stand where this one has none
   */
  ConventionsReader(Section root, Supplier<Section> otherwise) {
    this.root = root;
    this.otherwise = otherwise;
  }

  /**
   * @param parametersField the number of the field that has the parameters, 0 if none has
   */
  Conventions conventions(int parametersField) {
    return new Conventions(
        reversalReasons(part("reversalReasons")),
        unknown(part("unknown")),
        uploads(part("uploads")),
        Collections.unmodifiableList(holder(DOMESTIC).texts(DOMESTIC)),
        downloads(part("downloads"), parametersField));
  }

  private Section part(String name) {
    return holder(name).section(name);
  }

  /** The section that has a part: this file's own, or the other file's. */
  private Section holder(String name) {
    boolean own = root.has(SECTION) && root.section(SECTION).only(PARTS).has(name);
    return own ? root.section(SECTION) : otherwise.get().section(SECTION);
  }

  private static Map<ReversalCause, String> reversalReasons(Section section) {
    List<String> labels = new ArrayList<>();
    for (ReversalCause cause : ReversalCause.values()) {
      labels.add(cause.label());
    }
    section.exactly(labels);
    Map<ReversalCause, String> reasons = new EnumMap<>(ReversalCause.class);
    for (ReversalCause cause : ReversalCause.values()) {
      reasons.put(cause, section.text(cause.label()));
    }
    return Collections.unmodifiableMap(reasons);
  }

  private static Map<Element, String> unknown(Section section) {
    Map<Element, String> unknown = new EnumMap<>(Element.class);
    for (String key : section.keys()) {
      try {
        unknown.put(Element.labelled(key), section.text(key));
      } catch (IllegalArgumentException e) {
        throw section.wrong(key, section.text(key), e.getMessage());
      }
    }
    return Collections.unmodifiableMap(unknown);
  }

  private static Conventions.Uploads uploads(Section section) {
    section.exactly(List.of("countDigits", "amountDigits", "uploadedDigits"));
    return new Conventions.Uploads(
        (int) largest(section.number("countDigits", 1, 9)),
        largest(section.number("amountDigits", 1, 18)),
        (int) largest(section.number("uploadedDigits", 1, 9)));
  }

  /** The largest number of so many digits. */
  private static long largest(int digits) {
    long number = 0;
    for (int i = 0; i < digits; i++) {
      number = 10 * number + 9;
    }
    return number;
  }

  private static Conventions.Downloads downloads(Section section, int field) {
    section.exactly(List.of("most", "list", "one", "publicKey", "application"));
    Section list = section.section("list").exactly(List.of("none", "all", "more", "last"));
    Section one = section.section("one").exactly(List.of("none", "there"));
    return new Conventions.Downloads(
        field,
        section.number("most", 1, 9999),
        new Conventions.ListDigits(
            digit(list, "none"), digit(list, "all"), digit(list, "more"), digit(list, "last")),
        new Conventions.OneDigits(digit(one, "none"), digit(one, "there")),
        tags(section.section("publicKey"), Conventions.Downloads.KEY_NAMES),
        tags(section.section("application"), Conventions.Downloads.APPLICATION_NAMES));
  }

  private static char digit(Section section, String key) {
    return (char) ('0' + section.number(key, 0, 9));
  }

  private static Map<String, String> tags(Section section, List<String> names) {
    section.exactly(names);
    Map<String, String> tags = new LinkedHashMap<>();
    for (String name : names) {
      tags.put(name, DialectReader.chipTag(section, name, section.text(name)));
    }
    return Collections.unmodifiableMap(tags);
  }
}
