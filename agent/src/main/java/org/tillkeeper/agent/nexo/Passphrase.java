package org.tillkeeper.agent.nexo;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.files.OwnerOnly;

/** Reads the passphrase that till and terminal share from its file. */
final class Passphrase {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 256;

  private Passphrase() {}

  /**
   * The passphrase, which the caller wipes: the file without white space at its end.
   *
   * @throws InvalidConfig if the file is open to others or holds none
   */
  static char[] read(File named) throws InvalidConfig {
    Path file = named.toPath();
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST + 3);
    try {
      if (OwnerOnly.modeOfOpen(named).isPresent()) {
        throw refused(
            named,
            "may be read or changed by group or others; allowed is the owner alone (chmod 600)");
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
          // reads on until the end or the limit
        }
      }
      return characters(named, bytes);
    } catch (IOException e) {
      throw refused(named, "must be a file that can be read: " + e.getMessage());
    } finally {
      Arrays.fill(bytes.array(), (byte) 0);
    }
  }

  private static char[] characters(File named, ByteBuffer bytes) throws InvalidConfig {
    int length = bytes.position();
    while (length > 0 && bytes.get(length - 1) <= ' ' && bytes.get(length - 1) >= 0) {
      length--;
    }
    char[] passphrase = new char[length];
    boolean printable = length >= SHORTEST && length <= LONGEST;
    for (int i = 0; i < length; i++) {
      passphrase[i] = (char) bytes.get(i);
      printable &= bytes.get(i) >= ' ' && bytes.get(i) <= '~';
    }
    if (!printable) {
      Arrays.fill(passphrase, (char) 0);
      throw refused(
          named,
          "must hold the passphrase alone, "
              + SHORTEST
              + " to "
              + LONGEST
              + " printable ASCII characters on one line");
    }
    return passphrase;
  }

  private static InvalidConfig refused(File file, String why) {
    return new InvalidConfig("nexo.passphrase.file: " + file + " " + why);
  }
}
