package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/** Each fault, as it is seen on the wire and in the ledger. */
class FaultsTest extends AcquirerFixture {
  private TestTerminal struckBy(String fault) throws Exception {
    TestTerminal terminal = signedIn();
    control.post("/faults", fault);
    terminal.send(terminal.withStan(TestTerminal.SALE, "000002"));
    return terminal;
  }

  /** The line is cut, the acquirer goes on, and the fault is used up. */
  private void nextSaleIsFine(TestTerminal before) throws Exception {
    try (TestTerminal terminal = connected()) {
      terminal.signedInAs(before);
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000009")));
    }
  }

  @Test
  void drop_before_read_cuts_and_books_nothing() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"drop-before-read\",\"on\":\"sale\"}")) {
      assertThrows(IOException.class, terminal::receive);
      assertEquals("", states());
      nextSaleIsFine(terminal);
    }
  }

  @Test
  void drop_after_booking_cuts_and_has_booked() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"drop-after-booking\",\"on\":\"sale\"}")) {
      assertThrows(EOFException.class, terminal::receive);
      assertEquals("booked", states());
      nextSaleIsFine(terminal);
    }
  }

  @Test
  void no_answer_before_keeps_the_connection_and_books_nothing() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"no-answer-before\",\"on\":\"sale\"}")) {
      terminal.patience(150);
      assertThrows(SocketTimeoutException.class, terminal::receive);
      terminal.patience(3000);
      assertEquals("", states());
      assertEquals("00", terminal.code(TestTerminal.bytes(TestTerminal.ECHO)));
    }
  }

  @Test
  void no_answer_after_keeps_the_connection_and_has_booked() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"no-answer-after\",\"on\":\"sale\"}")) {
      terminal.patience(150);
      assertThrows(SocketTimeoutException.class, terminal::receive);
      terminal.patience(3000);
      assertEquals("booked", states());
      assertEquals("00", terminal.code(TestTerminal.bytes(TestTerminal.ECHO)));
    }
  }

  @Test
  void half_answer_has_booked_and_cuts_in_the_middle() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"half-answer\",\"on\":\"sale\"}")) {
      byte[] rest = terminal.receiveRest();
      int announced = (rest[0] & 0xFF) << 8 | (rest[1] & 0xFF);
      assertTrue(rest.length > 13 && rest.length < 2 + announced, rest.length + "/" + announced);
      assertEquals("booked", states());
    }
  }

  @Test
  void late_answer_comes_after_an_echo_that_was_asked_later() throws Exception {
    try (TestTerminal terminal =
        struckBy("{\"fault\":\"late-answer\",\"on\":\"sale\",\"delay\":\"300ms\"}")) {
      assertEquals("0830", terminal.ask(TestTerminal.bytes(TestTerminal.ECHO)).mti());
      byte[] late = terminal.receive();
      assertEquals("0210", TestTerminal.DIALECT.unpack(late).mti());
      assertEquals(MacVerdict.RIGHT, terminal.mac(late));
      assertEquals("booked", states());
    }
  }

  @Test
  void answer_twice_is_the_same_answer_twice() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"answer-twice\",\"on\":\"sale\"}")) {
      assertArrayEquals(terminal.receive(), terminal.receive());
      assertEquals("booked", states());
    }
  }

  @Test
  void wrong_mac_is_an_approval_nobody_may_believe() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"wrong-mac\",\"on\":\"sale\"}")) {
      byte[] answer = terminal.receive();
      assertEquals("00", TestTerminal.DIALECT.unpack(answer).field(39).orElseThrow());
      assertEquals(MacVerdict.WRONG, terminal.mac(answer));
      assertEquals("booked", states());
    }
  }

  @Test
  void other_stan_first_is_a_right_mac_over_a_wrong_stan_then_the_answer() throws Exception {
    try (TestTerminal terminal = struckBy("{\"fault\":\"other-stan-first\",\"on\":\"sale\"}")) {
      byte[] other = terminal.receive();
      assertEquals("000003", TestTerminal.DIALECT.unpack(other).field(11).orElseThrow());
      assertEquals(MacVerdict.RIGHT, terminal.mac(other));
      byte[] right = terminal.receive();
      assertEquals("000002", TestTerminal.DIALECT.unpack(right).field(11).orElseThrow());
      assertEquals(MacVerdict.RIGHT, terminal.mac(right));
    }
  }

  @Test
  void decline_refuses_with_the_code_it_was_given_and_books_nothing() throws Exception {
    String fault = "{\"fault\":\"decline\",\"on\":\"sale\",\"code\":\"54\"}";
    try (TestTerminal terminal = struckBy(fault)) {
      Message answer = TestTerminal.DIALECT.unpack(terminal.receive());
      assertEquals("54", answer.field(39).orElseThrow());
      assertEquals("", states());
      assertEquals("54", control.get("/declined").list().get(0).get("code"));
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.REVERSAL, "000002")));
      assertEquals("", states());
    }
  }

  @Test
  void refuse_connections_cuts_all_and_listens_again_on_the_same_port() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      control.post("/faults", "{\"fault\":\"refuse-connections\",\"delay\":\"60s\"}");
      assertThrows(IOException.class, terminal::receive);
      assertThrows(ConnectException.class, this::connected);
      assertEquals(200, control.call("DELETE", "/faults", "").status());
      nextSaleIsFine(terminal);
      control.post("/faults", "{\"fault\":\"refuse-connections\",\"delay\":\"100ms\"}");
      long end = System.nanoTime() + 5_000_000_000L;
      while (true) {
        try (TestTerminal again = connected()) {
          assertEquals("00", again.code(TestTerminal.bytes(TestTerminal.ECHO)));
          return;
        } catch (IOException refused) {
          assertTrue(System.nanoTime() < end, "it never came back");
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void a_fault_waits_for_its_kind_and_strikes_as_often_as_it_was_told() throws Exception {
    control.post("/faults", "{\"fault\":\"decline\",\"on\":[\"reversal\"],\"count\":2}");
    try (TestTerminal terminal = signedIn()) {
      byte[] reversal = terminal.withStan(TestTerminal.REVERSAL, "000002");
      assertEquals("00", terminal.code(terminal.withStan(TestTerminal.SALE, "000002")));
      assertEquals("96", terminal.code(reversal));
      assertEquals("96", terminal.code(reversal));
      assertEquals("booked", states());
      assertEquals("00", terminal.code(reversal));
      assertEquals(Map.of("decline", 2), control.get("/faults").map().get("struck"));
    }
  }

  @Test
  void faults_may_be_in_the_configuration_and_deleted_live() throws Exception {
    start("faults: [{fault: decline, on: echo, code: \"91\", count: 1000}]\n");
    try (TestTerminal terminal = connected()) {
      assertEquals("91", terminal.code(TestTerminal.bytes(TestTerminal.ECHO)));
      assertEquals(200, control.call("DELETE", "/faults", "").status());
      assertEquals("00", terminal.code(TestTerminal.bytes(TestTerminal.ECHO)));
    }
  }

  @Test
  void chance_is_the_same_for_the_same_seed_and_near_its_rate() throws Exception {
    List<String> first = byChance(7);
    assertEquals(first, byChance(7));
    assertTrue(!first.equals(byChance(8)), "another seed is another schedule");
    long struck = first.stream().filter(one -> !one.isEmpty()).count();
    assertTrue(struck > 280 && struck < 380, struck + " of 1000 at a rate of a third");
    assertEquals(4, first.stream().distinct().count(), "three kinds and none");
  }

  private static List<String> byChance(int seed) throws InvalidSettings {
    FaultPlan plan = new FaultPlan();
    List<String> kinds = List.of("drop-after-booking", "no-answer-before", "wrong-mac");
    assertEquals(
        Optional.empty(),
        plan.add(
            Settings.ofMap(
                "test",
                Map.of("seed", seed, "rate", 0.33, "kinds", kinds, "on", List.of("sale")))));
    List<String> struck = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      assertEquals(Optional.empty(), plan.next(RequestKind.ECHO));
      struck.add(plan.next(RequestKind.SALE).map(one -> one.fault().label()).orElse(""));
    }
    return struck;
  }

  @Test
  void wrong_calls_are_told_what_is_allowed() {
    assertEquals(400, control.call("POST", "/faults", "{\"fault\":\"wrong-mac\"").status());
    String unknown = control.call("POST", "/faults", "{\"fault\":\"explode\"}").text();
    assertTrue(
        unknown.contains("fault is \\\"explode\\\"") && unknown.contains("wrong-mac"), unknown);
    String misspelt =
        control.call("POST", "/faults", "{\"fault\":\"wrong-mac\",\"cuont\":2}").text();
    assertTrue(misspelt.contains("cuont is 2: the key is unknown"), misspelt);
    assertEquals(405, control.get("/batch").status());
    assertEquals(404, control.get("/nothing").status());
  }
}
