package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tillkeeper.agent.ledger.LedgerOnBench;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.session.HostDay;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.iso8583.Message;

/**
 * An answer to a message of the terminal's own is taken whole or not at all. The ledger refuses the
 * acquirer's date, which is the last thing an answer brings; when it takes it again, the answer is
 * taken once more. Then everything must be as if nothing had failed.
 */
class OneAnswerOneCommitTest {
  @TempDir File folder;

  /** What the answer is to, how it comes to be sent, and how to know it. */
  @SuppressWarnings("ImmutableEnumChecker") // what begins it keeps nothing
  enum Own {
    PARAMETERS("0800", "360", bench -> order(bench, "1")),
    STATUS("0820", "362", bench -> order(bench, "2")),
    FIRST_LIST("0820", "372", bench -> order(bench, "4")),
    ITEM("0800", "370", bench -> order(bench, "4")),
    END_OF_KEYS("0800", "371", bench -> order(bench, "4")),
    END_OF_APPLICATIONS("0800", "381", bench -> order(bench, "5")),
    TOTALS("0500", "201", Own::settle),
    UPLOAD("0320", "201", Own::settle),
    END_OF_UPLOAD("0320", "202", Own::settle),
    END_OF_BATCH("0320", "207", bench -> settle(bench, false)),
    SIGN_IN("0800", "003", Own::wantsSignIn),
    SIGN_IN_TO_ANOTHER_BATCH("0800", "003", Own::closesTheBatch),
    SCRIPT_RESULT("0620", "951", Own::scripts),
    SIGN_OFF("0820", "002", bench -> bench.now(bench.agent().signOff())),
    ECHO("0820", "301", bench -> bench.time.advance(Duration.ofSeconds(70)));

    private final String mti;
    private final String code;
    private final Consumer<TerminalOnBench> begin;

    Own(String mti, String code, Consumer<TerminalOnBench> begin) {
      this.mti = mti;
      this.code = code;
      this.begin = begin;
    }

    boolean is(Message request) {
      String sixty = request.field(60).get();
      boolean netCode = mti.equals("0620") || sixty.substring(8).startsWith(code);
      return request.mti().equals(mti) && netCode;
    }

    private static void order(TerminalOnBench bench, String order) {
      bench.acquirer.order = order;
      bench.swipe(1234);
      bench.time.advance(Duration.ofMillis(25));
      bench.acquirer.order = "0";
    }

    private static void settle(TerminalOnBench bench) {
      settle(bench, true);
    }

    private static void settle(TerminalOnBench bench, boolean unequal) {
      Payment hidden = bench.swipe(100);
      bench.time.advance(Duration.ofSeconds(1));
      if (unequal) {
        bench.acquirer.settlement.hidden.add(
            bench.payment(hidden).lastSent().get().request().stan());
      }
      bench.now(bench.agent().settle("settle", "settle".getBytes(StandardCharsets.UTF_8)));
    }

    private static void wantsSignIn(TerminalOnBench bench) {
      bench.acquirer.order = "3";
      bench.swipe(1234);
      bench.time.advance(Duration.ofMillis(25));
      bench.acquirer.order = "0";
    }

    private static void closesTheBatch(TerminalOnBench bench) {
      bench.acquirer.batch = "000007";
      wantsSignIn(bench);
    }

    private static void scripts(TerminalOnBench bench) {
      bench.acquirer.chipAnswer = "910A112233445566778830307206860484240000";
      Payment sale = bench.chip(1234);
      bench.time.advance(Duration.ofSeconds(1));
      bench.now(
          bench
              .agent()
              .cardResult(sale.id(), true, "9F2608AABBCCDDEEFF00119F3602000195050000000000"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_whose_date_cannot_be_written_at_first_is_taken_once(Own own) throws Exception {
    List<String> unharmed = run(own, false);
    List<String> failedOnce = run(own, true);
    assertEquals(String.join("\n", unharmed), String.join("\n", failedOnce));
  }

  private List<String> run(Own own, boolean fails) throws Exception {
    File home = new File(folder, fails ? "fails" : "unharmed");
    assertTrue(home.mkdir());
    try (TerminalOnBench bench = new TerminalOnBench(home).online()) {
      bench.acquirer.datesEverything = true;
      boolean[] came = new boolean[1];
      bench.acquirer.before =
          request -> {
            if (own.is(request) && !came[0]) {
              came[0] = true;
              bench.acquirer.date = "0305";
              if (fails) {
                LedgerOnBench.failFact(bench.ledger(), HostDay.FACT);
              }
            }
          };
      own.begin.accept(bench);
      bench.time.advance(Duration.ofMillis(1200));
      assertTrue(came[0], "the terminal never sent it");
      if (fails) {
        assertFalse(ledgerIsWell(bench), "the fault was not reached");
        LedgerOnBench.allowFact(bench.ledger());
      }
      bench.time.advance(Duration.ofSeconds(20));
      assertTrue(ledgerIsWell(bench));
      return everything(bench);
    }
  }

  private static boolean ledgerIsWell(TerminalOnBench bench) {
    return bench.now(bench.agent().diagnosis()).stream()
        .filter(finding -> finding.check().equals("ledger"))
        .allMatch(Finding::ok);
  }

  /** What was sent, and what the ledger keeps of it but for times and hashes. */
  private static List<String> everything(TerminalOnBench bench) {
    List<String> all = new ArrayList<>();
    for (Message message : bench.acquirer.received) {
      all.add("sent " + message.mti() + " " + message.field(60).orElse(""));
    }
    for (Message message : bench.acquirer.settlement.received) {
      all.add("sent " + message.mti() + " " + message.field(60).orElse(""));
    }
    String[][] tables = {
      {"what, listed, trouble, version, ordered_at IS NULL", "download ORDER BY what"},
      {"what, in_force, number, name, value", "download_item ORDER BY what, in_force, number"},
      {"number, state", "batch ORDER BY seq"},
      {"kind, stan, batch", "management ORDER BY seq"},
      {"kind, attempt, message", "history ORDER BY seq"},
      {"generation", "working_keys ORDER BY generation"},
      {"stan, sends, message IS NULL", "script_notice ORDER BY stan"},
      {"batch_number, stage", "settlement ORDER BY seq"},
      {"number, part, stan, sends, answer", "upload ORDER BY number"},
      {"name, value", "counter WHERE name IN ('host-date', 'signed-off', 'stan') ORDER BY name"},
    };
    for (String[] table : tables) {
      for (String row : LedgerOnBench.rows(bench.ledger(), table[0], table[1])) {
        all.add(table[1].split(" ")[0] + ": " + row);
      }
    }
    return all;
  }
}
