package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.security.KeyLayout;
import org.tillkeeper.iso8583.security.Sm4PinBlock;

/** QR codes and PIN blocks in the fields that some acquirers want them in, and key layouts. */
class CarriersTest {
  private static final Dialect UNIONPAY = Dialect.named("unionpay-pos");
  private static final String SM4_BLOCK = "00112233445566778899AABBCCDDEEFF";

  @Test
  void a_qr_code_stands_in_field_62_where_the_acquirer_wants_tlv() throws Exception {
    Dialect other =
        UNIONPAY.with(
            Map.of(
                "qr.carrier", "62",
                "qr.condition", "99",
                "qr.entryMode", "030",
                "qr.messageCode", "26"));
    Map<Element, String> values = Values.of("qr");
    values.put(Element.QR_CODE, "621234567890123456");

    Message sale = other.request(Kind.SALE, values);

    assertTrue(sale.field(59).isEmpty());
    assertEquals(
        "5F0112"
            + "363231323334353637383930313233343536"
            + "5F0306"
            + "303330343035"
            + "5F0408"
            + "3230323630313032",
        sale.field(62).orElseThrow());
    assertEquals("99", sale.field(25).orElseThrow());
    assertEquals("030", sale.field(22).orElseThrow());
    assertEquals("26000001000600", sale.field(60).orElseThrow());
    Message read = other.unpack(other.pack(sale, Values.MAC));
    assertEquals(sale.field(62), read.field(62));
    assertEquals(
        sale.field(62),
        other.reversal(Kind.SALE, sale, Map.of(Element.REVERSAL_REASON, "98")).field(62));
    values.remove(Element.LOCAL_TIME);
    assertFalse(other.request(Kind.SALE, values).field(62).orElseThrow().contains("5F03"));
  }

  @Test
  void a_pin_block_under_sm4_stands_in_field_59() throws Exception {
    Dialect sm4 = UNIONPAY.with(Map.of("pin.carrier", "59"));
    for (Kind kind : new Kind[] {Kind.SALE, Kind.VOID, Kind.PRE_AUTH, Kind.BALANCE}) {
      Map<Element, String> values = Values.of("chip");
      values.put(Element.PIN_BLOCK, SM4_BLOCK);
      Message request = sm4.request(kind, values);

      assertEquals(Sm4PinBlock.FIELD_52, request.field(52).orElseThrow());
      assertEquals("2300000000000000", request.field(53).orElseThrow());
      assertEquals("051", request.field(22).orElseThrow());
      String carried = sm4.unpack(sm4.pack(request, Values.MAC)).field(59).orElseThrow();
      assertEquals("A1016", carried.substring(0, 5));
      assertEquals(
          SM4_BLOCK,
          Hex.encode(carried.substring(5).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
    }
    Map<Element, String> none = Values.of("chip");
    none.remove(Element.PIN_BLOCK);
    assertTrue(sm4.request(Kind.SALE, none).field(59).isEmpty());
  }

  @Test
  void a_reversal_carries_no_pin_block_and_keeps_the_qr_code() {
    Dialect sm4 = UNIONPAY.with(Map.of("pin.carrier", "59"));
    Map<Element, String> values = Values.of("chip");
    values.put(Element.PIN_BLOCK, SM4_BLOCK);
    Map<Element, String> reason = Map.of(Element.REVERSAL_REASON, "98");

    Message card = sm4.reversal(Kind.SALE, sm4.request(Kind.SALE, values), reason);
    assertTrue(card.field(59).isEmpty() && card.field(52).isEmpty());
    Message qr = UNIONPAY.request(Kind.SALE, Values.of("qr"));
    assertEquals(qr.field(59), UNIONPAY.reversal(Kind.SALE, qr, reason).field(59));
  }

  @Test
  void a_pin_block_of_the_wrong_kind_is_refused() {
    Map<Element, String> values = Values.of("chip");
    values.put(Element.PIN_BLOCK, SM4_BLOCK);

    assertEquals(
        52, assertThrows(InvalidField.class, () -> UNIONPAY.request(Kind.SALE, values)).field());
  }

  @Test
  void tracks_under_an_sm4_key_say_so_in_field_53() {
    Dialect sm4 = UNIONPAY.with(Map.of("pin.carrier", "59", "track.encrypted", "yes"));
    Map<Element, String> values = Values.of("swipe");
    values.put(Element.PIN_BLOCK, SM4_BLOCK);

    assertEquals("2310000000000000", sm4.request(Kind.SALE, values).field(53).orElseThrow());
  }

  @Test
  void the_layout_of_the_working_keys_follows_what_the_sign_in_asks_for() {
    assertEquals(KeyLayout.DES, UNIONPAY.keyLayout());
    for (String keys : new String[] {"001", "003", "004"}) {
      assertEquals(KeyLayout.DES, UNIONPAY.with(Map.of("signIn.keys", keys)).keyLayout());
    }
    for (String keys : new String[] {"005", "006"}) {
      assertEquals(KeyLayout.SM4, UNIONPAY.with(Map.of("signIn.keys", keys)).keyLayout());
    }
    assertEquals(
        KeyLayout.TRIPLE_LENGTH_DES, UNIONPAY.with(Map.of("keys.bytes", "24")).keyLayout());
    assertEquals(KeyLayout.DES, Dialect.named("iso1987-ascii").keyLayout());
  }
}
