package org.tillkeeper.tools.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacVerdict;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;

/** What the acquirer makes of cardholders' signatures. */
class SignaturesTest extends AcquirerFixture {
  private static String picture() {
    Bitmap picture = new Bitmap(48, 20);
    picture.blacken(3, 3);
    return Hex.encode(Jbig.encode(picture));
  }

  /** The signature of a sale that was answered so, with some fields changed. */
  private static byte[] signature(
      TestTerminal terminal, Message sale, Map<Integer, String> changes) {
    Map<Integer, String> fields = new TreeMap<>();
    fields.put(2, "6225000000000002");
    fields.put(3, "000000");
    fields.put(4, sale.field(4).orElseThrow());
    fields.put(11, sale.field(11).orElseThrow());
    fields.put(25, "00");
    fields.put(37, sale.field(37).orElseThrow());
    fields.put(55, "FF000453484F50FF0100");
    fields.put(60, "07000001800");
    fields.put(62, picture());
    fields.putAll(changes);
    return terminal.message("0820", fields);
  }

  @Test
  void the_signature_of_a_sale_is_taken_and_answered_with_a_mac_as_often_as_it_comes()
      throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Message sale = terminal.ask(terminal.withStan(TestTerminal.SALE, "000002"));
      for (int i = 0; i < 2; i++) {
        terminal.send(signature(terminal, sale, Map.of()));
        byte[] frame = terminal.receive();
        Message answer = TestTerminal.DIALECT.unpack(frame);
        assertEquals("0830", answer.mti());
        assertEquals("00", answer.field(39).orElseThrow());
        assertEquals("07000001800", answer.field(60).orElseThrow());
        assertEquals(MacVerdict.RIGHT, terminal.mac(frame));
      }
      String messages = control.get("/messages").text();
      assertTrue(messages.contains("signature of 48 by 20 taken"), messages);
      assertFalse(messages.contains(picture()), "the picture shows nowhere");
    }
  }

  @Test
  void what_is_no_signature_of_a_payment_here_is_refused() throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Message sale = terminal.ask(terminal.withStan(TestTerminal.SALE, "000002"));
      assertEquals("25", terminal.code(signature(terminal, sale, Map.of(11, "000009"))));
      assertEquals("25", terminal.code(signature(terminal, sale, Map.of(37, "999999999999"))));
      assertEquals("30", terminal.code(signature(terminal, sale, Map.of(62, "0000"))));
      assertEquals("30", terminal.code(signature(terminal, sale, Map.of(55, "9F2600"))));
    }
  }

  @Test
  void a_signature_with_a_wrong_mac_is_refused_and_faults_may_be_limited_to_signatures()
      throws Exception {
    try (TestTerminal terminal = signedIn()) {
      Message sale = terminal.ask(terminal.withStan(TestTerminal.SALE, "000002"));
      byte[] wrong = signature(terminal, sale, Map.of());
      wrong[wrong.length - 1] ^= 1;
      assertEquals("A0", terminal.code(wrong));
      control.post("/faults", "{\"fault\":\"decline\",\"code\":\"12\",\"on\":\"signature\"}");
      assertEquals("12", terminal.code(signature(terminal, sale, Map.of())));
      assertEquals("00", terminal.code(signature(terminal, sale, Map.of())));
    }
  }
}
