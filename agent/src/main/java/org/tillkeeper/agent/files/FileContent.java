package org.tillkeeper.agent.files;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What small files hold, such as certificates, and whether it has changed. The time of a file does
 * not tell: what was renewed may carry the time of its making, before that of the old one.
 */
public final class FileContent {
  private FileContent() {}

  /**
   * A file, read no further than a little behind what is allowed. A longer answer than {@code most}
   * means that the file is too long.
   *
   * @param most bytes that such a file has
   */
  public static byte[] read(File file, int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(file)) {
      byte[] part = new byte[4096];
      int count = in.read(part);
      while (count >= 0 && all.size() <= most) {
        all.write(part, 0, count);
        count = in.read(part);
      }
    }
    return all.toByteArray();
  }

  /**
   * SHA-256 over some files. It is another where one of them has another content, came or went.
   *
   * @param most bytes of each that count
   */
  public static byte[] digest(List<File> files, int most) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (File file : files) {
        try {
          // Each by its own digest, so that no byte can move from one file to the next.
          digest.update(MessageDigest.getInstance("SHA-256").digest(read(file, most)));
        } catch (IOException e) {
          // It is being replaced, or gone: another content than before.
          digest.update((byte) 0);
        }
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
