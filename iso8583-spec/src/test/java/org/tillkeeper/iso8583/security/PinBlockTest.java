package org.tillkeeper.iso8583.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;

class PinBlockTest {
  private static final byte[] PIK = Hex.decode("807A23AD32B36D457AE91FDF927570EA");
  private static final String PAN = "6225000000000002";

  /** Published at blog.csdn.net, KingVan/47119. */
  @Test
  void clear_blocks_as_published() {
    assertEquals("061253DFFEDCBA98", hex(PinBlock.clear("123456", "123456789012345678")));
    assertEquals("0612713176FEDCBA", hex(PinBlock.clear("123456", "1234567890123456")));
  }

  /** Block from the open-source HSM mock kengdingxiaoman/hmsmock. */
  @Test
  void a_block_as_a_security_module_makes_it() {
    byte[] key = Hex.decode("C5A1EFDE6AD4461B72AF90946EE006AC");

    assertEquals("06117079668F9978", hex(PinBlock.clear("111111", "6226168997066875")));
    assertEquals("150A4D565B4A836E", hex(PinBlock.encrypt("111111", "6226168997066875", key)));
  }

  @Test
  void the_block_of_the_golden_sale() throws Exception {
    assertEquals("06126456FFFFFFFF", hex(PinBlock.clear("123456", PAN)));
    byte[] block = PinBlock.encrypt("123456", PAN, PIK);

    assertEquals("9FD70511ED75347D", hex(block));
    assertEquals("123456", PinBlock.decrypt(block, PAN, PIK));
  }

  @Test
  void pins_of_every_length_come_back() throws Exception {
    for (int length = 4; length <= 12; length++) {
      String pin = "987654321098".substring(0, length);
      assertEquals(pin, PinBlock.decrypt(PinBlock.encrypt(pin, PAN, PIK), PAN, PIK));
    }
  }

  @Test
  void another_key_is_noticed() {
    byte[] block = PinBlock.encrypt("123456", PAN, PIK);

    assertThrows(
        KeyCheckFailed.class,
        () -> PinBlock.decrypt(block, PAN, Hex.decode("0123456789ABCDEFFEDCBA9876543210")));
  }

  @Test
  void what_is_no_pin_or_no_pan_is_refused_without_showing_it() {
    assertEquals("a PIN is 4 to 12 digits", refused("123", PAN));
    assertEquals("a PIN is 4 to 12 digits", refused("12345A", PAN));
    assertEquals("a PAN is 13 to 19 digits", refused("123456", "622500000000"));
    assertEquals("a PAN is 13 to 19 digits", refused("123456", "622500000000000=2512"));
  }

  private static String refused(String pin, String pan) {
    return assertThrows(IllegalArgumentException.class, () -> PinBlock.encrypt(pin, pan, PIK))
        .getMessage();
  }

  private static String hex(byte[] bytes) {
    return Hex.toHexString(bytes).toUpperCase(Locale.ROOT);
  }
}
