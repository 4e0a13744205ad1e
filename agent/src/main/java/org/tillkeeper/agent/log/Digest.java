package org.tillkeeper.agent.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.tillkeeper.iso8583.Hex;

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
      return new Digest(Hex.lowerCase(MessageDigest.getInstance("SHA-256").digest(content)));
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
