package org.tillkeeper.agent.config;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.tillkeeper.iso8583.yaml.InvalidYaml;
import org.tillkeeper.iso8583.yaml.Printable;
import org.tillkeeper.iso8583.yaml.YamlValue;

/** Gets from a file's bytes to the one YAML document in it, whatever the file really is. */
final class YamlFile {
  /** More than any terminal's: what a document takes in memory is many times its size. */
  private static final int CONFIGURATION_MAX_KB = 64;

  /** The largest that ships has 40 kB. */
  private static final int DIALECT_MAX_KB = 256;

  private YamlFile() {}

  /**
   * The whole of a dialect file.
   *
   * @throws InvalidConfig if it cannot be read, is too large or is no UTF-8
   */
  static String dialect(File file) throws InvalidConfig {
    return decode(file, bytes(file, "a dialect file", DIALECT_MAX_KB));
  }

  /**
   * The document's root.
   *
   * @throws InvalidConfig if the file cannot be read or holds anything but one YAML document
   */
  static Setting read(File file) throws InvalidConfig {
    String text = decode(file, bytes(file, "a configuration", CONFIGURATION_MAX_KB));
    try {
      return Setting.root(file, YamlValue.parse(text, YamlValue.Schema.CORE));
    } catch (InvalidYaml e) {
      throw new InvalidConfig(file + e.place() + ": " + complaint(e));
    }
  }

  /** The configuration's bytes, for its digest. */
  static byte[] bytes(File file) throws InvalidConfig {
    return bytes(file, "a configuration", CONFIGURATION_MAX_KB);
  }

  private static String complaint(InvalidYaml e) {
    return switch (e.why()) {
      case EMPTY -> "is empty; at least terminal, host.routes and keys.masterKeyFile are needed";
      case KEY_TWICE -> e.key() + ": stands here twice; allowed: once";
      case KEY_IS_NO_WORD -> e.key() + ": a key must be a word";
      default -> e.getMessage();
    };
  }

  private static byte[] bytes(File file, String what, int maxKb) throws InvalidConfig {
    if (!file.exists()) {
      throw new InvalidConfig(
          file + ": there is no such file; name the configuration with --config FILE");
    }
    if (!file.isFile()) {
      throw new InvalidConfig(file + ": is no plain file; the configuration is one YAML file");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(file)) {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
        if (bytes.size() > maxKb * 1024) {
          throw new InvalidConfig(file + ": is too big; " + what + " has at most " + maxKb + " kB");
        }
      }
    } catch (IOException e) {
      throw new InvalidConfig(
          file + ": cannot be read: " + Printable.withoutKeys(String.valueOf(e.getMessage())));
    }
    return bytes.toByteArray();
  }

  private static String decode(File file, byte[] bytes) throws InvalidConfig {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidConfig(file + ": is no YAML: it must be text in UTF-8");
    }
  }
}
