package org.tillkeeper.iso8583.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;

class AesPinBlockTest {
  private static final byte[] PIK = Hex.decode("00112233445566778899AABBCCDDEEFF");
  private static final String PAN = "6225000000000002";

  /** Captured from a calculator by an open-source test: both fields and the result. */
  @Test
  void a_block_as_published() throws Exception {
    String pan = "432198765432109870";
    byte[] random = Hex.decode("146C6601F4A8035C");
    byte[] block = AesPinBlock.encrypt("1234", pan, random, PIK);

    assertEquals("441234AAAAAAAAAA146C6601F4A8035C", hex(AesPinBlock.pinField("1234", random)));
    assertEquals("64321987654321098700000000000000", hex(AesPinBlock.panField(pan)));
    assertEquals("88E33C3ACF404F234F10F889C364E377", hex(block));
    assertEquals("1234", AesPinBlock.decrypt(block, pan, PIK));
  }

  /** Published with the tool that computes it: key, fields and block. */
  @Test
  void another_block_as_published() {
    assertEquals(
        "21969613F4EB77C208147888EB674457",
        hex(
            AesPinBlock.encrypt(
                "1234",
                "4001234567890120",
                Hex.decode("7BFDA91F39F63284"),
                Hex.decode("D30D421EC808407A61972EDBA36482FF"))));
  }

  @Test
  void pins_of_every_length_come_back_under_keys_of_every_length() throws Exception {
    for (int keyBytes = 16; keyBytes <= 32; keyBytes += 8) {
      byte[] key = new byte[keyBytes];
      for (int length = 4; length <= 12; length++) {
        String pin = "987654321098".substring(0, length);
        byte[] block = AesPinBlock.encrypt(pin, PAN, new byte[8], key);
        assertEquals(pin, AesPinBlock.decrypt(block, PAN, key));
      }
    }
  }

  @Test
  void another_key_or_another_card_is_noticed() {
    byte[] block = AesPinBlock.encrypt("123456", PAN, new byte[8], PIK);

    assertThrows(KeyCheckFailed.class, () -> AesPinBlock.decrypt(block, PAN, new byte[16]));
    assertThrows(KeyCheckFailed.class, () -> AesPinBlock.decrypt(block, "6226168997066875", PIK));
  }

  @Test
  void what_is_no_pin_no_pan_or_no_randomness_is_refused() {
    assertEquals("a PIN is 4 to 12 digits", refused("123", PAN, 8));
    assertEquals("a PAN is 12 to 19 digits", refused("1234", "62250000", 8));
    assertEquals(
        "a PIN block of format 4 takes 8 random bytes, here are 7", refused("1234", PAN, 7));
  }

  private static String refused(String pin, String pan, int random) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> AesPinBlock.encrypt(pin, pan, new byte[random], PIK))
        .getMessage();
  }

  private static String hex(byte[] bytes) {
    return Hex.toHexString(bytes).toUpperCase(Locale.ROOT);
  }
}
