package org.tillkeeper.tools.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.words.Words;

/** A diagnosis for a person: the verdict, what to do, other causes, every check, whom to call. */
final class DiagnosisPage {
  private static final String GAP = "  ";

  private final Words words;
  private final ShopClock clock;
  private final PrintStream out;

  DiagnosisPage(Words words, ShopClock clock, PrintStream out) {
    this.words = words;
    this.clock = clock;
    this.out = out;
  }

  void show(Map<String, Object> diagnosis) {
    Map<?, ?> verdict = map(diagnosis.get("verdict"));
    List<Map<?, ?>> findings = maps(diagnosis.get("findings"));
    out.println(text(verdict));
    List<?> causes = diagnosis.get("causes") instanceof List<?> all ? all : List.of();
    boolean first = true;
    for (Object cause : causes) {
      Map<?, ?> finding = of(cause, findings);
      if (first) {
        toDo(finding);
        evidence(finding);
      } else {
        out.println();
        out.println(say("doctor.also", text(finding)));
        toDo(finding);
      }
      first = false;
    }
    out.println();
    for (Map<?, ?> finding : findings) {
      out.println(
          say("doctor.check", standing(finding), text(map(finding.get("name"))), text(finding)));
    }
    List<Map<?, ?>> handOver = maps(diagnosis.get("handOver"));
    boolean wrong = !Boolean.TRUE.equals(verdict.get("ok"));
    if (wrong && !handOver.isEmpty()) {
      out.println();
      out.println(say("doctor.call", whom(handOver.get(0)), text(handOver.get(0))));
    }
    out.println(say("doctor.more", clock.shown(diagnosis.get("at"))));
  }

  private void toDo(Map<?, ?> finding) {
    String what = text(map(finding.get("do")));
    if (!what.isEmpty()) {
      out.println(GAP + say("doctor.do", what));
    }
  }

  private void evidence(Map<?, ?> finding) {
    List<String> parts = new ArrayList<>();
    map(finding.get("evidence"))
        .forEach((name, value) -> parts.add(name + "=" + clock.shown(value)));
    if (!parts.isEmpty()) {
      out.println(GAP + say("doctor.evidence", String.join(", ", parts)));
    }
  }

  private String standing(Map<?, ?> finding) {
    Object ok = finding.get("ok");
    if (ok == null) {
      return say("doctor.unknown");
    }
    boolean follows = map(finding.get("evidence")).containsKey("followsFrom");
    return Boolean.TRUE.equals(ok)
        ? say("doctor.fine")
        : follows ? say("doctor.follows") : say("doctor.wrong");
  }

  private String whom(Map<?, ?> entry) {
    String to = String.valueOf(entry.get("to"));
    return words.meaning("doctor.to", to).orElse(to);
  }

  private static Map<?, ?> of(Object check, List<Map<?, ?>> findings) {
    for (Map<?, ?> one : findings) {
      if (one.get("check").equals(check)) {
        return one;
      }
    }
    return Map.of();
  }

  private String text(Map<?, ?> texts) {
    Object text = texts.get(words.language().code());
    return text == null ? "" : String.valueOf(text);
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<Map<?, ?>> maps(Object value) {
    List<Map<?, ?>> all = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(one -> all.add(map(one)));
    }
    return all;
  }

  private String say(String key, Object... values) {
    return words.say(key, values);
  }
}
