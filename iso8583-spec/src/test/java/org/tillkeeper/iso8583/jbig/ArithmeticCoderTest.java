package org.tillkeeper.iso8583.jbig;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.Hex;

/** The arithmetic coder against the test sequence of T.82, clause 7.1 (table 26). */
class ArithmeticCoderTest {
  private static final String PIXELS =
      "05E00000 8B0001C4 17000034 7FFF1A3F 951B05D8 1D17E770 00000000 06560E6A";
  private static final String CONTEXTS =
      "0FE00000 0F0000F0 FF000000 00000000 00000000 00000000 00000000 00000000";
  private static final String ENCODED =
      "6989995C32EAFAA0D5FF00527FFF00FF00FF00C00000003FFF002D208291";

  @Test
  void the_test_sequence_of_the_standard_is_encoded_to_its_bytes() {
    byte[] pixels = Hex.decode(PIXELS.replace(" ", ""));
    byte[] contexts = Hex.decode(CONTEXTS.replace(" ", ""));
    ArithmeticEncoder encoder = new ArithmeticEncoder(2);
    for (int i = 0; i < 256; i++) {
      encoder.encode(bit(contexts, i), bit(pixels, i));
    }
    assertEquals(ENCODED, Hex.encode(encoder.end()));
  }

  @Test
  void the_bytes_of_the_standard_are_decoded_to_its_test_sequence() {
    byte[] contexts = Hex.decode(CONTEXTS.replace(" ", ""));
    byte[] encoded = Hex.decode(ENCODED);
    ArithmeticDecoder decoder = new ArithmeticDecoder(2);
    decoder.begin(encoded, 0, encoded.length);
    byte[] pixels = new byte[32];
    for (int i = 0; i < 256; i++) {
      pixels[i / 8] |= (byte) (decoder.decode(bit(contexts, i)) << (7 - i % 8));
    }
    assertEquals(PIXELS.replace(" ", ""), Hex.encode(pixels));
  }

  @Test
  void whatever_is_encoded_is_decoded_again() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      int rare = 1 + random.nextInt(200);
      int[] symbols = random.ints(random.nextInt(4000), 0, rare).map(i -> i == 0 ? 1 : 0).toArray();
      ArithmeticEncoder encoder = new ArithmeticEncoder(4);
      for (int i = 0; i < symbols.length; i++) {
        encoder.encode(i % 4, symbols[i]);
      }
      byte[] encoded = encoder.end();
      ArithmeticDecoder decoder = new ArithmeticDecoder(4);
      decoder.begin(encoded, 0, encoded.length);
      int[] decoded = new int[symbols.length];
      for (int i = 0; i < symbols.length; i++) {
        decoded[i] = decoder.decode(i % 4);
      }
      assertArrayEquals(symbols, decoded, "seed " + seed);
    }
  }

  private static int bit(byte[] bytes, int at) {
    return bytes[at / 8] >> (7 - at % 8) & 1;
  }
}
