package org.tillkeeper.agent.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What the ledger keeps secret, and what happens to it when someone touches it. */
class LedgerCipherTest {
  private static final byte[] DATA_KEY = new byte[32];
  private static final byte[] SECRET = "6225000000000006=3012".getBytes(UTF_8);
  private static final String PLACE = "secret/track2/7";

  static {
    Arrays.fill(DATA_KEY, (byte) 0x5A);
  }

  private final LedgerCipher cipher = new LedgerCipher(DATA_KEY, new SecureRandom());

  @Test
  void what_was_sealed_opens_in_its_place_after_a_restart() {
    byte[] sealed = cipher.seal(SECRET, PLACE);
    LedgerCipher restarted = new LedgerCipher(DATA_KEY, new SecureRandom());
    assertArrayEquals(SECRET, restarted.open(sealed, PLACE));
    assertArrayEquals(new byte[0], cipher.open(cipher.seal(new byte[0], PLACE), PLACE));
  }

  @Test
  void sealing_the_same_twice_looks_different() {
    assertFalse(Arrays.equals(cipher.seal(SECRET, PLACE), cipher.seal(SECRET, PLACE)));
  }

  @Test
  void a_value_moved_to_another_place_does_not_open() {
    byte[] sealed = cipher.seal(SECRET, PLACE);
    assertThrows(UnreadableSecret.class, () -> cipher.open(sealed, "secret/track2/8"));
  }

  @Test
  void a_value_under_another_key_does_not_open() {
    byte[] other = DATA_KEY.clone();
    other[31] ^= 1;
    byte[] sealed = new LedgerCipher(other, new SecureRandom()).seal(SECRET, PLACE);
    assertThrows(UnreadableSecret.class, () -> cipher.open(sealed, PLACE));
  }

  @Test
  void not_one_bit_can_change_and_not_one_byte_be_lost() {
    byte[] sealed = cipher.seal(SECRET, PLACE);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThrows(UnreadableSecret.class, () -> cipher.open(flipped, PLACE), "bit " + bit);
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThrows(UnreadableSecret.class, () -> cipher.open(cut, PLACE), "length " + length);
    }
  }

  @Test
  void a_fingerprint_is_the_same_for_the_same_input_and_key_only() {
    byte[] body = "body".getBytes(UTF_8);
    byte[] other = DATA_KEY.clone();
    other[0] ^= 1;
    assertArrayEquals(
        cipher.fingerprint(body), new LedgerCipher(DATA_KEY, new SecureRandom()).fingerprint(body));
    assertFalse(Arrays.equals(cipher.fingerprint(body), cipher.fingerprint(SECRET)));
    assertFalse(
        Arrays.equals(
            cipher.fingerprint(body),
            new LedgerCipher(other, new SecureRandom()).fingerprint(body)));
  }

  @Test
  void another_implementation_of_the_same_layout_agrees() throws Exception {
    byte[] sealed = cipher.seal(SECRET, PLACE);
    Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
    aes.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(hkdf("tillkeeper ledger encryption 1"), "AES"),
        new GCMParameterSpec(128, sealed, 1, 12));
    aes.updateAAD(new byte[] {1});
    aes.updateAAD(PLACE.getBytes(UTF_8));
    assertArrayEquals(SECRET, aes.doFinal(sealed, 13, sealed.length - 13));
    assertArrayEquals(
        hmac(hkdf("tillkeeper ledger fingerprint 1"), SECRET), cipher.fingerprint(SECRET));
  }

  @Test
  void a_closed_cipher_and_a_short_key_are_refused() {
    cipher.close();
    assertThrows(IllegalStateException.class, () -> cipher.seal(SECRET, PLACE));
    assertThrows(IllegalStateException.class, () -> cipher.fingerprint(SECRET));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LedgerCipher(new byte[16], new SecureRandom()));
    assertEquals("a data key has 32 bytes, not 16", refused.getMessage());
  }

  /** RFC 5869 with an empty salt, for 32 bytes. */
  private static byte[] hkdf(String label) throws Exception {
    byte[] extracted = hmac(new byte[32], DATA_KEY);
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.write(label.getBytes(UTF_8));
    info.write(1);
    return hmac(extracted, info.toByteArray());
  }

  private static byte[] hmac(byte[] key, byte[] input) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(input);
  }
}
