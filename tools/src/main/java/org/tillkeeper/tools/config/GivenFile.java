package org.tillkeeper.tools.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a person named, read no further than such a file can be long. */
public final class GivenFile {
  private GivenFile() {}

  /**
   * The whole of a small text in UTF-8.
   *
   * @param what it is, for the complaint: {@code a schedule}
   * @throws InvalidSettings if it is longer than that
   * @throws IOException if it cannot be read, or is no UTF-8
   */
  public static String text(Path file, String what, int maxKb) throws IOException, InvalidSettings {
    int max = maxKb * 1024;
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(max + 1);
    }
    if (bytes.length > max) {
      throw new InvalidSettings(file + ": is too big; " + what + " has at most " + maxKb + " kB");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
