package org.tillkeeper.agent.keys;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * A file that only one recipient can open, in version 1 of the age format (age-encryption.org/v1)
 * for a recipient of the kind X25519, {@code age1...}. It is written as it comes, in chunks of 64
 * KiB, and is whole once it is closed.
 *
 * <pre>
 *   age-encryption.org/v1
 *   -> X25519 EPHEMERAL
 *   the file's key, 16 bytes, sealed under HKDF(shared secret)
 *   --- HMAC-SHA-256 of all before, under HKDF(the file's key, "header")
 *   nonce 16, then each chunk sealed under HKDF(the file's key, nonce, "payload")
 * </pre>
 */
public final class AgeFile extends OutputStream {
  private static final String RECIPIENT = "age";
  private static final String INTRO = "age-encryption.org/v1\n";
  private static final int CHUNK = 64 * 1024;
  private static final int TAG_BITS = 128;
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] CHECK = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};

  private final OutputStream out;
  private final byte[] payloadKey;
  private final byte[] chunk = new byte[CHUNK];
  private int filled;
  private long number;
  private boolean closed;

  private AgeFile(OutputStream out, byte[] payloadKey) {
    this.out = out;
    this.payloadKey = payloadKey;
  }

  /**
   * Begins a file.
   *
   * @param recipient {@code age1...}
   * @param out is closed with it
   * @throws IllegalArgumentException if the recipient is none of that kind
   */
  public static AgeFile to(String recipient, OutputStream out, SecureRandom random)
      throws IOException {
    X25519PublicKeyParameters theirs = new X25519PublicKeyParameters(recipient(recipient), 0);
    X25519PrivateKeyParameters ours = new X25519PrivateKeyParameters(random);
    byte[] ephemeral = ours.generatePublicKey().getEncoded();
    X25519Agreement agreement = new X25519Agreement();
    agreement.init(ours);
    byte[] shared = new byte[agreement.getAgreementSize()];
    try {
      agreement.calculateAgreement(theirs, shared, 0);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException("a recipient to whom anybody could open the file", e);
    }
    byte[] fileKey = new byte[16];
    random.nextBytes(fileKey);
    byte[] salt = Arrays.copyOf(ephemeral, 64);
    System.arraycopy(theirs.getEncoded(), 0, salt, 32, 32);
    byte[] wrap = hkdf(shared, salt, INTRO.trim() + "/X25519");
    byte[] body = seal(wrap, new byte[12], fileKey, fileKey.length);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    String header =
        INTRO
            + "-> X25519 "
            + base64.encodeToString(ephemeral)
            + "\n"
            + base64.encodeToString(body)
            + "\n---";
    byte[] mac = hmac(hkdf(fileKey, new byte[0], "header"), header);
    out.write(
        (header + " " + base64.encodeToString(mac) + "\n").getBytes(StandardCharsets.US_ASCII));
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    out.write(nonce);
    AgeFile file = new AgeFile(out, hkdf(fileKey, nonce, "payload"));
    Arrays.fill(fileKey, (byte) 0);
    Arrays.fill(shared, (byte) 0);
    return file;
  }

  /**
   * The 32 bytes of a recipient's public key.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static byte[] recipient(String text) {
    String prefix = RECIPIENT + "1";
    int[] values = new int[Math.max(0, text.length() - prefix.length())];
    for (int i = 0; i < values.length; i++) {
      values[i] = ALPHABET.indexOf(text.charAt(prefix.length() + i));
      if (values[i] < 0) {
        throw new IllegalArgumentException("a character that no recipient has");
      }
    }
    // 32 bytes are 52 characters of 5 bits; 6 more are the check.
    if (!text.startsWith(prefix) || values.length != 58 || checksum(values) != 1) {
      throw new IllegalArgumentException("no recipient: age1 and 58 characters, check included");
    }
    byte[] key = new byte[32];
    int bits = 0;
    int have = 0;
    int at = 0;
    for (int i = 0; i < 52; i++) {
      bits = ((bits << 5) | values[i]) & 0xFFFF;
      have += 5;
      if (have >= 8) {
        have -= 8;
        key[at++] = (byte) (bits >> have);
      }
    }
    if ((bits & ((1 << have) - 1)) != 0) {
      throw new IllegalArgumentException("no recipient: bits beyond the key");
    }
    return key;
  }

  /** Of Bech32 (BIP 173); 1 where the text is as it was made. */
  private static int checksum(int[] values) {
    int check = 1;
    for (int i = 0; i < RECIPIENT.length(); i++) {
      check = step(check, RECIPIENT.charAt(i) >> 5);
    }
    check = step(check, 0);
    for (int i = 0; i < RECIPIENT.length(); i++) {
      check = step(check, RECIPIENT.charAt(i) & 31);
    }
    for (int value : values) {
      check = step(check, value);
    }
    return check;
  }

  private static int step(int check, int value) {
    int top = check >>> 25;
    int next = ((check & 0x1ffffff) << 5) ^ value;
    for (int i = 0; i < 5; i++) {
      next ^= ((top >> i) & 1) == 1 ? CHECK[i] : 0;
    }
    return next;
  }

  private static byte[] hkdf(byte[] secret, byte[] salt, String info) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
    generator.init(new HKDFParameters(secret, salt, info.getBytes(StandardCharsets.US_ASCII)));
    byte[] key = new byte[32];
    generator.generateBytes(key, 0, key.length);
    return key;
  }

  private static byte[] hmac(byte[] key, String text) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(key));
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    mac.update(bytes, 0, bytes.length);
    byte[] out = new byte[32];
    mac.doFinal(out, 0);
    return out;
  }

  private static byte[] seal(byte[] key, byte[] nonce, byte[] clear, int length) {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(true, new AEADParameters(new KeyParameter(key), TAG_BITS, nonce));
    byte[] sealed = new byte[cipher.getOutputSize(length)];
    int at = cipher.processBytes(clear, 0, length, sealed, 0);
    try {
      cipher.doFinal(sealed, at);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing checks nothing that could fail", e);
    }
    return sealed;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int at = from;
    int rest = length;
    while (rest > 0) {
      if (filled == CHUNK) {
        // Only now is it known not to be the last.
        writeChunk((byte) 0);
      }
      int part = Math.min(rest, CHUNK - filled);
      System.arraycopy(bytes, at, chunk, filled, part);
      filled += part;
      at += part;
      rest -= part;
    }
  }

  /** A chunk's nonce is its number in 11 bytes, and whether it is the last. */
  private void writeChunk(byte last) throws IOException {
    byte[] nonce = new byte[12];
    for (int i = 0; i < 8; i++) {
      nonce[10 - i] = (byte) (number >>> (8 * i));
    }
    nonce[11] = last;
    out.write(seal(payloadKey, nonce, chunk, filled));
    number++;
    filled = 0;
  }

  /** Writes the last chunk; a file that lacks it cannot be opened. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      writeChunk((byte) 1);
      Arrays.fill(payloadKey, (byte) 0);
      Arrays.fill(chunk, (byte) 0);
      out.close();
    }
  }
}
