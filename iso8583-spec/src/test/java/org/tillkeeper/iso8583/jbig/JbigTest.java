package org.tillkeeper.iso8583.jbig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tillkeeper.iso8583.Hex;

/** JBIG against the standard's own picture, and against bytes that are none. */
class JbigTest {
  private static final int MOST = 4_000_000;

  @Test
  void the_picture_of_the_standard_has_the_size_that_the_standard_says() {
    Bitmap picture = StandardPicture.make();
    assertEquals(StandardPicture.BLACK, picture.black());
    // Clause 7.2.2, TPBON 0, MX 0, LRLTWO 0, L0 1951: 20 bytes of header, the data, its marker.
    byte[] encoded = Jbig.encode(picture);
    assertEquals(317_384, encoded.length);
    assertEquals(picture, Jbig.decode(encoded, MOST));
  }

  @Test
  void the_header_says_one_plane_one_resolution_one_stripe_and_no_options() {
    byte[] encoded = Jbig.encode(new Bitmap(300, 70));
    assertEquals(
        "00000100" + "0000012C" + "00000046" + "00000046" + "00000000", Hex.encode(encoded, 0, 20));
    assertEquals("FF02", Hex.encode(encoded, encoded.length - 2, 2));
  }

  @Test
  void pictures_of_every_width_come_back_as_they_were() {
    for (int width = 1; width <= 70; width++) {
      Random random = new Random(width);
      Bitmap picture = new Bitmap(width, 1 + random.nextInt(40));
      for (int i = random.nextInt(width * 4); i > 0; i--) {
        picture.blacken(random.nextInt(width), random.nextInt(picture.height()));
      }
      assertEquals(picture, Jbig.decode(Jbig.encode(picture), MOST), "width " + width);
    }
  }

  /** As jbigkit 2.1 writes it with {@code pbmtojbg -q -o 0 -p 0 -s 3 -m 0}. */
  @Test
  void a_picture_in_stripes_is_read() {
    Bitmap picture = new Bitmap(9, 4);
    String[] rows = {".########", ".#.....#.", "........#", "..####..."};
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < 9; x++) {
        if (rows[y].charAt(x) == '#') {
          picture.blacken(x, y);
        }
      }
    }
    assertEquals(
        picture,
        Jbig.decode(Hex.decode("0000010000000009000000040000000300000000171378FF0284FF02"), MOST));
  }

  @Test
  void what_is_outside_a_picture_is_white_and_stays_so() {
    Bitmap picture = new Bitmap(3, 2);
    picture.blacken(3, 0);
    picture.blacken(-1, 1);
    picture.blacken(0, 2);
    assertEquals(0, picture.black());
    assertFalse(picture.isBlack(3, 0) || picture.isBlack(-1, 1) || picture.isBlack(0, 2));
  }

  @Test
  void a_wiped_picture_is_white() {
    Bitmap picture = new Bitmap(20, 20);
    picture.blacken(4, 4);
    picture.wipe();
    assertEquals(new Bitmap(20, 20), picture);
  }

  @Test
  void a_picture_says_nothing_but_its_size() {
    assertEquals("20 by 10", new Bitmap(20, 10).toString());
  }

  @Test
  void bytes_that_are_no_jbig_are_refused_with_what_is_read() {
    byte[] good = Jbig.encode(new Bitmap(8, 8));
    assertTrue(refused(new byte[19]).contains("begins with 20 bytes"));
    assertTrue(refused(with(good, 1, 1)).contains("one resolution"));
    assertTrue(refused(with(good, 2, 2)).contains("one plane"));
    assertTrue(refused(with(good, 16, 8)).contains("no adaptive pixel"));
    assertTrue(refused(with(good, 18, 4)).contains("order 00"));
    assertTrue(refused(with(good, 19, 0x08)).contains("options 00"));
    assertTrue(refused(with(good, 7, 0)).contains("a width"));
    assertTrue(refused(with(good, good.length - 1, 4)).contains("no marker but"));
    assertTrue(refused(Arrays.copyOf(good, good.length - 1)).contains("ends before"));
  }

  @Test
  void a_header_that_promises_a_huge_picture_is_refused_before_any_memory_is_taken() {
    byte[] good = Jbig.encode(new Bitmap(8, 8));
    assertTrue(refused(with(good, 4, 0x7F)).contains("at most 4000000 pixels"));
    assertTrue(refused(with(with(good, 5, 0x10), 9, 0x10)).contains("at most 4000000 pixels"));
  }

  @Test
  void no_bytes_whatever_make_the_decoder_fail_otherwise() {
    byte[] good = Jbig.encode(StandardPicture.make());
    byte[] head = Arrays.copyOf(good, 2000);
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      byte[] bad = Arrays.copyOf(head, 20 + random.nextInt(400));
      for (int i = random.nextInt(20); i >= 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        Jbig.decode(bad, 100_000);
      } catch (IllegalArgumentException e) {
        assertFalse(e.getMessage().isEmpty());
      }
    }
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static String refused(byte[] bytes) {
    return assertThrows(IllegalArgumentException.class, () -> Jbig.decode(bytes, MOST))
        .getMessage();
  }
}
