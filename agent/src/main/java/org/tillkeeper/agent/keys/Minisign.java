package org.tillkeeper.agent.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * Signatures and public keys in the form of minisign. A signature is of the kind "ED": over the
 * BLAKE2b-512 of the content. A second one covers the first and the trusted comment.
 *
 * <pre>
 *   untrusted comment: TEXT
 *   base64("ED", key id 8, signature 64)
 *   trusted comment: TEXT
 *   base64(signature 64 of the signature above and the trusted TEXT)
 * </pre>
 */
public final class Minisign {
  private static final int ID_BYTES = 8;
  private static final String UNTRUSTED = "untrusted comment: ";
  private static final String TRUSTED = "trusted comment: ";

  private Minisign() {}

  /**
   * A signature's file.
   *
   * @param comment one line, covered by the signature
   */
  public static String sign(DeviceKey key, byte[] content, String comment) {
    byte[] signature = key.sign(digest(content));
    byte[] id = id(key.publicKey());
    byte[] all = key.sign(join(signature, comment.getBytes(StandardCharsets.UTF_8)));
    return UNTRUSTED
        + "signature of a Tillkeeper device\n"
        + base64(join("ED".getBytes(StandardCharsets.US_ASCII), id, signature))
        + "\n"
        + TRUSTED
        + comment
        + "\n"
        + base64(all)
        + "\n";
  }

  /** The file of a public key. */
  public static String publicKeyFile(DeviceKey.Public key) {
    return UNTRUSTED
        + "minisign public key "
        + shown(id(key))
        + "\n"
        + base64(join("Ed".getBytes(StandardCharsets.US_ASCII), id(key), key.raw()))
        + "\n";
  }

  /** Whether the file is this key's signature of the content, to the last character. */
  public static boolean verifies(DeviceKey.Public key, byte[] content, String file) {
    try {
      String[] lines = file.split("\n", -1);
      if (lines.length != 5 || !lines[0].startsWith(UNTRUSTED) || !lines[2].startsWith(TRUSTED)) {
        return false;
      }
      byte[] first = Base64.getDecoder().decode(lines[1]);
      byte[] head = join("ED".getBytes(StandardCharsets.US_ASCII), id(key));
      byte[] signature = Arrays.copyOfRange(first, head.length, first.length);
      byte[] comment = lines[2].substring(TRUSTED.length()).getBytes(StandardCharsets.UTF_8);
      // The first comment is covered by nothing, so it may only be what is always written.
      return Arrays.equals(Arrays.copyOf(first, head.length), head)
          && key.verifies(digest(content), signature)
          && key.verifies(join(signature, comment), Base64.getDecoder().decode(lines[3]))
          && lines[0].equals(UNTRUSTED + "signature of a Tillkeeper device")
          && lines[4].isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * A key from a PEM file, or from minisign's own file of a public key.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static DeviceKey.Public publicKey(String file) {
    if (!file.startsWith(UNTRUSTED)) {
      return DeviceKey.Public.parse(file);
    }
    String[] lines = file.split("\n");
    byte[] raw = lines.length < 2 ? new byte[0] : Base64.getDecoder().decode(lines[1].trim());
    if (raw.length != 2 + ID_BYTES + 32 || raw[0] != 'E' || raw[1] != 'd') {
      throw new IllegalArgumentException("no minisign public key");
    }
    return DeviceKey.Public.of(Arrays.copyOfRange(raw, 2 + ID_BYTES, raw.length));
  }

  private static byte[] id(DeviceKey.Public key) {
    return Arrays.copyOf(digest(key.raw()), ID_BYTES);
  }

  /** As minisign shows it: a little-endian number. */
  private static String shown(byte[] id) {
    StringBuilder hex = new StringBuilder();
    for (int i = id.length - 1; i >= 0; i--) {
      hex.append(String.format(Locale.ROOT, "%02X", id[i] & 0xFF));
    }
    return hex.toString();
  }

  private static byte[] digest(byte[] content) {
    Blake2bDigest blake = new Blake2bDigest(512);
    blake.update(content, 0, content.length);
    byte[] digest = new byte[64];
    blake.doFinal(digest, 0);
    return digest;
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
