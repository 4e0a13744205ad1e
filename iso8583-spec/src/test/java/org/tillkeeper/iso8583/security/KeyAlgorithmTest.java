package org.tillkeeper.iso8583.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;

class KeyAlgorithmTest {
  /** GB/T 32907-2016, appendix A.1. */
  @Test
  void sm4_as_published() {
    byte[] key = Hex.decode("0123456789ABCDEFFEDCBA9876543210");

    assertEquals("681EDF34D206965E86B3E94F536E4246", hex(KeyAlgorithm.SM4.encrypt(key, key)));
    assertArrayEquals(
        key, KeyAlgorithm.SM4.decrypt(key, Hex.decode("681EDF34D206965E86B3E94F536E4246")));
  }

  /** FIPS 197, appendix C. */
  @Test
  void aes_as_published_with_keys_of_every_length() {
    String key = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
    byte[] data = Hex.decode("00112233445566778899AABBCCDDEEFF");

    assertEquals("69C4E0D86A7B0430D8CDB78070B4C55A", aes(key.substring(0, 32), data));
    assertEquals("DDA97CA4864CDFE06EAF70A0EC0D7191", aes(key.substring(0, 48), data));
    assertEquals("8EA2B7CA516745BFEAFC49904B496089", aes(key, data));
  }

  /** NIST SP 800-67 and FIPS 46-3's own test text, encrypted under one, two and three keys. */
  @Test
  void des_as_published() {
    assertEquals(
        "3FA40E8A984D4815",
        hex(
            KeyAlgorithm.DES.encrypt(
                Hex.decode("0123456789ABCDEF"), Hex.decode("4E6F772069732074"))));
    assertEquals(
        "A826FD8CE53B855FCCE21C8112256FE668D5C05DD9B6B900",
        hex(
            KeyAlgorithm.DES.encrypt(
                Hex.decode("0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123"),
                Hex.decode(
                    "5468652071756663 6B2062726F776E20 666F78206A756D70".replace(" ", "")))));
  }

  /**
   * The check value is published with its key in open source; AES: the all-zero vector of AESAVS.
   */
  @Test
  void check_values_as_published() {
    assertEquals(
        "861E83E31FAEBF10",
        hex(KeyAlgorithm.SM4.checkValue(Hex.decode("F351D490994603795C6EBEE8FAEBB481"), 8)));
    assertEquals("66E94BD4", hex(KeyAlgorithm.AES.checkValue(new byte[16], 4)));
    assertEquals(
        "8D0A74B8",
        hex(KeyAlgorithm.DES.checkValue(Hex.decode("807A23AD32B36D457AE91FDF927570EA"), 4)));
    assertEquals("AB7153CA", hex(KeyAlgorithm.DES.checkValue(Hex.decode("5BB5C72CD00B7338"), 4)));
    assertThrows(
        IllegalArgumentException.class, () -> KeyAlgorithm.DES.checkValue(new byte[16], 9));
  }

  @Test
  void a_wrapped_key_of_every_kind_is_verified_and_a_damaged_one_is_named() throws Exception {
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      byte[] wrapping = Hex.decode("1234567890ABCDEFABCDEF0987654321");
      byte[] key = Hex.decode("F351D490994603795C6EBEE8FAEBB481");
      byte[] wrapped = algorithm.encrypt(wrapping, key);
      byte[] check = algorithm.checkValue(key, 3);

      assertArrayEquals(key, algorithm.unwrap(wrapped, wrapping, check, "TAK"));
      check[2] ^= 1;
      String text =
          assertThrows(
                  KeyCheckFailed.class, () -> algorithm.unwrap(wrapped, wrapping, check, "TAK"))
              .getMessage();
      assertEquals(
          "the check value of the TAK does not match: another master key, or keys damaged", text);
      assertFalse(text.contains("F351"));
    }
  }

  @Test
  void what_fits_no_block_or_no_key_is_refused() {
    assertEquals(
        "AES works on multiples of 16 bytes, here are 8", refused(KeyAlgorithm.AES, 16, 8));
    assertEquals("a key of SM4 has 16 bytes, this has 24", refused(KeyAlgorithm.SM4, 24, 16));
    assertEquals(
        "a key of AES has 16, 24 or 32 bytes, this has 8", refused(KeyAlgorithm.AES, 8, 16));
    assertEquals("a key of DES has 8, 16 or 24 bytes, this has 7", refused(KeyAlgorithm.DES, 7, 8));
  }

  private static String refused(KeyAlgorithm algorithm, int keyBytes, int dataBytes) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> algorithm.encrypt(new byte[keyBytes], new byte[dataBytes]))
        .getMessage();
  }

  private static String aes(String key, byte[] data) {
    return hex(KeyAlgorithm.AES.encrypt(Hex.decode(key), data));
  }

  private static String hex(byte[] bytes) {
    return Hex.toHexString(bytes).toUpperCase(Locale.ROOT);
  }
}
