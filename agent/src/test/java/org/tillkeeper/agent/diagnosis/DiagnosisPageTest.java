package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page names, for each row of what merchants are told to look at, who looks. */
class DiagnosisPageTest {
  private static final Path PAGE = Path.of("docs/diagnosis.md");
  private static final Pattern ROW = Pattern.compile("\\| ([0-9]+) \\|.*");
  private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

  private static Map<Integer, String[]> rows() throws IOException {
    Map<Integer, String[]> rows = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (ROW.matcher(line).matches()) {
        String[] cells = line.split("\\|", -1);
        rows.put(Integer.valueOf(cells[1].trim()), cells);
      }
    }
    return rows;
  }

  @Test
  void each_row_is_looked_at_by_a_check_or_handed_over() throws IOException {
    Set<String> checks = new HashSet<>();
    for (Check check : Check.values()) {
      checks.add(check.label());
    }
    Set<String> topics = new HashSet<>();
    for (HandOver topic : HandOver.values()) {
      topics.add(topic.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    Map<Integer, String[]> rows = rows();
    for (int number = 1; number <= 71; number++) {
      String[] cells = rows.get(number);
      assertTrue(cells != null, "row " + number + " is missing");
      boolean seen = false;
      boolean handedOver = false;
      for (MatchResult name : NAME.matcher(cells[5]).results().toList()) {
        String by = name.group(1);
        assertTrue(checks.contains(by) || topics.contains(by), number + ": " + by);
        seen |= checks.contains(by);
        handedOver |= topics.contains(by);
      }
      assertTrue(seen || handedOver, "row " + number + " has nobody who looks");
      assertTrue(cells[4].trim().equals("no") ? handedOver : seen, "row " + number);
      boolean partly = cells[4].trim().equals("partly");
      assertFalse(partly && cells[6].trim().isEmpty(), number + " does not say what is not seen");
    }
    assertEquals(71, rows.size());
  }

  @Test
  void each_check_and_each_hand_over_is_named() throws IOException {
    StringBuilder named = new StringBuilder();
    rows().values().forEach(cells -> named.append(cells[5]));
    for (HandOver topic : HandOver.values()) {
      String name = topic.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertTrue(named.indexOf("`" + name + "`") >= 0, name);
    }
  }
}
