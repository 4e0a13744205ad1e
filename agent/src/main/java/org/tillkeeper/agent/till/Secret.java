package org.tillkeeper.agent.till;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.tillkeeper.iso8583.Hex;

/** Secrets that this server gives out and knows again by their digest alone. */
final class Secret {
  private Secret() {}

  /** So many random bytes in hex, which may stand in an address and in a cookie. */
  static String random(SecureRandom random, int bytes) {
    byte[] bits = new byte[bytes];
    random.nextBytes(bits);
    return Hex.lowerCase(bits);
  }

  /** SHA-256 in 64 hex digits. What is random through and through needs no salt. */
  static String digest(String secret) {
    try {
      return Hex.lowerCase(
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether two digests are the same; takes the same time wherever they differ. */
  static boolean same(String digest, String other) {
    return MessageDigest.isEqual(
        digest.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
