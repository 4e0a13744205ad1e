package org.tillkeeper.agent.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.iso8583.Hex;

/** What proves a device's serial number, against SM4 of a library and steps written out here. */
class SerialProofTest {
  /** The key and the plain text of GB/T 32907's first example. */
  private static final byte[] STANDARD = Hex.decode("0123456789ABCDEFFEDCBA9876543210");

  @Test
  void the_cipher_is_that_of_the_standards_own_example() {
    assertEquals("681EDF34D206965E86B3E94F536E4246", Hex.encode(sm4(STANDARD, STANDARD)));
  }

  @ParameterizedTest
  @CsvSource({
    "00000204TK0001, 000006",
    "00000204TK0001, 234567",
    "0, 000000",
    "12345678901234567890123456789012345678901234567890, 999999",
    "0123456789, 012345"
  })
  void the_proof_is_the_head_of_two_encryptions_of_the_folded_text(String serial, String factor) {
    byte[] text = (serial + factor).getBytes(StandardCharsets.US_ASCII);
    BigInteger fold = BigInteger.ZERO;
    for (int at = 0; at < text.length; at += 16) {
      fold = fold.xor(new BigInteger(1, Arrays.copyOfRange(text, at, at + 16)));
    }
    String digits = String.format(Locale.ROOT, "%032X", fold);
    byte[] first = sm4(STANDARD, digits.substring(0, 16).getBytes(StandardCharsets.US_ASCII));
    byte[] rest = digits.substring(16).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < first.length; i++) {
      first[i] ^= rest[i];
    }
    assertEquals(
        Hex.encode(sm4(STANDARD, first)).substring(0, 8), SerialProof.of(STANDARD, serial, factor));
  }

  @Test
  void a_published_mac_under_sm4_is_made_by_the_same_steps() {
    assertEquals(
        "1E80F373",
        SerialProof.of(
            Hex.decode("12345678901234567890123456789012"),
            "600011201811141100302017093010101012017102500075500000",
            "0005553"));
  }

  private static byte[] sm4(byte[] key, byte[] block) {
    SM4Engine engine = new SM4Engine();
    engine.init(true, new KeyParameter(key));
    byte[] out = new byte[16];
    engine.processBlock(block, 0, out, 0);
    return out;
  }
}
