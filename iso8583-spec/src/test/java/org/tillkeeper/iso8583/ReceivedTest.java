package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames that say more than their dialect knows. */
class ReceivedTest {
  private static final Dialect UNIONPAY = Dialect.named("unionpay-pos");
  private static final String ROUTED = "6000000003603100310000";

  /** A frame from everything behind its length. */
  private static byte[] frame(String body) {
    return Hex.decode(String.format("%04X", body.length() / 2) + body);
  }

  @Test
  void a_field_of_the_standard_that_the_table_lacks_is_read_past() throws Exception {
    // 3, 4, 5 (n 12), 11, 28 (x+n 8), 43 (ans 40)
    String body =
        ROUTED
            + "0210"
            + "3820001000200000"
            + "000000"
            + "000000001234"
            + "000000009999"
            + "000002"
            + "4300000012"
            + "20".repeat(40);
    Received received = UNIONPAY.receive(frame(body));
    assertEquals("000002", received.message().field(11).get());
    assertFalse(received.message().field(5).isPresent());
    assertFalse(received.message().field(28).isPresent());
    assertEquals(List.of(5, 28, 43), received.notes().stream().map(Received.Note::field).toList());
    assertThrows(MalformedMessage.class, () -> UNIONPAY.unpack(frame("00")));
  }

  @Test
  void fields_that_vary_in_length_are_read_past_by_their_prefix() throws Exception {
    // 11, 45 (ans LL 76), 46 (ans LLL 999), 49
    String body =
        ROUTED
            + "0210"
            + "00200000000C8000"
            + "000002"
            + "02"
            + "4142"
            + "0003"
            + "414243"
            + "313536";
    Received received = UNIONPAY.receive(frame(body));
    assertEquals("156", received.message().field(49).get());
    assertEquals(
        "field 45 (of the standard) is not in the dialect and was read past",
        received.notes().get(0).text());
  }

  @Test
  void a_second_bitmap_is_read_past_where_the_dialect_has_one_only() throws Exception {
    // 11, and 70 (n 3) in the second bitmap
    String body = ROUTED + "0810" + "8020000000000000" + "0400000000000000" + "000002" + "0301";
    Received received = UNIONPAY.receive(frame(body));
    assertEquals("000002", received.message().field(11).get());
    assertEquals(70, received.notes().get(0).field());
    assertThrows(MalformedMessage.class, () -> UNIONPAY.unpack(frame(body)));
  }

  @Test
  void a_field_longer_than_the_table_says_is_read_by_its_prefix() throws Exception {
    // A real dump: field 60 of 19 digits.
    String body = ROUTED + "0210" + "0020000000000010" + "000002" + "0019" + "22000001000600000000";
    Received received = UNIONPAY.receive(frame(body));
    assertEquals("2200000100060000000", received.message().field(60).get());
    assertEquals(
        "field 60 (message type and batch) has 19, the dialect allows 17",
        received.notes().get(0).text());
    assertEquals(
        "field 60 (message type and batch) at offset 26 is at most 17 digits, its length says 19",
        assertThrows(MalformedMessage.class, () -> UNIONPAY.unpack(frame(body))).getMessage());
  }

  @Test
  void a_field_that_nothing_uses_need_not_be_readable_and_one_that_is_used_must() throws Exception {
    // 11, 32 (n LL) with a letter's nibble
    String unused = ROUTED + "0210" + "0020000100000000" + "000002" + "04" + "12A4";
    Received received = UNIONPAY.receive(frame(unused));
    assertEquals(Received.What.UNREADABLE, received.notes().get(0).what());
    assertFalse(received.message().field(32).isPresent());
    // 4, 11: the amount is used
    String used = ROUTED + "0210" + "1020000000000000" + "0000000012A4" + "000002";
    assertEquals(
        4, assertThrows(MalformedMessage.class, () -> UNIONPAY.receive(frame(used))).field());
  }

  @Test
  void a_length_that_lies_takes_nothing() {
    // 45 says 99 characters, 46 says 9,999; 2 bytes are left
    for (String end :
        new String[] {"0000000000080000" + "99" + "4142", "0000000000040000" + "9999" + "4142"}) {
      byte[] frame = frame(ROUTED + "0210" + end);
      assertThrows(MalformedMessage.class, () -> UNIONPAY.receive(frame));
    }
  }

  @Test
  void bytes_behind_the_mac_are_the_dialects_to_allow_and_not_in_the_mac() throws Exception {
    Dialect trailed = UNIONPAY.with(Map.of("framing.trailer", "2"));
    byte[] plain =
        UNIONPAY.pack(
            new Message(UNIONPAY.tpdu(), UNIONPAY.header(), "0210", Map.of(11, "000002")),
            Values.MAC);
    for (int more = 0; more <= 3; more++) {
      byte[] frame = java.util.Arrays.copyOf(plain, plain.length + more);
      frame[1] += (byte) more;
      if (more <= 2) {
        assertEquals("000002", trailed.receive(frame).message().field(11).get());
        assertEquals(plain.length, trailed.receive(frame).end());
        assertEquals(MacVerdict.RIGHT, trailed.checkMac(frame, Values.MAC));
      } else {
        assertThrows(MalformedMessage.class, () -> trailed.receive(frame));
      }
      if (more > 0) {
        assertThrows(MalformedMessage.class, () -> UNIONPAY.receive(frame));
      }
    }
  }

  @Test
  void a_mac_is_checked_over_what_was_read_past() throws Exception {
    for (String name : Dialect.names()) {
      Dialect dialect = Dialect.named(name);
      String mti = name.startsWith("iso1993") ? "1210" : "0210";
      byte[] frame =
          dialect.pack(
              new Message(dialect.tpdu(), dialect.header(), mti, Map.of(11, "000002")), Values.MAC);
      assertEquals(MacVerdict.RIGHT, dialect.checkMac(frame, Values.MAC));
    }
  }

  @Test
  void whatever_the_bytes_nothing_but_malformed_message_comes_of_them() {
    Random random = new Random(1);
    for (String name : Dialect.names()) {
      Dialect dialect = Dialect.named(name);
      for (int i = 0; i < 3000; i++) {
        byte[] body = new byte[21 + random.nextInt(120)];
        random.nextBytes(body);
        byte[] frame = frame(ROUTED + "0210" + Hex.encode(body));
        try {
          Received received = dialect.receive(frame);
          assertTrue(received.end() <= frame.length);
          dialect.checkMac(frame, Values.MAC);
        } catch (MalformedMessage e) {
          assertTrue(e.offset() <= frame.length, e.getMessage());
        }
      }
    }
  }
}
