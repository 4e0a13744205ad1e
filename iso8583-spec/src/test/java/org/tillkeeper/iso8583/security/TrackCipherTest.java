package org.tillkeeper.iso8583.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;

class TrackCipherTest {
  private static final byte[] TDK = Hex.decode("807A23AD32B36D457AE91FDF927570EA");
  private static final String TRACK = "6225000000000002=25125200000000000000";

  /** No vector is published: the block is cut out by hand here, as the description says. */
  @Test
  void the_last_digit_of_an_odd_track_stays_in_clear() {
    byte[] block = Des.encrypt(TDK, Hex.decode(TRACK.substring(20, 36)));
    String expected = Hex.toHexString(block).toUpperCase(Locale.ROOT).replace('D', '=');

    assertEquals(
        TRACK.substring(0, 20) + expected + TRACK.substring(36), TrackCipher.encrypt(TRACK, TDK));
  }

  @Test
  void the_last_two_digits_of_an_even_track_stay_in_clear() {
    String track = TRACK.substring(0, 36);
    byte[] block = Des.encrypt(TDK, Hex.decode(track.substring(18, 34)));
    String expected = Hex.toHexString(block).toUpperCase(Locale.ROOT).replace('D', '=');

    assertEquals(
        track.substring(0, 18) + expected + track.substring(34), TrackCipher.encrypt(track, TDK));
  }

  @Test
  void tracks_of_every_length_come_back_and_keep_it() {
    StringBuilder track = new StringBuilder("6225=");
    while (track.length() < 104) {
      track.append(track.length() % 10);
      String clear = track.toString();
      String encrypted = TrackCipher.encrypt(clear, TDK);
      assertEquals(Math.max(17, clear.length()), encrypted.length());
      assertTrue(encrypted.matches("[0-9ABCEF=]+"), encrypted.length() + " digits");
      assertFalse(encrypted.contains(clear));
      assertEquals(clear, TrackCipher.decrypt(encrypted, TDK));
    }
  }

  @Test
  void what_is_no_track_is_refused_without_showing_it() {
    assertEquals("a track has 1 to 104 digits, this has 0", refused(""));
    assertEquals("a track has digits and =, character 5 is none of them", refused("6225D12"));
  }

  private static String refused(String track) {
    return assertThrows(IllegalArgumentException.class, () -> TrackCipher.encrypt(track, TDK))
        .getMessage();
  }
}
