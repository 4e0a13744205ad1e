package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;

/**
 * The upload of a cardholder's signature. Its golden frame is read here byte by byte, without
 * anything of the dialect, and its MAC made by the platform's own DES.
 */
class SignatureMessageTest {
  private static final Dialect DIALECT = Dialect.named("unionpay-pos");
  private static final Charset GBK = Charset.forName("GBK");

  private static final String FRAME =
      "00A8600003000060310031000008207022008008C00215166225000000000002000000000000"
          + "0012340000020102003132333435363738393031323030303030303031393532373138313832"
          + "3231373837350037FF0004D0A1B5EAFF0104CFFBB7D1FF020101FF060720260102084802FF07"
          + "063635343332310011070000018000003100000100000000180000000800000008000000005A"
          + "AF3C576BEF060280FF023345363034354244";

  private static Message message() {
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.PAN, "6225000000000002");
    values.put(Element.PROCESSING_CODE, "000000");
    values.put(Element.AMOUNT, "1234");
    values.put(Element.STAN, "000002");
    values.put(Element.SETTLEMENT_DATE, "0102");
    values.put(Element.CONDITION, "00");
    values.put(Element.RRN, "123456789012");
    values.put(Element.AUTH_CODE, "654321");
    values.put(Element.TERMINAL, "00000001");
    values.put(Element.MERCHANT, "952718182217875");
    values.put(Element.BATCH, "000001");
    values.put(Element.MESSAGE_CODE, "22");
    values.put(Element.LOCAL_YEAR, "26");
    values.put(Element.LOCAL_DATE, "0102");
    values.put(Element.LOCAL_TIME, "084802");
    values.put(Element.MERCHANT_NAME, new String("小店".getBytes(GBK), StandardCharsets.ISO_8859_1));
    values.put(Element.SIGNATURE, Hex.encode(Jbig.encode(picture())));
    return DIALECT.request(Kind.SIGNATURE, values);
  }

  private static Bitmap picture() {
    Bitmap picture = new Bitmap(24, 8);
    for (int x = 2; x < 22; x++) {
      picture.blacken(x, 1 + x * 5 / 22);
    }
    return picture;
  }

  @Test
  void it_is_packed_to_the_golden_frame() {
    assertEquals(FRAME, Hex.encode(DIALECT.pack(message(), GoldenFrames.MAC)));
  }

  @Test
  void each_byte_of_the_golden_frame_is_what_public_descriptions_say() throws Exception {
    byte[] frame = Hex.decode(FRAME);
    Reading reading = new Reading(frame);
    assertEquals(frame.length - 2, Integer.parseInt(reading.hex(2), 16));
    assertEquals("6000030000", reading.hex(5));
    assertEquals("603100310000", reading.hex(6));
    int mti = reading.at;
    assertEquals("0820", reading.hex(2));
    // Bits 2, 3, 4, 11, 15, 25, 37, 41, 42, 55, 60, 62 and 64.
    assertEquals("7022008008C00215", reading.hex(8));
    assertEquals("16", reading.hex(1));
    assertEquals("6225000000000002", reading.hex(8));
    assertEquals("000000", reading.hex(3));
    assertEquals("000000001234", reading.hex(6));
    assertEquals("000002", reading.hex(3));
    assertEquals("0102", reading.hex(2));
    assertEquals("00", reading.hex(1));
    assertEquals("123456789012", reading.text(12));
    assertEquals("00000001", reading.text(8));
    assertEquals("952718182217875", reading.text(15));
    Map<String, byte[]> receipt = receipt(reading.bytes(Integer.parseInt(reading.hex(2))));
    assertEquals("小店", new String(receipt.get("FF00"), GBK));
    assertEquals("消费", new String(receipt.get("FF01"), GBK));
    assertEquals("01", Hex.encode(receipt.get("FF02")));
    assertEquals("20260102084802", Hex.encode(receipt.get("FF06")));
    assertEquals("654321", new String(receipt.get("FF07"), StandardCharsets.US_ASCII));
    assertEquals(5, receipt.size());
    assertEquals("0011", reading.hex(2));
    assertEquals("070000018000", reading.hex(6));
    byte[] picture = reading.bytes(Integer.parseInt(reading.hex(2)));
    assertEquals(picture(), Jbig.decode(picture, 1000));
    byte[] covered = Arrays.copyOfRange(frame, mti, reading.at);
    assertEquals(macByThePlatform(covered), reading.text(8));
    assertEquals(frame.length, reading.at);
  }

  /** Zeros to a multiple of 8, all blocks XORed, as hex text: E(first half), XOR second, E. */
  private static String macByThePlatform(byte[] covered) throws Exception {
    byte[] folded = new byte[8];
    for (int i = 0; i < covered.length; i++) {
      folded[i % 8] ^= covered[i];
    }
    byte[] text = Hex.encode(folded).getBytes(StandardCharsets.US_ASCII);
    Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
    des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(GoldenFrames.MAK, "DES"));
    byte[] block = des.doFinal(text, 0, 8);
    for (int i = 0; i < 8; i++) {
      block[i] ^= text[8 + i];
    }
    return Hex.encode(des.doFinal(block)).substring(0, 8);
  }

  @Test
  void its_mac_is_made_and_checked_and_an_echo_of_the_same_type_has_none() throws Exception {
    byte[] frame = Hex.decode(FRAME);
    assertEquals(MacVerdict.RIGHT, DIALECT.checkMac(frame, GoldenFrames.MAC));
    assertTrue(DIALECT.carriesMac(DIALECT.unpack(frame)));
    Message echo = DIALECT.unpack(GoldenFrames.frame("echo"));
    assertFalse(DIALECT.carriesMac(echo));
    assertArrayEquals(
        GoldenFrames.frame("echo"),
        DIALECT.pack(
            echo,
            (algorithm, input) -> {
              throw new AssertionError("no MAC is wanted");
            }));
    assertFalse(DIALECT.carriesMac("0820"));
  }

  @Test
  void what_it_can_do_without_is_left_out() {
    Map<Element, String> values = Values.of("swipe");
    values.remove(Element.SETTLEMENT_DATE);
    values.remove(Element.AUTH_CODE);
    values.remove(Element.RRN);
    Message message = DIALECT.request(Kind.SIGNATURE, values);
    assertFalse(message.fields().containsKey(15) || message.fields().containsKey(37));
    assertFalse(message.field(55).get().contains("FF07"));
  }

  @Test
  void a_picture_that_is_too_large_for_its_field_is_refused() {
    Map<Element, String> values = Values.of("swipe");
    values.put(Element.SIGNATURE, "00".repeat(1000));
    assertEquals(
        62,
        assertThrows(InvalidField.class, () -> DIALECT.request(Kind.SIGNATURE, values)).field());
    assertEquals(999, DIALECT.signatureBytes());
  }

  @Test
  void an_acquirer_takes_signatures_by_option_and_the_code_is_drawn_by_option() {
    assertFalse(DIALECT.takesSignatures());
    assertTrue(DIALECT.with(Map.of("signature.upload", "yes")).takesSignatures());
    assertTrue(DIALECT.drawsTransactionCode());
    assertFalse(DIALECT.with(Map.of("signature.code", "left")).drawsTransactionCode());
    Dialect generic = Dialect.named("iso1987-ascii");
    assertFalse(generic.takesSignatures() || generic.drawsTransactionCode());
    assertEquals(0, generic.signatureBytes());
  }

  @Test
  void the_field_of_the_picture_is_secret() {
    assertTrue(DIALECT.isSecret(62) && DIALECT.isSecret(55));
  }

  private static Map<String, byte[]> receipt(byte[] tlv) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    int at = 0;
    while (at < tlv.length) {
      int length = tlv[at + 2] & 0xFF;
      entries.put(Hex.encode(tlv, at, 2), Arrays.copyOfRange(tlv, at + 3, at + 3 + length));
      at += 3 + length;
    }
    assertEquals(new TreeMap<>(entries).keySet(), entries.keySet(), "in the order of their tags");
    return entries;
  }

  /** A frame, read from its beginning. */
  private static final class Reading {
    private final byte[] frame;
    private int at;

    Reading(byte[] frame) {
      this.frame = frame;
    }

    byte[] bytes(int count) {
      at += count;
      return Arrays.copyOfRange(frame, at - count, at);
    }

    String hex(int count) {
      return Hex.encode(bytes(count));
    }

    String text(int count) {
      return new String(bytes(count), StandardCharsets.US_ASCII);
    }
  }
}
