package org.tillkeeper.agent.keys;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * A file that holds one key in hex and that nobody but its owner may touch. A newline at its end is
 * allowed.
 */
final class KeyFile {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  private final String setting;
  private final File file;
  private final String why;

  /**
   * @param setting dotted key of the configuration, for messages
   */
  KeyFile(String setting, File file) {
    this(setting, file, "");
  }

  /**
   * @param setting dotted key of the configuration, for messages
   * @param why the key must have its length, for messages; empty where there is nothing to say
   */
  KeyFile(String setting, File file, String why) {
    this.setting = setting;
    this.file = file;
    this.why = why;
  }

  boolean isMissing() {
    return !file.exists();
  }

  /**
   * The key.
   *
   * @param digits how many hex digits there may be, ascending
   */
  byte[] read(int... digits) throws UnusableKeyFile {
    String allowed = allowed(digits);
    if (!file.exists()) {
      throw unusable("does not exist; it must hold " + allowed);
    }
    if (!file.isFile()) {
      throw unusable("is no plain file; it must hold " + allowed);
    }
    checkAccess();
    byte[] text = new byte[digits[digits.length - 1] + 3];
    try {
      int length = fill(text);
      int end = length;
      if (end > 0 && text[end - 1] == '\n') {
        end--;
        if (end > 0 && text[end - 1] == '\r') {
          end--;
        }
      }
      int digitCount = end;
      if (length == text.length || Arrays.stream(digits).noneMatch(n -> n == digitCount)) {
        throw unusable(
            "must hold exactly "
                + allowed
                + " and nothing else, a newline at the end"
                + " allowed; it holds "
                + (length == text.length ? "more" : digitCount + " characters")
                + (why.isEmpty() ? "" : "; " + why));
      }
      return decode(text, digitCount, allowed);
    } catch (IOException e) {
      throw unusable("cannot be read; it must be readable by its owner, who runs this");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Makes the file. It is there whole or not at all, whenever the power fails. */
  void create(byte[] key) throws UnusableKeyFile {
    byte[] text = encode(key);
    try {
      OwnerOnly.write(file, text);
    } catch (IOException | UnsupportedOperationException e) {
      throw unusable(
          "cannot be made ("
              + e.getClass().getSimpleName()
              + "); its folder must exist and be writable by the user who runs this");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private void checkAccess() throws UnusableKeyFile {
    try {
      Optional<String> mode = OwnerOnly.modeOfOpen(file);
      if (mode.isPresent()) {
        throw unusable(
            "is open to group or others ("
                + mode.get()
                + "); allowed: no access but the owner's, as after: chmod 600 "
                + file);
      }
    } catch (IOException e) {
      throw unusable("cannot be examined; it must be readable by its owner, who runs this");
    }
  }

  private int fill(byte[] buffer) throws IOException {
    int length = 0;
    try (InputStream in = new FileInputStream(file)) {
      for (int n = 0; n >= 0 && length < buffer.length; length += Math.max(n, 0)) {
        n = in.read(buffer, length, buffer.length - length);
      }
    }
    return length;
  }

  private byte[] decode(byte[] text, int digits, String allowed) throws UnusableKeyFile {
    byte[] key = new byte[digits / 2];
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit((char) text[i], 16);
      if (digit < 0) {
        Arrays.fill(key, (byte) 0);
        throw unusable("must hold " + allowed + "; character " + (i + 1) + " is no hex digit");
      }
      key[i / 2] |= (byte) (digit << (i % 2 == 0 ? 4 : 0));
    }
    return key;
  }

  private static byte[] encode(byte[] key) {
    byte[] text = new byte[key.length * 2 + 1];
    for (int i = 0; i < key.length; i++) {
      text[2 * i] = HEX[(key[i] >> 4) & 0xF];
      text[2 * i + 1] = HEX[key[i] & 0xF];
    }
    text[text.length - 1] = '\n';
    return text;
  }

  private static String allowed(int... digits) {
    StringBuilder text = new StringBuilder();
    for (int count : digits) {
      text.append(text.length() == 0 ? "" : " or ").append(count);
    }
    return text.append(" hex digits").toString();
  }

  private UnusableKeyFile unusable(String text) {
    return new UnusableKeyFile(setting, file, text);
  }
}
