package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.command.Commands;

/**
 * Follows the page that leads from a paper specification to a tested dialect: makes the file by the
 * page's changes, reads the page's frame with it, and does what its last table says against an
 * acquirer and an agent of this dialect.
 */
class OwnDialectTest {
  private static final Path PAGE = Path.of("docs/own-dialect.md");
  private static final Path NEAREST =
      Path.of("../iso8583-spec/src/main/resources/org/tillkeeper/iso8583/iso1987-ascii.yaml");
  private static final Pattern CHANGE = Pattern.compile("```diff\n(.*?)```", Pattern.DOTALL);
  private static final Pattern READ =
      Pattern.compile("```console\n\\$ tillkeeper (decode .*?)\n(.*?)```", Pattern.DOTALL);
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path folder;

  /** The nearest dialect with each change of the page; what a change names stands there once. */
  private Path dialect() throws Exception {
    String yaml = Files.readString(NEAREST);
    Matcher change = CHANGE.matcher(Files.readString(PAGE));
    int changes = 0;
    while (change.find()) {
      StringBuilder before = new StringBuilder();
      StringBuilder after = new StringBuilder();
      for (String line : change.group(1).split("\n", -1)) {
        if (line.startsWith("-")) {
          before.append(line.substring(1)).append('\n');
        } else if (line.startsWith("+")) {
          after.append(line.substring(1)).append('\n');
        }
      }
      String old = before.substring(0, before.length() - 1);
      assertEquals(1, occurrences(yaml, old), old);
      yaml = yaml.replace(old, after.substring(0, after.length() - 1));
      changes++;
    }
    assertTrue(changes > 10, "only " + changes + " changes");
    Path file = folder.resolve("example-bank.yaml");
    Files.writeString(file, yaml);
    return file;
  }

  private static int occurrences(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  private static String printed(String command) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(to);
      assertEquals(0, Commands.run(command.split(" ", 0)), command);
    } finally {
      System.setOut(out);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void its_changes_make_a_dialect_that_reads_its_sample_as_it_shows() throws Exception {
    Path dialect = dialect();
    String page = Files.readString(PAGE);
    Matcher read = READ.matcher(page);
    assertTrue(read.find(), "no frame is read");
    StringBuilder shown = new StringBuilder();
    printed(read.group(1).replace("example-bank.yaml", dialect.toString()))
        .lines()
        .forEach(line -> shown.append(line.stripTrailing()).append('\n'));
    if (Boolean.getBoolean("tillkeeper.writePages")) {
      Files.writeString(PAGE, page.replace(read.group(2), shown));
    } else {
      assertEquals(shown.toString(), read.group(2));
    }
  }

  /** The lines of the page's acquirer.yaml that the lab does not write by itself. */
  private static String ownCodes() throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("codes: ")) {
        lines.add(line);
      }
    }
    assertEquals(1, lines.size());
    return lines.get(0);
  }

  private static void fault(SmallLab lab, String fault, Map<String, Object> more) throws Exception {
    Map<String, Object> body = new java.util.LinkedHashMap<>(more);
    body.put("fault", fault);
    body.put("on", List.of("sale"));
    body.put("count", 1);
    lab.acquirer().post("/faults", body);
  }

  private static Map<String, Object> confirmed(Map<String, Object> payment) {
    assertEquals("confirmed", payment.get("state"), payment.toString());
    return payment;
  }

  private static List<Object> outcomes(Map<String, Object> payment) {
    List<Object> outcomes = new ArrayList<>();
    for (Object one : (List<?>) payment.get("attempts")) {
      outcomes.add(((Map<?, ?>) one).get("outcome"));
    }
    return outcomes;
  }

  @Test
  @Tag("full")
  void its_acquirer_and_its_agent_do_what_its_table_says() throws Exception {
    SmallLab.Setup setup =
        new SmallLab.Setup(dialect().toString(), "{}", "macKeyFile", ownCodes(), "");
    try (SmallLab lab = new SmallLab(folder, setup)) {
      assertTrue(Deadline.in(SOON).await(lab.till()::isOnline), "signed on with 85");
      lab.about("void", confirmed(lab.pay("sale", 1200, Instrument.swipe())), Map.of());
      confirmed(lab.pay("sale", 1300, Instrument.swipe()));

      fault(lab, "no-answer-after", Map.of());
      Map<String, Object> reversed = confirmed(lab.pay("sale", 1400, Instrument.swipe()));
      assertEquals(List.of("reversed", "confirmed"), outcomes(reversed));

      fault(lab, "no-answer-before", Map.of());
      confirmed(lab.pay("sale", 1500, Instrument.swipe()));

      fault(lab, "decline", Map.of("code", "Z1"));
      confirmed(lab.pay("sale", 1600, Instrument.swipe()));

      lab.cut();
      Map<String, Object> pending = lab.started(1700, Instrument.swipe().json());
      lab.mend();
      String path = "/v1/payments/" + pending.get("id");
      assertTrue(
          Deadline.in(SOON)
              .await(
                  () ->
                      List.of("confirmed", "cancelled", "not-sent")
                          .contains(lab.till().json().object(path).get("state"))));

      Map<String, Object> settlement = lab.settle("day");
      assertEquals("balanced", settlement.get("result"), settlement.toString());
      Comparison comparison = lab.compare();
      assertTrue(comparison.agrees(), comparison.differences().toString());
    }
  }
}
