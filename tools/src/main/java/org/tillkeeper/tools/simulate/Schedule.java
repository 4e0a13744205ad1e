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

  /**
   * Reads a schedule: lines of {@link ScheduleLine}, and comments with #.
   *
   * @throws IllegalArgumentException that names the line and says what is allowed
   */
  static Schedule read(String text) {
    Map<String, String> settings = new TreeMap<>();
    List<Happening> happenings = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String bare = line.trim();
      if (bare.isEmpty() || bare.startsWith("#")) {
        continue;
      }
      boolean isSetting = bare.startsWith("set ");
      List<String> words = new ArrayList<>(List.of(bare.split(" +", isSetting ? 3 : 0)));
      if (isSetting && words.size() == 2) {
        words.add("");
      }
      try {
        ScheduleLine.verify(words);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line " + number + ", \"" + shown(bare) + "\": " + e.getMessage(), e);
      }
      if (isSetting) {
        settings.put(words.get(1), words.get(2));
      } else {
        happenings.add(Happening.read(bare));
      }
    }
    return new Schedule(settings, happenings);
  }

  private static String shown(String line) {
    String start = line.length() > 80 ? line.substring(0, 80) + "..." : line;
    return start.replaceAll("\\p{C}", "?");
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
