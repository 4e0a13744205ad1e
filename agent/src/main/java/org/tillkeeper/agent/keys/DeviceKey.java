package org.tillkeeper.agent.keys;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.iso8583.Hex;

/**
 * The device's own Ed25519 key, by which others know that a bundle is this terminal's. It opens
 * nothing and moves no money. It is made at first start beside the ledger key, as a PEM file of
 * PKCS#8 (RFC 8410) that other programs can use. Its text form shows the fingerprint alone.
 * Immutable; safe for any thread.
 */
public final class DeviceKey {
  private static final String SETTING = "device key";
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
  private static final String END = "\n-----END PRIVATE KEY-----\n";

  /** DER of what stands before the 32 bytes of a private and of a public Ed25519 key. */
  private static final byte[] PKCS8 = {
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20
  };

  private static final byte[] SPKI = {0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0};

  private final Ed25519PrivateKeyParameters key;

  private DeviceKey(Ed25519PrivateKeyParameters key) {
    this.key = key;
  }

  /** Where the key of an agent lies. */
  public static File beside(File ledgerKey) {
    return new File(ledgerKey.getPath() + ".device");
  }

  /**
   * Reads the key, or makes it where there is none.
   *
   * @throws UnusableKeyFile if there is a file that holds no such key, or none can be made
   */
  public static DeviceKey ensure(File file, SecureRandom random) throws UnusableKeyFile {
    if (file.exists()) {
      return read(file);
    }
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(random);
    byte[] text = pem(BEGIN, PKCS8, key.getEncoded(), END);
    try {
      OwnerOnly.write(file, text);
    } catch (IOException | UnsupportedOperationException e) {
      throw new UnusableKeyFile(
          SETTING, file, "cannot be made (" + e.getMessage() + "); free space, and start again");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
    return new DeviceKey(key);
  }

  /**
   * Reads the key.
   *
   * @throws UnusableKeyFile if there is none, or the file holds something else
   */
  public static DeviceKey read(File file) throws UnusableKeyFile {
    try {
      if (file.length() > 4096) {
        throw unusable(file);
      }
      String text = new String(Files.readAllBytes(file.toPath()), StandardCharsets.ISO_8859_1);
      byte[] der = der(text, "PRIVATE KEY");
      if (der.length != PKCS8.length + 32 || !startsWith(der, PKCS8)) {
        throw unusable(file);
      }
      return new DeviceKey(new Ed25519PrivateKeyParameters(der, PKCS8.length));
    } catch (IOException e) {
      throw new UnusableKeyFile(SETTING, file, "cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw unusable(file);
    }
  }

  private static UnusableKeyFile unusable(File file) {
    return new UnusableKeyFile(
        SETTING,
        file,
        "is damaged; move it away and start again: a new one is made, and bundles signed"
            + " before are checked with the old public key");
  }

  /** A signature of 64 bytes, as Ed25519 of RFC 8032 makes it over the whole content. */
  public byte[] sign(byte[] content) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(content, 0, content.length);
    return signer.generateSignature();
  }

  /** The public key. */
  public Public publicKey() {
    return new Public(key.generatePublicKey());
  }

  @Override
  public String toString() {
    return "device key " + publicKey().fingerprint();
  }

  /** A device's public key. */
  public static final class Public {
    private final Ed25519PublicKeyParameters key;

    private Public(Ed25519PublicKeyParameters key) {
      this.key = key;
    }

    /** A key from its 32 bytes. */
    public static Public of(byte[] raw) {
      return new Public(new Ed25519PublicKeyParameters(raw, 0));
    }

    /**
     * A key from a PEM file.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Public parse(String text) {
      byte[] der = der(text, "PUBLIC KEY");
      if (der.length != SPKI.length + 32 || !startsWith(der, SPKI)) {
        throw new IllegalArgumentException("no Ed25519 public key");
      }
      return of(Arrays.copyOfRange(der, SPKI.length, der.length));
    }

    /** Its 32 bytes. */
    public byte[] raw() {
      return key.getEncoded();
    }

    /** As PEM, for openssl. */
    public String pem() {
      return new String(
          DeviceKey.pem(
              "-----BEGIN PUBLIC KEY-----\n", SPKI, raw(), "\n-----END PUBLIC KEY-----\n"),
          StandardCharsets.ISO_8859_1);
    }

    /**
     * SHA-256 of the key in DER, 64 hex digits: what {@code openssl pkey -pubin -outform DER |
     * sha256sum} says.
     */
    public String fingerprint() {
      try {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(SPKI);
        return Hex.lowerCase(sha256.digest(raw()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }

    /** Whether a signature is this key's over the whole content. */
    public boolean verifies(byte[] content, byte[] signature) {
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(false, key);
      signer.update(content, 0, content.length);
      return signature.length == 64 && signer.verifySignature(signature);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Public it && Arrays.equals(raw(), it.raw());
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(raw());
    }

    @Override
    public String toString() {
      return fingerprint();
    }
  }

  private static byte[] pem(String begin, byte[] prefix, byte[] key, String end) {
    byte[] der = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, der, prefix.length, key.length);
    return (begin + Base64.getEncoder().encodeToString(der) + end)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] der(String text, String what) {
    String begin = "-----BEGIN " + what + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + what + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no PEM of a " + what);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  private static boolean startsWith(byte[] all, byte[] prefix) {
    return Arrays.equals(Arrays.copyOf(all, prefix.length), prefix);
  }
}
