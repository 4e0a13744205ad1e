package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.messages.Sealing;
import org.tillkeeper.agent.payment.Payment;

/** What the ledger keeps of a till's idempotency keys. */
class KeptKeysTest {
  private static final String KEY = "4111111111111111";
  private static final String SETTLING = "settle-5555555555554444";

  @TempDir private File folder;

  private void assertInNoFile(String text) throws Exception {
    try (Stream<Path> files = Files.walk(folder.toPath())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(content.contains(text), file.toString());
      }
    }
  }

  @Test
  void a_card_number_as_key_is_in_no_file_and_known_again_after_a_restart() throws Exception {
    try (TerminalOnBench bench = new TerminalOnBench(folder).online()) {
      Terminal.Started first = bench.start(TerminalOnBench.swipeOrder(100), KEY);
      bench.time.advance(Duration.ofSeconds(5));
      Terminal.SettlementStarted settling = bench.now(bench.agent().settle(SETTLING, new byte[1]));
      bench.time.advance(Duration.ofSeconds(60));
      bench.killAndRestart();
      bench.online();

      Terminal.Started again = bench.start(TerminalOnBench.swipeOrder(100), KEY);
      assertFalse(again.created());
      assertEquals(first.payment().id(), again.payment().id());
      Terminal.SettlementStarted known = bench.now(bench.agent().settle(SETTLING, new byte[1]));
      assertEquals(Terminal.SettlementStarted.How.KNOWN, known.how());
      assertEquals(settling.settlement().settlement().id(), known.settlement().settlement().id());
    }
    assertInNoFile(KEY);
    assertInNoFile(SETTLING);
  }

  @Test
  void a_key_that_an_earlier_version_kept_in_clear_is_still_known() throws Exception {
    byte[] dataKey = new byte[32];
    Arrays.fill(dataKey, (byte) 7);
    byte[] request = "100swipe".getBytes(StandardCharsets.UTF_8);
    try (TerminalOnBench bench = new TerminalOnBench(folder).online();
        LedgerCipher cipher = new LedgerCipher(dataKey, new SecureRandom())) {
      Payment some = bench.swipe(100);
      bench.time.advance(Duration.ofSeconds(5));
      Payment old =
          Payment.recorded(
              "0193-old",
              some.terms(),
              some.instrument(),
              Optional.empty(),
              bench.time.wallClock());
      byte[] fingerprint = new Sealing(cipher).fingerprint(request);
      bench.ledger().transaction(() -> bench.ledger().insert(old, "ORDER-OLD", fingerprint));

      Terminal.Started known = bench.start(TerminalOnBench.swipeOrder(100), "ORDER-OLD");
      assertFalse(known.created());
      assertEquals("0193-old", known.payment().id());
      assertTrue(bench.start(TerminalOnBench.swipeOrder(101), "ORDER-NEW").created());
    }
  }
}
