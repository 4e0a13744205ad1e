package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is decided of one run: settings of the world, and what happens in it. A run is a
 * function of its schedule, so one that failed can be kept, thinned and repeated.
 *
 * @param settings by name
 * @param happenings in no order that matters, except of those at the same time
 */
record Schedule(Map<String, String> settings, List<Happening> happenings) {
  Schedule {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    happenings = Collections.unmodifiableList(new ArrayList<>(happenings));
  }

  /** Reads a schedule: lines {@code set NAME VALUE}, happenings, and comments with #. */
  static Schedule read(String text) {
    Map<String, String> settings = new TreeMap<>();
    List<Happening> happenings = new ArrayList<>();
    for (String line : text.split("\n")) {
      String bare = line.trim();
      if (bare.isEmpty() || bare.startsWith("#")) {
        continue;
      }
      if (bare.startsWith("set ")) {
        String[] words = bare.split(" +", 3);
        settings.put(words[1], words.length == 3 ? words[2] : "");
      } else {
        happenings.add(Happening.read(bare));
      }
    }
    return new Schedule(settings, happenings);
  }

  String setting(String name, String otherwise) {
    return settings.getOrDefault(name, otherwise);
  }

  long number(String name, long otherwise) {
    return settings.containsKey(name) ? Long.parseLong(settings.get(name)) : otherwise;
  }

  Schedule with(List<Happening> others) {
    return new Schedule(settings, others);
  }

  Schedule withSetting(String name, String value) {
    Map<String, String> changed = new TreeMap<>(settings);
    changed.put(name, value);
    return new Schedule(changed, happenings);
  }

  /** As {@link #read} reads it. */
  String text() {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (name, value) -> text.append("set ").append(name).append(' ').append(value).append('\n'));
    for (Happening happening : happenings) {
      text.append(happening).append('\n');
    }
    return text.toString();
  }
}
