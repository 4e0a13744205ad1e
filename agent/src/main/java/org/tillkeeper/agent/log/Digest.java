package org.tillkeeper.agent.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * SHA-256 of something that is itself not shown, for example of the configuration. It is made here
 * alone, so that a key of 32 bytes cannot be passed off as one. Immutable.
 */
public final class Digest {
  private final String hex;

  private Digest(String hex) {
    this.hex = hex;
  }

  /** The digest of these bytes. */
  public static Digest of(byte[] content) {
    try {
      StringBuilder hex = new StringBuilder();
      for (byte b : MessageDigest.getInstance("SHA-256").digest(content)) {
        hex.append(String.format(Locale.ROOT, "%02x", b & 0xFF));
      }
      return new Digest(hex.toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** 64 hex digits. */
  @Override
  public String toString() {
    return hex;
  }
}
