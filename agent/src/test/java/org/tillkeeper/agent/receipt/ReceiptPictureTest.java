package org.tillkeeper.agent.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentType;
import org.tillkeeper.agent.payment.ReceiptFacts;
import org.tillkeeper.agent.payment.ReceiptFacts.Fact;
import org.tillkeeper.agent.payment.Signature;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.iso8583.jbig.Bitmap;

/** The picture of a receipt, read by a reader of PNG that is not ours. */
class ReceiptPictureTest {
  private static final Path UNIFONT = Path.of("/usr/share/unifont/unifont.hex");
  private static final int MARGIN = 24;
  private static final int ROW = 30;
  private static final int LETTER = 24;

  /** As GNU Unifont's own file has them. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "A", "0000000018242442427E424242420000",
          "9", "000000003C4242423E02020204380000",
          "ö", "0000242400003C4242424242423C0000",
          "×", "00000000000000422418244200000000",
          "€", "000000000C12207C207C2020120C0000",
          "“", "00002244446600000000000000000000",
          "中", "01000100010001003FF8210821082108210821083FF821080100010001000100",
          "面", "0000FFFE0200020004003FF82448244827C82448244827C8244824483FF82008",
          "。", "000000000000000000000000000000000C00120012000C000000000000000000",
          "￥", "000000000000000060061818066001807FFE01807FFE01800180018000000000");

  private static final Map<Integer, Glyphs.Glyph> GLYPHS = all();

  private static Receipt receipt(Payment payment, Copy copy, Language language) {
    return receipt(payment, ReceiptFacts.NONE, copy, language);
  }

  private static Receipt receipt(
      Payment payment, ReceiptFacts facts, Copy copy, Language language) {
    return new Receipt(ReceiptTest.SHOP, payment, Optional.empty(), facts, copy, language, false);
  }

  private static Receipt ordered(String reference) {
    Payment sale = ReceiptTest.of(PaymentType.SALE, reference);
    return receipt(
        ReceiptTest.in(sale, State.CONFIRMED, Optional.empty()), Copy.CUSTOMER, Language.ZH);
  }

  private static BufferedImage picture(Receipt receipt, int columns) throws Exception {
    return read(new ReceiptPicture(receipt, columns).png(Optional.empty()));
  }

  private static BufferedImage read(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(1, image.getColorModel().getPixelSize(), "one bit a pixel");
    return image;
  }

  private static boolean isBlack(BufferedImage image, int x, int y) {
    return (image.getRGB(x, y) & 0xFFFFFF) == 0;
  }

  /** A letter one and a half times as large: each pixel blackens two by two dots. */
  private static boolean[][] dots(String hex, int columns) {
    byte[] rows = HexFormat.of().parseHex(hex);
    int bytes = rows.length / 16;
    int left = (8 * columns - 8 * bytes) / 2;
    boolean[][] dots = new boolean[LETTER][12 * columns];
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 8 * bytes; x++) {
        if ((rows[y * bytes + x / 8] >> (7 - x % 8) & 1) == 1) {
          for (int i = 0; i < 4; i++) {
            dots[y * 3 / 2 + i / 2][(left + x) * 3 / 2 + i % 2] = true;
          }
        }
      }
    }
    return dots;
  }

  private static boolean[][] dots(BufferedImage image, int row, int column, int columns) {
    boolean[][] dots = new boolean[LETTER][12 * columns];
    for (int y = 0; y < LETTER; y++) {
      for (int x = 0; x < 12 * columns; x++) {
        dots[y][x] = isBlack(image, 12 * column + x, MARGIN + ROW * row + y);
      }
    }
    return dots;
  }

  private static String shown(boolean[][] dots) {
    StringBuilder shown = new StringBuilder();
    for (boolean[] row : dots) {
      for (boolean dot : row) {
        shown.append(dot ? '#' : '.');
      }
      shown.append('\n');
    }
    return shown.toString();
  }

  private static Map<Integer, Glyphs.Glyph> all() {
    BitSet all = new BitSet();
    all.set(0, 0x10000);
    return Glyphs.of(all);
  }

  private static String hex(String character) {
    return hex(GLYPHS.get(character.codePointAt(0)));
  }

  private static String hex(Glyphs.Glyph glyph) {
    StringBuilder hex = new StringBuilder();
    for (int y = 0; y < 16; y++) {
      int row = 0;
      for (int x = 0; x < glyph.width(); x++) {
        row = row << 1 | (glyph.isBlack(x, y) ? 1 : 0);
      }
      hex.append(String.format("%0" + glyph.width() / 4 + "X", row));
    }
    return hex.toString();
  }

  /** Every row of the picture shows that row of the text, and nothing else is black. */
  private static void showsItsText(Receipt receipt, int columns) throws Exception {
    BufferedImage image = picture(receipt, columns);
    List<String> rows = List.of(new Paper(columns).text(receipt.lines()).split("\n", -1));
    rows = rows.subList(0, rows.size() - 1);
    assertEquals(12 * columns, image.getWidth());
    assertEquals(2 * MARGIN + ROW * rows.size(), image.getHeight());
    BufferedImage expected =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
    for (int row = 0; row < rows.size(); row++) {
      int column = 0;
      for (String letter : rows.get(row).split("")) {
        if (letter.isEmpty()) {
          continue;
        }
        int wide = letter.getBytes("GBK").length;
        boolean[][] dots = dots(hex(letter), wide);
        for (int y = 0; y < LETTER; y++) {
          for (int x = 0; x < 12 * wide; x++) {
            if (dots[y][x]) {
              expected.setRGB(12 * column + x, MARGIN + ROW * row + y, 0xFFFFFF);
            }
          }
        }
        column += wide;
      }
    }
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean black = (expected.getRGB(x, y) & 0xFFFFFF) != 0;
        assertEquals(black, isBlack(image, x, y), "at " + x + ", " + y);
      }
    }
  }

  @Test
  void known_letters_have_the_shapes_that_unifont_gives_them() {
    KNOWN.forEach((letter, shape) -> assertEquals(shape, hex(letter), letter));
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "needs Debian's unifont; run with -Pfull")
  void the_shapes_are_those_of_unifonts_own_file() throws Exception {
    Map<Integer, String> theirs = new HashMap<>();
    for (String line : Files.readAllLines(UNIFONT)) {
      theirs.put(Integer.parseInt(line.substring(0, 4), 16), line.substring(5));
    }
    long others =
        GLYPHS.entrySet().stream()
            .filter(one -> !hex(one.getValue()).equals(theirs.get(one.getKey())))
            .count();
    // Ours is made of 15.0.01. Another version has drawn some of them anew.
    assertTrue(others < GLYPHS.size() / 50, others + " of " + GLYPHS.size() + " are others");
  }

  @Test
  void every_character_that_can_be_printed_has_a_shape_that_fits_its_columns() {
    int printed = 0;
    for (int c = ' '; c < 0x10000; c++) {
      String one = String.valueOf((char) c);
      if (Paper.printable(one).equals(one) && Character.getType(c) != Character.PRIVATE_USE) {
        printed++;
        assertTrue(GLYPHS.containsKey(c), "no shape of " + Integer.toHexString(c));
        assertTrue(GLYPHS.get(c).width() <= 8 * Paper.width(one), "too wide: " + one);
      }
    }
    assertTrue(printed > 21_000, "GBK has them");
  }

  @Test
  void the_picture_of_a_receipt_shows_its_text_on_both_papers_in_both_languages() throws Exception {
    ReceiptFacts chip =
        new ReceiptFacts(
            Map.of(
                Fact.APPLICATION, "PBOC DEBIT",
                Fact.AID, "A000000333010101",
                Fact.TVR, "0000048000",
                Fact.TSI, "E800",
                Fact.ATC, "001C",
                Fact.TC, "AABBCCDDEEFF0011",
                Fact.DEVICE, "00000204TK0001"));
    for (int columns : new int[] {Paper.NARROW, Paper.WIDE}) {
      for (Language language : Language.values()) {
        for (Copy copy : Copy.values()) {
          showsItsText(receipt(ReceiptTest.sale(State.CONFIRMED), chip, copy, language), columns);
        }
      }
    }
  }

  @Test
  void wide_letters_and_letters_that_gbk_has_not_stand_where_the_text_has_them() throws Exception {
    for (String reference :
        List.of("ＡＢＣ１２３￥，。", "“A×B”…—αжぁㄅ", "Müller\u202E☕𠮷1", "長\u00B7龘靐齉", "é à ǎ")) {
      showsItsText(ordered(reference), Paper.NARROW);
      showsItsText(ordered(reference), Paper.WIDE);
    }
  }

  @Test
  void the_largest_amount_stands_on_one_line() throws Exception {
    Payment large =
        Payment.recorded(
            "0193",
            org.tillkeeper.agent.payment.Samples.sale(999_999_999_999L, Optional.empty()),
            ReceiptTest.sale(State.CONFIRMED).instrument(),
            Optional.empty(),
            ReceiptTest.sale(State.CONFIRMED).createdAt());
    Receipt receipt =
        receipt(
            ReceiptTest.in(large, State.CONFIRMED, Optional.empty()), Copy.MERCHANT, Language.ZH);
    assertTrue(
        new Paper(32).text(receipt.lines()).contains("金额           CNY 9999999999.99\n"),
        new Paper(32).text(receipt.lines()));
    showsItsText(receipt, Paper.NARROW);
  }

  @Test
  void letters_of_the_picture_have_unifonts_pixels_one_and_a_half_times_as_large()
      throws Exception {
    // The shop's name is 老王面馆, in the middle of 32 columns.
    BufferedImage image = picture(ordered("R"), Paper.NARROW);
    assertEquals(
        shown(dots(KNOWN.get("面"), 2)), shown(dots(image, 0, 16, 2)), "the third of four letters");
  }

  @Test
  void a_character_of_ones_own_that_gbk_has_a_place_for_is_a_box_on_the_receipt() throws Exception {
    BufferedImage image = picture(ordered("\uE000\uE000"), Paper.NARROW);
    int row =
        new Paper(32).rows(ordered("\uE000").lines()).indexOf("订单号" + " ".repeat(24) + "\uE000");
    String box = "00000000" + "7FFE" + "4002".repeat(10) + "7FFE" + "00000000";
    assertEquals(shown(dots(box, 2)), shown(dots(image, row, 30, 2)));
    assertEquals(shown(dots(box, 2)), shown(dots(image, row, 28, 2)));
  }

  @Test
  void a_character_without_a_shape_is_a_box_as_wide_as_its_place() throws Exception {
    Bitmap narrow = new Bitmap(8, 16);
    Bitmap wide = new Bitmap(16, 16);
    ReceiptPicture.letter(Optional.empty(), 0, 8, narrow);
    ReceiptPicture.letter(Optional.empty(), 0, 16, wide);
    assertTrue(narrow.isBlack(1, 2) && narrow.isBlack(6, 13) && !narrow.isBlack(3, 7));
    assertTrue(wide.isBlack(1, 2) && wide.isBlack(14, 13) && !wide.isBlack(7, 7));
    Bitmap tooNarrow = new Bitmap(8, 16);
    ReceiptPicture.letter(Optional.of(GLYPHS.get((int) '中')), 0, 8, tooNarrow);
    assertEquals(narrow, tooNarrow, "what does not fit is no part of its neighbour");
  }

  @Test
  void what_the_cardholder_drew_stands_above_whose_copy_it_is() throws Exception {
    Receipt signed =
        receipt(
            ReceiptTest.sale(State.CONFIRMED).signed(Signature.KEPT), Copy.MERCHANT, Language.EN);
    Bitmap drawn = new Bitmap(200, 50);
    for (int x = 0; x < 200; x++) {
      drawn.blacken(x, x / 4);
    }
    BufferedImage without = picture(signed, Paper.NARROW);
    BufferedImage with = read(new ReceiptPicture(signed, Paper.NARROW).png(Optional.of(drawn)));
    assertEquals(without.getHeight() + 50, with.getHeight());
    int foot = MARGIN + ROW * new Paper(32).rows(signed.foot()).size();
    int top = without.getHeight() - foot;
    for (int y = 0; y < with.getHeight(); y++) {
      for (int x = 0; x < with.getWidth(); x++) {
        boolean black =
            y < top
                ? isBlack(without, x, y)
                : y < top + 50 ? drawn.isBlack(x - 92, y - top) : isBlack(without, x, y - 50);
        assertEquals(black, isBlack(with, x, y), "at " + x + ", " + y);
      }
    }
  }

  @Test
  void each_chunk_of_the_file_has_its_checksum_and_one_says_how_large_it_is_on_paper() {
    byte[] png = new ReceiptPicture(ordered("R"), Paper.NARROW).png(Optional.empty());
    ByteBuffer file = ByteBuffer.wrap(png, 8, png.length - 8);
    List<String> names = new ArrayList<>();
    while (file.hasRemaining()) {
      int length = file.getInt();
      CRC32 crc = new CRC32();
      crc.update(png, file.position(), 4 + length);
      names.add(ascii(file));
      if (names.size() == 2) {
        assertEquals(8000, file.getInt(file.position()), "8 dots a millimetre");
        assertEquals(8000, file.getInt(file.position() + 4));
        assertEquals(1, file.get(file.position() + 8), "a metre");
      }
      file.position(file.position() + length);
      assertEquals((int) crc.getValue(), file.getInt(), names.toString());
    }
    assertEquals(List.of("IHDR", "pHYs", "IDAT", "IEND"), names);
  }

  private static String ascii(ByteBuffer from) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      text.append((char) from.get());
    }
    return text.toString();
  }

  @Test
  void the_longest_receipt_takes_little_memory_and_makes_a_small_file() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      many.append((char) (0x4E00 + 311 * i));
    }
    Receipt receipt = ordered(many.toString());
    new ReceiptPicture(receipt, Paper.NARROW).png(Optional.empty()); // classes are loaded
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    byte[] png = new ReceiptPicture(receipt, Paper.WIDE).png(Optional.of(new Bitmap(240, 120)));
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < 1_500_000, taken + " bytes on the heap");
    assertTrue(png.length < 20_000, png.length + " bytes in the file");
    assertFalse(png.length < 1000, "a picture of nothing");
  }
}
