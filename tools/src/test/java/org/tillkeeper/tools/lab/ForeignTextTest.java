package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.command.Commands;

/**
 * An acquirer, or a man in its line, that writes orders to a terminal into every text of its
 * answers: none of it arrives on a screen, in a log or on paper.
 */
@Timeout(120)
class ForeignTextTest {
  @TempDir private Path folder;
  private final List<String> unfit = new ArrayList<>();

  @Test
  void escape_codes_in_an_answer_reach_no_output() throws Exception {
    Lab.Times times =
        new Lab.Times(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(5));
    List<String> java = List.of(Lab.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    try (Lab lab = new Lab(folder, times, java)) {
      lab.start();
      assertTrue(Deadline.in(Duration.ofSeconds(40)).await(() -> lab.till().isOnline()));
      lab.acquirer().post("/faults", Map.of("fault", "escape-codes", "on", "sale", "count", 2));
      String paid = finished(lab, lab.till().start("K-1", 1234, Instrument.swipe()).id());
      finished(lab, lab.till().start("K-2", 77, Instrument.qr(1)).id());
      String shown = lab.till().json().get("/v1/payments/" + paid);
      assertTrue(shown.contains("\\\\u001b[31m"), "the acquirer's text did not come: " + shown);

      String config = lab.commandsConfig().toString();
      for (String command :
          List.of(
              "show " + paid,
              "why " + paid,
              "payments",
              "report",
              "status",
              "open",
              "receipt " + paid,
              "receipt " + paid + " --copy merchant --columns 48 --lang zh")) {
        for (String form : List.of("", " --json")) {
          scan(command + form, run((command + form + " --config " + config).split(" ")));
        }
      }
      for (String path :
          List.of(
              "/v1/payments",
              "/v1/payments/" + paid,
              "/v1/payments/" + paid + "/history",
              "/v1/payments/" + paid + "/why",
              "/v1/payments/" + paid + "/receipt",
              "/v1/report",
              "/v1/diagnosis",
              "/v1/status")) {
        String body = lab.till().json().get(path);
        scan(path, body);
        values(path, JSON.std.anyFrom(body));
      }
      scan("text receipt", lab.till().json().get("/v1/payments/" + paid + "/receipt?format=text"));
      lab.stopAgent();
      scan("the agent's own output", lab.agentPrinted());
      try (Stream<Path> logs = Files.list(lab.data().resolve("logs"))) {
        for (Path log : logs.filter(file -> !file.toString().endsWith(".lck")).toList()) {
          scan(log.toString(), Files.readString(log));
        }
      }
    }
    assertEquals(List.of(), unfit);
  }

  private static String finished(Lab lab, String id) throws Exception {
    assertTrue(
        Deadline.in(Duration.ofSeconds(30))
            .await(() -> "confirmed".equals(lab.till().payment(id).display())));
    return id;
  }

  private static String run(String... args) {
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertEquals(0, Commands.run(args), List.of(args) + ": " + said);
    } finally {
      System.setOut(out);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private void scan(String what, String text) {
    text.chars()
        .filter(
            c ->
                c != '\n'
                    && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
        .findFirst()
        .ifPresent(c -> unfit.add(what + " has U+" + Integer.toHexString(c)));
  }

  /** What a till reads of an answer, on one line each but for the receipt as it is printed. */
  private void values(String where, Object value) {
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, member) -> values(where + " " + name, member));
    } else if (value instanceof List<?> all) {
      all.forEach(one -> values(where, one));
    } else if (value instanceof String text) {
      scan(where, text);
      if (text.contains("\n") && !where.endsWith("receipt text")) {
        unfit.add(where + " has a line end");
      }
    }
  }
}
