package org.tillkeeper.iso8583.jbig;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our JBIG against another implementation of the standard, jbigkit (Debian package {@code
 * jbigkit-bin}), in both directions and byte for byte.
 */
@Tag("full")
class JbigkitTest {
  @TempDir Path folder;

  @Test
  void jbigkit_reads_what_we_write_and_writes_the_same_bytes() throws Exception {
    for (int seed = 1; seed <= 20; seed++) {
      Bitmap picture = scribble(seed);
      Path jbg = Files.write(folder.resolve("ours-" + seed + ".jbg"), Jbig.encode(picture));
      assertArrayEquals(pbm(picture), run("jbgtopbm", jbg.toString()), "seed " + seed);

      Path pbm = Files.write(folder.resolve("theirs-" + seed + ".pbm"), pbm(picture));
      String lines = Integer.toString(picture.height());
      // One layer, no order bits, no options, one stripe, no adaptive pixel.
      byte[] theirs =
          run("pbmtojbg", "-q", "-o", "0", "-p", "0", "-s", lines, "-m", "0", pbm.toString());
      assertArrayEquals(Jbig.encode(picture), theirs, "seed " + seed);
      assertEquals(picture, Jbig.decode(theirs, 1_000_000), "seed " + seed);
    }
  }

  @Test
  void jbigkit_reads_the_picture_of_the_standard() throws Exception {
    Bitmap picture = StandardPicture.make();
    Path jbg = Files.write(folder.resolve("standard.jbg"), Jbig.encode(picture));
    assertArrayEquals(pbm(picture), run("jbgtopbm", jbg.toString()));
  }

  /** Strokes, as a signature has them; some pictures are noise. */
  private static Bitmap scribble(int seed) {
    Random random = new Random(seed);
    Bitmap picture = new Bitmap(1 + random.nextInt(400), 1 + random.nextInt(200));
    double x = picture.width() / 2.0;
    double y = picture.height() / 2.0;
    for (int i = 0; i < 3000; i++) {
      x = seed % 4 == 0 ? random.nextInt(picture.width()) : x + Math.sin(i / 40.0 + seed);
      y = seed % 4 == 0 ? random.nextInt(picture.height()) : y + Math.cos(i / 25.0);
      picture.blacken((int) x, (int) y);
    }
    return picture;
  }

  private static byte[] pbm(Bitmap picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(
        ("P4\n"
                + String.format("%10d", picture.width())
                + "\n"
                + String.format("%10d", picture.height())
                + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.write(picture.rows());
    return out.toByteArray();
  }

  private byte[] run(String... command) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(true, process.waitFor(60, TimeUnit.SECONDS), Arrays.toString(command));
    assertEquals(0, process.exitValue(), Arrays.toString(command));
    return Files.readAllBytes(out);
  }
}
