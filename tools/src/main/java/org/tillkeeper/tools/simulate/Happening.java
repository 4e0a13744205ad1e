package org.tillkeeper.tools.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One decision of a schedule: something a person, the network, the acquirer or fate does.
 *
 * <pre>
 *   till MS VERB NUMBER ...      a till or a person acts at this time
 *   clock MS jump MS             the wall clock jumps
 *   host MS WHAT                 the acquirer changes by itself
 *   net MS WHAT ...              the network changes
 *   connect N FAULT              the Nth attempt to connect
 *   up N FAULT ...               the Nth frame the terminal sends
 *   down N FAULT ...             the Nth frame the acquirer sends
 *   request N CODE [booked]      the Nth financial request the acquirer reads is answered so
 *   reversal N CODE              the Nth reversal it reads
 *   inquiry N CODE               the Nth inquiry it reads
 *   settlement N WHAT            the Nth message of a settlement it reads: a code, a verdict
 *                                (unbalanced, error), taken and not answered (silent), lost (deaf)
 *   death LIFE PLACE DOWN VANISH [PAGE]
 *                                the process dies at the PLACEth place of its LIFEth life, stays down
 *                                for DOWN ms, and its disk loses the last VANISH commits, and a page
 * </pre>
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

  /** Reads one line. */
  static Happening read(String line) {
    String[] words = line.trim().split(" +");
    if (words.length < 3 || !words[1].matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "\""
              + shown(line)
              + "\": a line of a schedule is WHERE WHEN WHAT and perhaps more; WHEN is a number");
    }
    return new Happening(
        words[0],
        Long.parseLong(words[1]),
        words[2],
        Arrays.asList(words).subList(3, words.length));
  }

  private static String shown(String line) {
    String start = line.length() > 80 ? line.substring(0, 80) + "..." : line;
    return start.replaceAll("\\p{C}", "?");
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
