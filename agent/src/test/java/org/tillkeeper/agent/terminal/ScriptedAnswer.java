package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a script lets the acquirer answer: a code, fields that differ from the usual ones, and what
 * goes wrong with it.
 */
final class ScriptedAnswer {
  private final String code;
  private final Map<Integer, String> changes = new TreeMap<>();
  private BookingAcquirer.Mac mac = BookingAcquirer.Mac.RIGHT;
  private Duration later = Duration.ZERO;
  private boolean silent;
  private boolean cuts;
  private boolean twice;

  ScriptedAnswer(Script.Line line) {
    String[] parts = line.text().split(",");
    String[] words = parts[0].trim().split("\\s+");
    String first = words[0];
    silent = first.equals("silence") || first.equals("cut") || first.equals("half");
    cuts = first.equals("cut") || first.equals("half");
    code = silent ? (words.length > 1 ? words[1] : "00") : first;
    for (int i = 1; i < words.length && !silent; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1) {
        throw line.wrong("a field is written number=value, this is " + words[i]);
      }
      changes.put(Integer.valueOf(words[i].substring(0, equals)), words[i].substring(equals + 1));
    }
    for (int i = 1; i < parts.length; i++) {
      fault(line, parts[i].trim());
    }
  }

  private void fault(Script.Line line, String fault) {
    switch (fault) {
      case "wrong MAC" -> mac = BookingAcquirer.Mac.WRONG;
      case "no MAC" -> mac = BookingAcquirer.Mac.NONE;
      case "twice" -> twice = true;
      default -> {
        if (!fault.startsWith("after ")) {
          throw line.wrong("an answer has a wrong MAC, no MAC, comes twice, or after N s");
        }
        later = Stage.duration(fault.substring("after ".length()));
      }
    }
  }

  boolean isLate() {
    return !later.isZero();
  }

  /** Whether the terminal does not get it as it should be. */
  boolean isFaulty() {
    return silent || isLate() || twice || mac != BookingAcquirer.Mac.RIGHT || !changes.isEmpty();
  }

  /** Books and answers. */
  void give(
      StageNetwork.Arrival arrival, BookingAcquirer.Request request, BookingAcquirer acquirer) {
    acquirer.book(request, code);
    if (cuts) {
      arrival.cut();
    }
    if (!silent) {
      byte[] answer = acquirer.answer(request, code, changes, mac);
      arrival.answer(answer, later);
      if (twice) {
        arrival.answer(answer, later);
      }
    }
  }
}
