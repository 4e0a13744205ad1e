package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.messages.Device;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.ReceiptFacts.Fact;

/** What a receipt says of chip and device is kept with the payment, also across a restart. */
class ReceiptFactsOfPaymentsTest {
  @TempDir File folder;

  private static ReceiptFacts facts(TerminalOnBench bench, Payment payment) {
    return bench.now(bench.agent().receiptFacts(payment.id()));
  }

  @Test
  void what_the_chip_asked_and_said_in_the_end_is_kept_and_survives_a_kill() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      Payment payment = bench.chip(1234);
      bench.time.advance(java.time.Duration.ofSeconds(1));
      assertEquals("AABBCCDDEEFF0011", facts(bench, payment).values().get(Fact.ARQC));

      assertEquals(CardResult.AWAITED, bench.payment(payment).cardResult());
      bench.now(
          bench
              .agent()
              .cardResult(payment.id(), true, "9F2701409F26081122334455667788" + "9B02E800"));
      bench.killAndRestart();

      Map<Fact, String> kept = facts(bench, payment).values();
      assertEquals("1122334455667788", kept.get(Fact.TC));
      assertEquals("AABBCCDDEEFF0011", kept.get(Fact.ARQC));
      assertEquals("E800", kept.get(Fact.TSI));
    }
  }

  @Test
  void the_device_that_took_the_payment_is_named_also_after_another_is_configured()
      throws Exception {
    try (TerminalOnBench bench = TerminalOnBench.with(folder, Map.of("device.data", "sales"))) {
      bench.device = device("00000204TK0001");
      bench.killAndRestart();
      bench.online();
      Payment first = bench.swipe(100);
      bench.time.advance(java.time.Duration.ofSeconds(1));
      bench.device = device("00000204TK0002");
      bench.killAndRestart();
      bench.online();
      Payment second = bench.swipe(200);

      assertEquals("00000204TK0001", facts(bench, first).values().get(Fact.DEVICE));
      assertEquals("00000204TK0002", facts(bench, second).values().get(Fact.DEVICE));
    }
  }

  @Test
  void a_payment_without_chip_and_device_and_one_that_is_not_there_have_none() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      assertTrue(facts(bench, bench.swipe(100)).isEmpty());
      assertTrue(bench.now(bench.agent().receiptFacts("nobody")).isEmpty());
    }
  }

  private static Device device(String serial) {
    return new Device(Optional.of(serial), "04", Optional.empty(), Optional.empty());
  }
}
