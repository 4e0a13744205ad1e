package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.receipt.Copy;

/** The history of a payment on the Chinese page, against what the sources write into it. */
class ChineseHistoryTest {
  /** The first text of a call that adds a line to a payment's history. */
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?:\\b(?:note|told)|Step\\.Entry|payment\\.createdAt\\(\\),|\\breverseAfterAll)\\(?"
              + "[^\"{};]*?\"([a-z]+(?:-[a-z]+)*)\"");

  private static final Pattern NAMED = Pattern.compile("(?:'([a-z-]+)'|\\b([a-z]+)): '");

  @Test
  void every_kind_of_line_has_a_chinese_name() throws Exception {
    Set<String> written = written();
    assertTrue(
        written.containsAll(
            List.of("recorded", "sent", "reversal-reopened", "inquiry-over", "resolved")),
        "not found in the sources: " + written);
    for (State state : State.values()) {
      if (state.isFinal()) {
        written.add(state.label());
      }
    }
    for (Copy copy : Copy.values()) {
      written.add("receipt-" + copy.label());
    }
    written.removeAll(named());
    assertEquals(Set.of(), written, "without a name in KIND_ZH of cashier-text.js");
  }

  private static Set<String> written() throws Exception {
    Set<String> kinds = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = Files.readString(source);
        Matcher line = WRITTEN.matcher(text);
        while (writesHistory(source, text) && line.find()) {
          kinds.add(line.group(1));
        }
      }
    }
    return kinds;
  }

  /** Others note in the journal, which no page shows. */
  private static boolean writesHistory(Path source, String text) {
    return source.getParent().endsWith("payment") || text.contains("Step.Entry");
  }

  private static Set<String> named() throws Exception {
    String text;
    try (InputStream in = CashierPage.class.getResourceAsStream("cashier-text.js")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    int start = text.indexOf("KIND_ZH = {");
    Set<String> kinds = new TreeSet<>();
    Matcher name = NAMED.matcher(text.substring(start, text.indexOf("};", start)));
    while (name.find()) {
      kinds.add(name.group(1) == null ? name.group(2) : name.group(1));
    }
    return kinds;
  }
}
