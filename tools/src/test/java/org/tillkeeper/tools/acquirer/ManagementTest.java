package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.security.KeyLayout;
import org.tillkeeper.iso8583.security.WorkingKeys;
import org.tillkeeper.tools.config.InvalidSettings;

/** Sign-in in every layout of keys, orders to the terminal, and what it downloads. */
class ManagementTest extends AcquirerFixture {
  private static byte[] management(TestTerminal terminal, String mti, String code, String text) {
    String field62 = HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    return download(terminal, mti, code, field62);
  }

  private static byte[] download(TestTerminal terminal, String mti, String code, String hex) {
    Map<Integer, String> fields =
        hex.isEmpty()
            ? Map.of(60, "00000001" + code)
            : Map.of(60, "00000001" + code, 62, hex.toUpperCase(Locale.ROOT));
    return terminal.message(mti, fields);
  }

  private static String text(Message answer) {
    byte[] bytes = HexFormat.of().parseHex(answer.field(62).orElseThrow());
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest(name = "60.3 = {0}, MAK {1}")
  @CsvSource({
    "001, single, 24, 8, 0", "003, single, 40, 8, 0", "003, double, 40, 16, 0",
    "004, double, 60, 16, 16", "005, single, 40, 16, 0", "006, single, 60, 16, 16",
  })
  void keys_come_in_the_layout_that_was_asked_for(
      String layout, String mak, int blockBytes, int makBytes, int tdkBytes) throws Exception {
    start("mak: " + mak + "\n");
    try (TestTerminal terminal = connected()) {
      Message answer =
          terminal.ask(
              terminal.message("0800", Map.of(11, "000001", 60, "00000001" + layout, 63, "01 ")));
      assertEquals("00", answer.field(39).orElseThrow());
      assertEquals("00000001" + layout, answer.field(60).orElseThrow());
      byte[] block = TestTerminal.bytes(answer.field(62).orElseThrow());
      assertEquals(blockBytes, block.length);
      boolean sm4 = layout.equals("005") || layout.equals("006");
      try (WorkingKeys keys =
          WorkingKeys.unwrap(
              block,
              TestTerminal.bytes(TestTerminal.MASTER_KEY),
              sm4 ? KeyLayout.SM4 : KeyLayout.DES)) {
        assertEquals(makBytes, keys.mak().length);
        assertEquals(tdkBytes, keys.tdk().length);
        terminal.signedInWith(
            keys.mak(), sm4 ? MacAlgorithm.UNIONPAY_SM4 : MacAlgorithm.UNIONPAY_ECB);
      }
      assertEquals("00", terminal.code(terminal.sale("000002", 1000)));
      start("mak: " + mak + "\n");
      try (TestTerminal after = connected()) {
        after.signedInAs(terminal);
        assertEquals("00", after.code(after.sale("000003", 1000)), "the keys are still known");
      }
    }
  }

  @Test
  void an_order_is_in_the_header_of_the_next_answer_and_no_other() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      for (String order : new String[] {"1", "2", "3", "4", "5", "9"}) {
        control.post("/order", "{\"order\":" + order + "}");
        Message answer = terminal.ask(TestTerminal.bytes(TestTerminal.ECHO));
        assertEquals("60310" + order + "310000", answer.header());
        answer = terminal.ask(TestTerminal.bytes(TestTerminal.ECHO));
        assertEquals("603100310000", answer.header());
      }
      assertEquals(400, control.call("POST", "/order", "{\"order\":\"X\"}").status());
    }
  }

  @Test
  void parameters_are_tags_with_texts_of_fixed_length() throws Exception {
    start("parameters: {\"12\": \"70\", \"18\": \"0\"}\n");
    try (TestTerminal terminal = connected()) {
      Message answer = terminal.ask(management(terminal, "0800", "360", ""));
      assertEquals("00", answer.field(39).orElseThrow());
      assertEquals("1270180", text(answer));
      assertEquals("00", terminal.code(management(terminal, "0820", "362", "12")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"capk", "chip-parameters"})
  void a_list_comes_in_several_answers_and_each_entry_on_demand(String what) throws Exception {
    boolean keys = what.equals("capk");
    String query = keys ? "372" : "382";
    try (TestTerminal terminal = connected()) {
      Message first = terminal.ask(management(terminal, "0820", query, "100"));
      assertEquals('2', text(first).charAt(0), "there are more");
      Message last = terminal.ask(management(terminal, "0820", query, "102"));
      assertEquals('3', text(last).charAt(0), "the last of several");
      assertEquals("0", text(terminal.ask(management(terminal, "0820", query, "103"))));
      String name = last.field(62).orElseThrow().substring(2);
      Message one = terminal.ask(download(terminal, "0800", keys ? "370" : "380", name));
      assertEquals('1', text(one).charAt(0));
      byte[] data = HexFormat.of().parseHex(one.field(62).orElseThrow().substring(2));
      assertEquals(keys ? "03" : "0020", ChipTags.value(data, keys ? "DF04" : "9F08"));
      assertEquals("00", terminal.code(management(terminal, "0800", keys ? "371" : "381", "")));
      String unknown = "9F0605A000000999" + (keys ? "9F220101" : "");
      one = terminal.ask(download(terminal, "0800", keys ? "370" : "380", unknown));
      assertEquals("0", text(one));
      assertEquals("30", terminal.code(management(terminal, "0820", query, "abc")));
      control.post("/faults", "{\"fault\":\"decline\",\"on\":\"" + what + "\"}");
      assertEquals("96", terminal.code(management(terminal, "0820", query, "100")));
    }
  }

  @Test
  void signing_in_again_can_be_forced_by_each_code() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      for (String code : new String[] {"97", "99", "A0", "77"}) {
        control.post(
            "/faults", "{\"fault\":\"decline\",\"on\":\"sale\",\"code\":\"" + code + "\"}");
        assertEquals(
            code, terminal.code(terminal.sale("0000" + (code.equals("A0") ? "10" : code), 9)));
      }
      assertEquals("", states());
    }
  }

  @Test
  void a_wrong_mac_is_noticed_on_messages_that_need_none() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Map<Integer, String> fields =
          Map.of(4, "000000000050", 11, "000004", 60, "30000001000", 64, "3132333435363738");
      assertEquals("A0", terminal.code(terminal.message("0320", fields)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parameters: {\"12\": \"700\"} | parameters.12 is \"700\": allowed is 2 characters",
        "parameters: {\"99\": \"1\"} | parameters.99 is \"1\": the key is unknown",
        "capk: [\"9F0605A000000333\"] | allowed is TLV data in hex with tag 9F22",
        "chipParameters: [\"xy\"] | allowed is a list in quotes of TLV data in hex",
        "options: {mac.algorithm: NONE} | mac.algorithm",
        "options: {nothing: x} | nothing is \"x\": the key is unknown",
        "completionLimit: 99 | completionLimit is 99: allowed is a whole number from 100",
        "oldReversals: no | oldReversals is \"no\": allowed is one of accept, 12, 25",
        "foreignCards: 4 | foreignCards is 4: allowed is a list",
        "tips: sometimes | tips is \"sometimes\": allowed is one of replace, add",
        "advices: {duplicate: 95} | advices.duplicate is 95: allowed is one of approve, 94",
      })
  void what_the_configuration_gets_wrong_is_said(String line, String said) {
    Exception refused = assertThrows(InvalidSettings.class, () -> start(line + "\n"));
    assertTrue(refused.getMessage().contains(said), refused.getMessage());
  }
}
