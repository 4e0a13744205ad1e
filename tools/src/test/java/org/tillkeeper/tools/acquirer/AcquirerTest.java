package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;

/** What the simulated acquirer answers and books when nothing goes wrong on the line. */
class AcquirerTest extends AcquirerFixture {
  private static final String DECLINE_SALES = "{\"fault\":\"decline\",\"on\":\"sale\"}";

  @Test
  void a_sign_in_gets_batch_time_and_keys_under_the_master_key() throws Exception {
    try (TestTerminal terminal = connected()) {
      Message answer = terminal.signIn();
      assertEquals("0810", answer.mti());
      assertEquals("00", answer.field(39).orElseThrow());
      assertEquals("6000000003", answer.tpdu(), "the TPDU's addresses are swapped");
      assertEquals("603100310000", answer.header());
      assertEquals("00000001003", answer.field(60).orElseThrow());
      assertEquals(
          List.of(11, 12, 13, 32, 37, 39, 41, 42, 60, 62), List.copyOf(answer.fields().keySet()));
    }
  }

  @Test
  void a_sale_is_booked_and_answered_with_the_golden_answers_fields() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      terminal.send(terminal.withStan(TestTerminal.SALE, "000002"));
      byte[] frame = terminal.receive();
      Message answer = TestTerminal.DIALECT.unpack(frame);
      assertEquals("0210", answer.mti());
      assertEquals("00", answer.field(39).orElseThrow());
      assertEquals("000000001234", answer.field(4).orElseThrow());
      assertEquals(MacVerdict.RIGHT, terminal.mac(frame));
      assertEquals(
          List.of(2, 3, 4, 11, 12, 13, 14, 15, 25, 32, 37, 38, 39, 41, 42, 44, 49, 60, 63, 64),
          List.copyOf(answer.fields().keySet()));
      Map<String, Object> booking = control.get("/bookings").list().get(0);
      assertEquals("booked", booking.get("state"));
      assertEquals(1234, booking.get("amount"));
      assertEquals("622500******0002", booking.get("maskedPan"));
      assertEquals("swipe", booking.get("entry"));
      assertEquals(answer.field(37).orElseThrow(), booking.get("rrn"));
      assertEquals(1, booking.get("requests"));
    }
  }

  @Test
  void echo_and_sign_off_are_answered_and_after_sign_off_a_sale_is_not() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(TestTerminal.bytes(TestTerminal.ECHO)));
      assertEquals("00", terminal.code(TestTerminal.bytes(TestTerminal.SIGN_OFF)));
      Message answer = terminal.ask(terminal.withStan(TestTerminal.SALE, "000002"));
      assertEquals("97", answer.field(39).orElseThrow());
      assertFalse(answer.fields().containsKey(64), "there is no key to make a MAC with");
    }
  }

  @Test
  void strangers_wrong_macs_and_other_batches_are_refused_and_not_booked() throws Exception {
    try (TestTerminal terminal = connected()) {
      assertEquals("97", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
      terminal.signIn();
      Map<Integer, String> other = Map.of(41, "00000009");
      assertEquals("97", terminal.code(terminal.changed(TestTerminal.SALE, other)));
      other = Map.of(42, "000000000000009");
      assertEquals("03", terminal.code(terminal.changed(TestTerminal.SALE, other)));
      assertEquals("A0", terminal.code(TestTerminal.bytes(TestTerminal.SALE)));
      other = Map.of(60, "22000002000500");
      assertEquals("77", terminal.code(terminal.changed(TestTerminal.SALE, other)));
      other = Map.of(4, "000000000000");
      assertEquals("13", terminal.code(terminal.changed(TestTerminal.SALE, other)));
      other = Map.of(49, "840", 11, "000003");
      assertEquals("12", terminal.code(terminal.changed(TestTerminal.SALE, other)));
      assertEquals("", states());
    }
  }

  @Test
  void a_refusal_carries_a_mac_unless_the_configuration_says_otherwise() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      control.post("/faults", DECLINE_SALES);
      terminal.send(terminal.withStan(TestTerminal.SALE, "000002"));
      assertEquals(MacVerdict.RIGHT, terminal.mac(terminal.receive()));
    }
    start("macOnRefusals: false\n");
    try (TestTerminal terminal = signedIn()) {
      control.post("/faults", DECLINE_SALES);
      terminal.send(terminal.withStan(TestTerminal.SALE, "000003"));
      assertEquals(MacVerdict.ABSENT, terminal.mac(terminal.receive()));
    }
  }

  @Test
  void a_stan_books_once_whoever_repeats_it() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      byte[] sale = terminal.withStan(TestTerminal.SALE, "000002");
      assertEquals("00", terminal.code(sale));
      assertEquals("94", terminal.code(sale));
      Map<Integer, String> other = Map.of(11, "000002", 4, "000000009999");
      assertEquals("94", terminal.code(terminal.changed(TestTerminal.SALE, other)));
      assertEquals("booked", states());
      assertEquals(3, control.get("/bookings").list().get(0).get("requests"));
    }
  }

  @Test
  void a_host_that_recognises_repeats_gives_the_first_answer() throws Exception {
    start("repeats: first-answer\n");
    try (TestTerminal terminal = signedIn()) {
      byte[] sale = terminal.withStan(TestTerminal.SALE, "000002");
      Message first = terminal.ask(sale);
      Message again = terminal.ask(sale);
      assertEquals("00", again.field(39).orElseThrow());
      assertEquals(first.field(37), again.field(37));
      assertEquals(first.field(38), again.field(38));
      assertEquals("booked", states());
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.REVERSAL, "000002")));
      assertEquals("94", terminal.code(sale), "what was reversed is not approved again");
    }
  }

  @Test
  void a_reversal_undoes_its_original_once_and_says_so_again() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      byte[] reversal = terminal.withStan(TestTerminal.REVERSAL, "000002");
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
      Map<Integer, String> other = Map.of(11, "000002", 4, "000000000001");
      assertEquals("64", terminal.code(terminal.changed(TestTerminal.REVERSAL, other)));
      terminal.send(reversal);
      byte[] frame = terminal.receive();
      Message answer = TestTerminal.DIALECT.unpack(frame);
      assertEquals("0410", answer.mti());
      assertEquals("00", answer.field(39).orElseThrow());
      assertEquals(MacVerdict.RIGHT, terminal.mac(frame));
      assertEquals(
          List.of(3, 4, 11, 12, 13, 32, 37, 39, 41, 42, 49, 60, 64),
          List.copyOf(answer.fields().keySet()));
      assertEquals("00", terminal.code(reversal));
      assertEquals("reversed", states());
    }
  }

  @Test
  void an_original_that_comes_after_its_reversal_is_booked_as_dangerous_hosts_do()
      throws Exception {
    try (TestTerminal terminal = signedIn()) {
      byte[] reversal = terminal.withStan(TestTerminal.REVERSAL, "000002");
      assertEquals("25", terminal.code(reversal));
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
      assertEquals("booked", states());
      assertEquals("00", terminal.code(reversal));
      assertEquals("reversed", states());
    }
  }

  @Test
  void an_original_that_comes_after_its_reversal_is_refused_by_a_careful_host() throws Exception {
    start("refuseReversedOriginals: true\n");
    try (TestTerminal terminal = signedIn()) {
      assertEquals("25", terminal.code(terminal.withStan(TestTerminal.REVERSAL, "000002")));
      assertEquals("12", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
      assertEquals("", states());
    }
  }

  @Test
  void a_qr_code_pays_once_even_if_that_was_reversed() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Message answer = terminal.ask(terminal.withStan(TestTerminal.QR_SALE, "000004"));
      assertEquals("00", answer.field(39).orElseThrow());
      assertTrue(answer.field(59).orElseThrow().startsWith("A4020"));
      assertEquals("14", terminal.code(terminal.withStan(TestTerminal.QR_SALE, "000005")));
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.REVERSAL, "000004")));
      assertEquals("14", terminal.code(terminal.withStan(TestTerminal.QR_SALE, "000006")));
      assertEquals("qr", control.get("/bookings").list().get(0).get("entry"));
    }
  }

  @Test
  void ledger_batch_and_keys_survive_a_restart() throws Exception {
    TestTerminal before = signedIn();
    assertEquals("00", before.code(before.withStan(TestTerminal.SALE, "000002")));
    control.post("/batch", "{\"terminal\":\"00000001\",\"batch\":\"000007\"}");
    before.close();
    start("");
    try (TestTerminal after = connected()) {
      after.signedInAs(before);
      assertEquals("booked", states());
      assertEquals("77", after.code(after.withStan(TestTerminal.SALE, "000003")));
      assertEquals("00", after.code(after.withStan(TestTerminal.REVERSAL, "000002")));
      assertEquals("00000007003", after.signIn().field(60).orElseThrow());
      Map<Integer, String> batch = Map.of(60, "22000007000500", 11, "000002");
      assertEquals("00", after.code(after.changed(TestTerminal.SALE, batch)));
    }
  }

  @Test
  void keys_of_a_new_sign_in_replace_the_old_ones() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      byte[] old = terminal.withStan(TestTerminal.SALE, "000002");
      terminal.signIn();
      assertEquals("A0", terminal.code(old));
      control.post("/forget-keys", "{\"terminal\":\"00000001\"}");
      assertEquals("97", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
    }
  }

  @Test
  void mak_may_be_of_double_length() throws Exception {
    start("mak: double\n");
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
    }
  }

  @ParameterizedTest(name = "frame {index}")
  @ValueSource(
      strings = {
        "0001FF",
        "FFFF6000030000",
        "0016600003000060310031000008200000000000C000100000",
        "0034600003000060310031000009990000000000C0001030303030303030313935323731383138323231373837350011000000013010",
        "0034600003000060310031000008100000000000C0001030303030303030313935323731383138323231373837350011000000013010",
        "003560000300006031003100000820FFFFFFFFFFFFFFFF30303030303030313935323731383138323231373837350011000000013010FF",
        "0035600003000060310031000008200000000000C000103030303030303031393532373138313832323137383735001100000001301000"
      })
  void garbage_ends_its_connection_is_recorded_and_harms_nobody_else(String frame)
      throws Exception {
    try (TestTerminal wellBehaved = signedIn();
        TestTerminal terminal = connected()) {
      terminal.send(TestTerminal.bytes(frame));
      assertThrows(IOException.class, terminal::receive);
      assertEquals("00", wellBehaved.code(TestTerminal.bytes(TestTerminal.ECHO)));
      assertTrue(
          control.get("/messages").list().stream()
              .anyMatch(one -> one.get("direction").equals("garbage")));
    }
  }

  @Test
  void random_bytes_never_bring_it_down() throws Exception {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] frame = TestTerminal.bytes(TestTerminal.SALE);
      for (int flips = random.nextInt(6) + 1; flips > 0; flips--) {
        frame[2 + random.nextInt(frame.length - 2)] = (byte) random.nextInt();
      }
      try (TestTerminal terminal = connected()) {
        terminal.send(frame);
        terminal.send(TestTerminal.bytes(TestTerminal.ECHO));
        terminal.receive();
      } catch (IOException refused) {
        // A broken frame ends its connection.
      }
    }
    try (TestTerminal terminal = signedIn()) {
      assertEquals(
          "00", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")), "seed " + seed);
    }
    assertEquals("booked", states(), "seed " + seed);
  }

  @Test
  void no_card_number_is_in_any_file_or_answer_of_the_control_api() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.QR_SALE, "000003")));
    }
    List<String> places = new ArrayList<>();
    for (String path : List.of("/messages", "/bookings", "/totals", "/faults", "/declined")) {
      places.add(control.get(path).text());
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.toString().contains("acquirer.db")).toList()) {
        places.add(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    assertTrue(places.size() >= 7, "the database, its log and its key file are looked into");
    for (String place : places) {
      assertFalse(place.contains("6225000000000002"));
      assertFalse(place.contains("6212345678901234567"));
    }
    assertNotEquals(0, control.get("/messages").list().size());
  }

  @Test
  void totals_say_what_each_cardholder_was_charged() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000003")));
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.REVERSAL, "000003")));
    }
    Map<String, Object> totals = control.get("/totals").map();
    assertEquals(Map.of("count", 1, "amount", 1234), totals.get("booked"));
    assertEquals(Map.of("count", 1, "amount", 1234), totals.get("reversed"));
    assertTrue(totals.get("cardholders").toString().contains("charged=1234"));
    assertEquals(
        List.of(Map.of("terminal", "00000001", "batch", "000001", "signedIn", true)),
        totals.get("terminals"));
  }
}
