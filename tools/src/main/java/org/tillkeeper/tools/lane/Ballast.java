package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fills a file system until it is closed. */
final class Ballast {
  private static final byte[] MUCH = new byte[64 * 1024];
  private static final byte[] LITTLE = new byte[1024];

  private final Path file;

  /**
   * @param folder on the file system to fill
   * @param leftBytes room that stays, about
   */
  Ballast(Path folder, int leftBytes) throws IOException {
    file = folder.resolve("ballast");
    try (RandomAccessFile ballast = new RandomAccessFile(file.toFile(), "rw")) {
      fill(ballast, MUCH);
      fill(ballast, LITTLE);
      ballast.setLength(Math.max(0, ballast.length() - leftBytes));
    }
  }

  private static void fill(RandomAccessFile ballast, byte[] piece) {
    try {
      while (true) {
        ballast.write(piece);
      }
    } catch (IOException full) {
      // As it was wanted.
    }
  }

  void close() throws IOException {
    Files.delete(file);
  }
}
