package org.tillkeeper.iso8583.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;

class Sm4PinBlockTest {
  private static final byte[] PIK = Hex.decode("0123456789ABCDEFFEDCBA9876543210");
  private static final String PAN = "6225000000000002";

  /** Published at blog.csdn.net, M_Kerry/104625499. */
  @Test
  void the_clear_block_as_published() {
    assertEquals(
        "06123654FFFFFFFFFFFF99FEFF88D977",
        Hex.toHexString(Sm4PinBlock.clear("123654", "6230606601007726888"))
            .toUpperCase(Locale.ROOT));
  }

  @Test
  void pins_of_every_length_come_back() throws Exception {
    for (int length = 4; length <= 12; length++) {
      String pin = "987654321098".substring(0, length);
      assertEquals(pin, Sm4PinBlock.decrypt(Sm4PinBlock.encrypt(pin, PAN, PIK), PAN, PIK));
    }
  }

  @Test
  void another_key_or_another_card_is_noticed() {
    byte[] block = Sm4PinBlock.encrypt("123456", PAN, PIK);

    assertThrows(KeyCheckFailed.class, () -> Sm4PinBlock.decrypt(block, PAN, new byte[16]));
    assertThrows(KeyCheckFailed.class, () -> Sm4PinBlock.decrypt(block, "6226168997066875", PIK));
  }

  @Test
  void what_is_no_pin_or_no_pan_is_refused_without_showing_it() {
    assertThrows(IllegalArgumentException.class, () -> Sm4PinBlock.encrypt("12", PAN, PIK));
    assertThrows(IllegalArgumentException.class, () -> Sm4PinBlock.encrypt("1234", "62", PIK));
  }
}
