package org.tillkeeper.agent.till;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * The secret a till shows with every call: 256 random bits in hex, kept in {@code DATA/api-token},
 * readable by the owner alone. Whoever can read the file may take and cancel payments on this
 * terminal. Immutable.
 */
public final class ApiToken {
  private static final String FILE_NAME = "api-token";
  private static final int RANDOM_BYTES = 32;

  /** Form of a token. The one in the file may be a person's own, not one that was made here. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{32,128}");

  /** Longest token, a line end and one byte more, so that a longer file is noticed. */
  private static final int MAX_FILE_BYTES = 131;

  private final String text;

  private ApiToken(String text) {
    this.text = text;
  }

  /**
   * Reads the token, or makes one at the first start. A new token is on disk before this returns.
   *
   * @param dataFolder must exist
   * @throws InvalidConfig if the file is open to others or holds no token
   * @throws IOException if the folder cannot be read or written
   */
  public static ApiToken ensure(File dataFolder) throws IOException, InvalidConfig {
    Path file = dataFolder.toPath().resolve(FILE_NAME);
    if (!Files.exists(file)) {
      create(file);
    }
    return read(file);
  }

  /** The token as a till sends it. A secret. */
  public String text() {
    return text;
  }

  /** Whether this is the token; takes the same time whatever is offered. */
  boolean matches(String offered) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "ApiToken";
  }

  private static ApiToken read(Path file) throws IOException, InvalidConfig {
    if (OwnerOnly.modeOfOpen(file.toFile()).isPresent()) {
      throw new InvalidConfig(
          file
              + " may be read or changed by group or others; allowed is the owner alone (chmod 600)."
              + " If others may have seen it, delete it: a new one is made at the next start.");
    }
    ByteBuffer bytes = ByteBuffer.allocate(MAX_FILE_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // reads on until the end or the limit
      }
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).trim();
    if (!FORM.matcher(text).matches()) {
      throw new InvalidConfig(
          file
              + " holds no token; allowed are 32 to 128 letters, digits, '-' and '_'."
              + " Delete it: a new one is made at the next start.");
    }
    return new ApiToken(text);
  }

  private static void create(Path file) throws IOException {
    String line = Secret.random(new SecureRandom(), RANDOM_BYTES) + '\n';
    OwnerOnly.write(file.toFile(), line.getBytes(StandardCharsets.US_ASCII));
  }
}
