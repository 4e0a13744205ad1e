import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Makes the font of receipts as pictures out of GNU Unifont: the characters that GBK has, Latin-1
 * and the euro. Its form is told in {@code org.tillkeeper.agent.receipt.Glyphs}, which reads it.
 * Run from the root of the repository, with Debian's package unifont:
 *
 * <pre>
 * java agent/src/font/ReceiptFont.java /usr/share/unifont/unifont.hex \
 *     agent/src/main/resources/org/tillkeeper/agent/receipt/unifont.font
 * </pre>
 */
final class ReceiptFont {
  private static final CharsetEncoder GBK = Charset.forName("GBK").newEncoder();
  private static final int EURO = 0x20AC;
  private static final int HEIGHT = 16;
  private static final int RUN_MOST = 0xFFFF;

  /** Characters that follow each other and are equally wide. */
  private record Run(int first, List<byte[]> glyphs) {}

  private ReceiptFont() {}

  public static void main(String[] arguments) throws IOException {
    Map<Integer, byte[]> unifont = new HashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] parts = line.split(":");
      unifont.put(Integer.parseInt(parts[0], 16), HexFormat.of().parseHex(parts[1]));
    }
    List<Run> runs = runs(unifont);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    int count = 0;
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater))) {
      out.writeShort(runs.size());
      for (Run run : runs) {
        out.writeShort(run.first());
        out.writeShort(run.glyphs().size());
        out.writeByte(run.glyphs().get(0).length / HEIGHT);
      }
      for (Run run : runs) {
        for (byte[] glyph : run.glyphs()) {
          out.write(columns(glyph));
          count++;
        }
      }
    }
    deflater.end();
    Files.write(Path.of(arguments[1]), bytes.toByteArray());
    System.out.println(count + " glyphs, " + bytes.size() + " bytes");
  }

  private static List<Run> runs(Map<Integer, byte[]> unifont) {
    List<Run> runs = new ArrayList<>();
    Run last = new Run(-1, List.of());
    for (int c = ' '; c <= 0xFFFF; c++) {
      byte[] glyph = unifont.get(c);
      if (glyph == null || !isWanted((char) c)) {
        continue;
      }
      boolean follows =
          c == last.first() + last.glyphs().size()
              && glyph.length == last.glyphs().get(0).length
              && last.glyphs().size() < RUN_MOST;
      if (!follows) {
        last = new Run(c, new ArrayList<>());
        runs.add(last);
      }
      last.glyphs().add(glyph);
    }
    return runs;
  }

  private static boolean isWanted(char c) {
    return !Character.isISOControl(c)
        && !Character.isSurrogate(c)
        && (c <= 0xFF || c == EURO || GBK.canEncode(c));
  }

  /** Column by column, the upper half of each and then the lower: so it deflates best. */
  private static byte[] columns(byte[] rows) {
    int rowBytes = rows.length / HEIGHT;
    int width = 8 * rowBytes;
    byte[] columns = new byte[rows.length];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < width; x++) {
        if ((rows[y * rowBytes + x / 8] >> (7 - x % 8) & 1) == 1) {
          columns[y / 8 * width + x] |= (byte) (0x80 >> y % 8);
        }
      }
    }
    return columns;
  }
}
