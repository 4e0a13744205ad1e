package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * One decision of a schedule: something a person, the network, the acquirer or fate does.
 *
 * <p>What a line may say is in {@link ScheduleLine}.
 *
 * @param on which of these
 * @param at ms, or an ordinal from 1
 * @param what happens
 * @param with whatever else it needs
 */
record Happening(String on, long at, String what, List<String> with) {
  static Happening of(String on, long at, String what, Object... with) {
    List<String> texts = new ArrayList<>();
    for (Object each : with) {
      texts.add(each.toString());
    }
    return new Happening(on, at, what, texts);
  }

  /** Reads a line that has a form of {@link ScheduleLine}. */
  static Happening read(String line) {
    List<String> words = List.of(line.split(" +", 0));
    return new Happening(
        words.get(0), Long.parseLong(words.get(1)), words.get(2), words.subList(3, words.size()));
  }

  String text(int index) {
    return with.get(index);
  }

  long number(int index) {
    return Long.parseLong(with.get(index));
  }

  boolean has(String word) {
    return with.contains(word);
  }

  @Override
  public String toString() {
    return on + " " + at + " " + what + (with.isEmpty() ? "" : " " + String.join(" ", with));
  }
}
