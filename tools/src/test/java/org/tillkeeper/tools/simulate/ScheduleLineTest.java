package org.tillkeeper.tools.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a schedule may say can be run, and anything else is refused with its line. */
class ScheduleLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "till 100 sale | till MS sale/preauth/balance PAYMENT",
        "till 100 sale one swipe 1007 | PAYMENT 1 to 999999999",
        "till 100 sale 1 swipe 0 | AMOUNT 1 to 999999999999",
        "till 100 sale 1 swipe 1007 pim | [pin]",
        "till 100 sell 1 swipe 1007 | till MS again/cancel/retry/resolve PAYMENT",
        "till 100 void 2 1 1007 | PAYMENT of PAYMENT AMOUNT",
        "till 100 card 1 | card PAYMENT accepted/refused",
        "till soon sale 1 swipe 1007 | MS 0 to 999999999",
        "till 99999999999999999999 cancel 1 | MS 0 to 999999999",
        "clock 5 jump | clock MS jump JUMP",
        "host 5 sleeps | lose-keys/next-batch",
        "net 5 down | net MS down MS [first/second]",
        "net 5 down soon | net MS down MS [first/second]",
        "up 0 lose | N 1 to 999999999",
        "up 1 late soon | never-left [MS]",
        "down 1 later | down N lose/cut",
        "request 1 9 | request N CODE [booked]",
        "death 1 here | death N N [MS]",
        "set calm soon | set calm/retry-within",
        "set fresh | set deep/fresh 0/1",
        "set colour red | set stan STAN",
        "set dialect iso1993-binary | unionpay-pos/iso1987-ascii",
        "tell 5 nobody | a line that begins with one of clock, code-closing, code-question, connect",
        "till | till MS void/preauth-void",
      })
  void a_line_that_says_what_nobody_knows_is_refused_with_what_is_allowed(
      String line, String allowed) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> Schedule.read("# a comment\n\n" + line + "\n"));
    assertTrue(refused.getMessage().startsWith("line 3, \"" + line + "\""), refused.getMessage());
    assertTrue(refused.getMessage().contains(allowed), refused.getMessage());
  }

  @Test
  void what_the_simulation_invents_can_be_read() {
    for (long seed = 1; seed <= 3_000; seed++) {
      Schedule schedule = Invention.of(seed);
      assertEquals(schedule, Schedule.read(schedule.text()), "seed " + seed);
    }
  }

  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          Map.entry("MS", List.of("0", "20000", "999999999")),
          Map.entry("JUMP", List.of("-999999999", "999999999")),
          Map.entry("TIMEOUT", List.of("100", "999999999")),
          Map.entry("N", List.of("1", "2", "999999999")),
          Map.entry("COUNT", List.of("0", "3", "999999999")),
          Map.entry("PAYMENT", List.of("1", "2", "999999999")),
          Map.entry("SETTLEMENT", List.of("1", "2", "999999999")),
          Map.entry("AMOUNT", List.of("1", "1007", "999999999999")),
          Map.entry("STAN", List.of("1", "999999")),
          Map.entry("PPM", List.of("-500000", "500000")),
          Map.entry("SECONDS", List.of("0", "86400")),
          Map.entry("WITHIN", List.of("10", "600")),
          Map.entry("SHIFT", List.of("-86400", "86400")),
          Map.entry("BATCH", List.of("1", "999998")),
          Map.entry("SEED", List.of(Long.toString(Long.MIN_VALUE), Long.toString(Long.MAX_VALUE))),
          Map.entry("CODE", List.of("00", "10", "51", "94", "A0", "ZZ")),
          Map.entry("option.NAME", List.of("option.mac.onRefusals")),
          Map.entry("TEXT", List.of("required")));

  private static List<String> choices(String token) {
    String bare = token.replaceAll("[\\[\\]]", "");
    return VALUES.getOrDefault(bare, List.of(bare.split("/", 0)));
  }

  /** Every choice and every limit of each form once, with what it is about around it. */
  private static List<String> examples(String form) {
    String[] tokens = form.split(" ", 0);
    List<String> examples = new ArrayList<>();
    int rounds = 2;
    for (String token : tokens) {
      rounds = Math.max(rounds, choices(token).size());
    }
    for (int round = 0; round < rounds; round++) {
      List<String> words = new ArrayList<>();
      for (String token : tokens) {
        boolean optional = token.startsWith("[");
        List<String> choices = choices(token);
        if (!optional || round % 2 == 1) {
          words.add(choices.get(round % choices.size()));
        }
      }
      examples.add(String.join(" ", words));
    }
    return examples;
  }

  @Test
  void whatever_a_schedule_may_say_can_be_run() throws IOException {
    Simulation.quiet();
    try (Templates templates = new Templates()) {
      for (String form : ScheduleLine.FORMS) {
        for (String example : examples(form)) {
          Schedule schedule =
              Schedule.read(
                  "till 100 sale 1 swipe 1007\ntill 200 preauth 2 chip 1014\n"
                      + "set calm 2000\n"
                      + example
                      + "\n");
          try (World world = new World(schedule, templates, new Tally(), World.SILENT)) {
            world.run();
          } catch (RuntimeException e) {
            throw new AssertionError(example, e);
          }
        }
      }
    }
  }
}
