package org.tillkeeper.agent.signature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;

/**
 * What a signature pad gives. The PNG files are made by the Java platform, which writes them in its
 * own way; the agent reads them without it.
 */
class DrawingTest {
  private static final int WIDTH = 121;
  private static final int HEIGHT = 43;

  private static BufferedImage drawn(int type, Color ground) {
    return drawn(new BufferedImage(WIDTH, HEIGHT, type), ground);
  }

  private static BufferedImage drawn(BufferedImage image, Color ground) {
    Graphics2D pen = image.createGraphics();
    if (ground.getAlpha() > 0) {
      pen.setColor(ground);
      pen.fillRect(0, 0, WIDTH, HEIGHT);
    }
    pen.setColor(Color.BLACK);
    pen.setStroke(new BasicStroke(3));
    pen.drawLine(3, 5, 90, 30);
    pen.drawLine(90, 30, 118, 2);
    pen.drawOval(40, 8, 30, 25);
    pen.dispose();
    return image;
  }

  private static byte[] png(BufferedImage image, boolean interlaced) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
    ImageWriter writer = writers.next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(
        interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    writer.setOutput(ImageIO.createImageOutputStream(out));
    writer.write(null, new IIOImage(image, null, null), param);
    ((javax.imageio.stream.ImageOutputStream) writer.getOutput()).flush();
    writer.dispose();
    return out.toByteArray();
  }

  private static Bitmap expected(BufferedImage image) {
    Bitmap bitmap = new Bitmap(WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int argb = image.getRGB(x, y);
        if ((argb >>> 24) > 127 && (argb & 0xFF) < 128) {
          bitmap.blacken(x, y);
        }
      }
    }
    return bitmap;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void png_of_every_kind_is_read_as_the_platform_reads_it(boolean interlaced) throws Exception {
    byte[] four = {0, 85, (byte) 170, (byte) 255};
    List<BufferedImage> images =
        List.of(
            drawn(BufferedImage.TYPE_BYTE_BINARY, Color.WHITE),
            drawn(BufferedImage.TYPE_BYTE_GRAY, Color.WHITE),
            drawn(BufferedImage.TYPE_USHORT_GRAY, Color.WHITE),
            drawn(BufferedImage.TYPE_3BYTE_BGR, Color.WHITE),
            drawn(BufferedImage.TYPE_4BYTE_ABGR, new Color(0, 0, 0, 0)),
            drawn(BufferedImage.TYPE_INT_ARGB, Color.LIGHT_GRAY),
            drawn(BufferedImage.TYPE_BYTE_INDEXED, Color.WHITE),
            drawn(
                new BufferedImage(
                    WIDTH,
                    HEIGHT,
                    BufferedImage.TYPE_BYTE_BINARY,
                    new IndexColorModel(2, 4, four, four, four)),
                Color.WHITE));
    for (BufferedImage image : images) {
      byte[] png = png(image, interlaced);
      assertEquals(expected(image), new PngReading(png).picture(), "type " + image.getType());
    }
  }

  @Test
  void a_drawing_is_made_small_and_keeps_its_strokes() throws Exception {
    Drawing drawing =
        Drawing.ofStrokes(
            2000, 1000, List.of(List.of(new PenPoint(0, 0), new PenPoint(1999, 999))));
    Bitmap small = drawing.picture();
    assertEquals("240 by 120", small.toString());
    for (int x = 0; x < 240; x++) {
      assertTrue(small.isBlack(x, x / 2), "at " + x);
    }
    assertEquals("a drawing of 240 by 120", drawing.toString());
  }

  @Test
  void the_same_pixels_are_the_same_drawing_in_whatever_form() throws Exception {
    BufferedImage image = drawn(BufferedImage.TYPE_BYTE_GRAY, Color.WHITE);
    assertArrayEquals(
        Drawing.ofPng(png(image, false)).content(),
        Drawing.ofPng(png(drawn(BufferedImage.TYPE_INT_ARGB, Color.WHITE), true)).content());
    byte[] other =
        Drawing.ofStrokes(121, 43, List.of(List.of(new PenPoint(3, 3), new PenPoint(9, 9))))
            .content();
    assertTrue(!Arrays.equals(other, Drawing.ofPng(png(image, false)).content()));
  }

  @Test
  void a_point_alone_is_a_dot_and_what_is_outside_is_left_out() throws Exception {
    Drawing dot = Drawing.ofStrokes(100, 50, List.of(List.of(new PenPoint(50, 25))));
    assertTrue(dot.picture().isBlack(50, 25));
    assertRefused(
        "nothing drawn",
        () -> Drawing.ofStrokes(100, 50, List.of(List.of(new PenPoint(500, 250)))));
  }

  @Test
  void what_is_no_signature_is_refused_and_says_why() throws Exception {
    assertRefused("nothing drawn", () -> Drawing.ofStrokes(100, 50, List.of()));
    BufferedImage blank = new BufferedImage(50, 50, BufferedImage.TYPE_INT_ARGB);
    assertRefused("nothing drawn", () -> Drawing.ofPng(png(blank, false)));
    BufferedImage dark = drawn(BufferedImage.TYPE_BYTE_GRAY, Color.BLACK);
    assertRefused("more dark than light", () -> Drawing.ofPng(png(dark, false)));
    BufferedImage tiny = new BufferedImage(15, 200, BufferedImage.TYPE_BYTE_GRAY);
    assertRefused("is 15 by 200; a signature is 16 to 2000", () -> Drawing.ofPng(png(tiny, false)));
    assertRefused("2000 by 2000", () -> Drawing.ofStrokes(2000, 2000, List.of()));
    assertRefused(
        "no PNG", () -> Drawing.ofPng("GIF89a, not one".getBytes(StandardCharsets.US_ASCII)));
  }

  /** 60000 by 60000 pixels in some hundred bytes. */
  @Test
  void a_small_file_that_holds_a_huge_picture_is_refused_before_anything_is_inflated()
      throws Exception {
    byte[] bomb = file(60_000, 60_000, deflated(new byte[60_000]));
    assertRefused("is 60000 by 60000", () -> Drawing.ofPng(bomb));
    // More data than the picture needs is left alone.
    byte[] longer = file(20, 20, deflated(new byte[5_000_000]));
    assertTrue(longer.length < 16_000);
    assertRefused("more dark than light", () -> Drawing.ofPng(longer));
  }

  @Test
  void damage_is_named() throws Exception {
    byte[] good = png(drawn(BufferedImage.TYPE_BYTE_GRAY, Color.WHITE), false);
    byte[] flipped = good.clone();
    flipped[45] ^= 1;
    assertRefused("a checksum is wrong", () -> Drawing.ofPng(flipped));
    assertRefused("ends before", () -> Drawing.ofPng(Arrays.copyOf(good, good.length - 12)));
    assertRefused("longer than the file", () -> Drawing.ofPng(Arrays.copyOf(good, 60)));
    assertRefused("less data", () -> Drawing.ofPng(file(100, 100, deflated(new byte[10]))));
    assertRefused("cannot be inflated", () -> Drawing.ofPng(file(100, 100, new byte[40])));
    byte[] filter = new byte[101 * 100];
    filter[0] = 9;
    assertRefused("filtered", () -> Drawing.ofPng(file(100, 100, deflated(filter))));
  }

  @Test
  void no_bytes_whatever_make_the_reader_fail_otherwise() throws Exception {
    byte[] good = png(drawn(BufferedImage.TYPE_4BYTE_ABGR, Color.WHITE), true);
    for (long seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      byte[] bad = good.clone();
      for (int i = random.nextInt(8); i >= 0; i--) {
        bad[8 + random.nextInt(bad.length - 8)] = (byte) random.nextInt(256);
      }
      if (random.nextBoolean()) {
        mendChecksums(bad);
      }
      try {
        Drawing.ofPng(bad);
      } catch (BadDrawing e) {
        assertTrue(e.getMessage().endsWith("."), e.getMessage());
      }
    }
  }

  /** So that what is behind the checksums is reached. */
  private static void mendChecksums(byte[] png) {
    int at = 8;
    while (at + 12 <= png.length) {
      int length = (png[at + 2] & 0xFF) << 8 | (png[at + 3] & 0xFF);
      if (png[at] != 0 || png[at + 1] != 0 || at + 12 + length > png.length) {
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, 4 + length);
      for (int i = 0; i < 4; i++) {
        png[at + 8 + length + i] = (byte) (crc.getValue() >> (24 - 8 * i));
      }
      at += 12 + length;
    }
  }

  @Test
  void the_picture_fits_its_message_and_has_the_code_in_it() throws Exception {
    Drawing drawing = scribble(40);
    byte[] plain = SignaturePicture.of(drawing, Optional.empty(), 999);
    byte[] coded = SignaturePicture.of(drawing, Optional.of("89ABCDEF"), 999);
    assertTrue(coded.length <= 999 && plain.length < coded.length);
    Bitmap with = Jbig.decode(coded, 100_000);
    Bitmap without = Jbig.decode(plain, 100_000);
    assertEquals(drawing.picture(), without);
    int more = 0;
    for (int y = 0; y < with.height(); y++) {
      for (int x = 0; x < with.width(); x++) {
        assertTrue(with.isBlack(x, y) || !without.isBlack(x, y), "the code hides no stroke");
        boolean ofCode = with.isBlack(x, y) && !without.isBlack(x, y);
        more += ofCode ? 1 : 0;
        assertTrue(!ofCode || (y > 40 && y < 80), "in the middle");
      }
    }
    assertTrue(more > 200, more + " dots");
  }

  @Test
  void the_digits_of_the_code_can_be_read() {
    Bitmap picture = new Bitmap(24, 9);
    CodeDigits.draw("0F2A", picture);
    StringBuilder rows = new StringBuilder();
    for (int y = 1; y < 8; y++) {
      for (int x = 0; x < 24; x++) {
        rows.append(picture.isBlack(x, y) ? '#' : '.');
      }
      rows.append('\n');
    }
    assertEquals(
        """
        .###..#####..###...###..
        #...#.#.....#...#.#...#.
        #..##.#.........#.#...#.
        #.#.#.####.....#..#####.
        ##..#.#.......#...#...#.
        #...#.#......#....#...#.
        .###..#.....#####.#...#.
        """,
        rows.toString());
  }

  @Test
  void a_drawing_with_too_much_on_it_is_made_smaller_and_then_refused() throws Exception {
    byte[] smaller = SignaturePicture.of(scribble(100), Optional.empty(), 999);
    assertTrue(Jbig.decode(smaller, 100_000).width() < 240);
    assertRefused(
        "more drawn on it than the acquirer's message holds (99 bytes)",
        () -> SignaturePicture.of(scribble(100), Optional.empty(), 99));
  }

  @Test
  void a_wiped_drawing_shows_nothing() throws Exception {
    Drawing drawing = scribble(10);
    drawing.wipe();
    assertEquals(0, drawing.picture().black());
  }

  private static Drawing scribble(int points) throws BadDrawing {
    Random random = new Random(7);
    List<PenPoint> stroke =
        random.ints(points, 0, 240).mapToObj(x -> new PenPoint(x, random.nextInt(120))).toList();
    return Drawing.ofStrokes(240, 120, List.of(stroke));
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(data);
    deflater.finish();
    byte[] out = new byte[data.length + 100];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  /** A gray file, 8 bits a pixel. */
  private static byte[] file(int width, int height, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    byte[] header = new byte[13];
    for (int i = 0; i < 4; i++) {
      header[i] = (byte) (width >> (24 - 8 * i));
      header[4 + i] = (byte) (height >> (24 - 8 * i));
    }
    header[8] = 8;
    chunk(out, "IHDR", header);
    chunk(out, "IDAT", data);
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] data)
      throws IOException {
    number(out, data.length);
    byte[] named = new byte[4 + data.length];
    System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, named, 0, 4);
    System.arraycopy(data, 0, named, 4, data.length);
    out.write(named);
    CRC32 crc = new CRC32();
    crc.update(named);
    number(out, (int) crc.getValue());
  }

  private static void number(ByteArrayOutputStream out, int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >> shift);
    }
  }

  private static void assertRefused(String why, org.junit.jupiter.api.function.Executable call) {
    String said = assertThrows(BadDrawing.class, call).getMessage();
    assertTrue(said.contains(why), said);
  }
}
