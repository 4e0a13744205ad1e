package org.tillkeeper.agent.nexo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens and seals messages by a passphrase that till and terminal share, in the form of Adyen's
 * terminals: the header in clear, the whole message again in {@code NexoBlob}, and beside it
 *
 * <pre>
 * SecurityTrailer  AdyenCryptoVersion 0 or 1
 *                  KeyIdentifier, KeyVersion   which passphrase
 *                  Nonce 16 bytes              new for each message
 *                  Hmac 32 bytes               HMAC-SHA256 of the message in clear
 *
 * 80 bytes = PBKDF2(HMAC-SHA1, passphrase, "AdyenNexoV1Salt", 4000 rounds)
 *            32 of the HMAC's key, 32 of the cipher's, 16 of the initial vector
 * NexoBlob = AES-256-CBC, PKCS #7, initial vector XOR nonce
 * </pre>
 *
 * <p>The header in clear is not protected, so nothing is taken from it. What is wrong with a
 * message is not told apart, in words or in time: who could learn that its padding is right could
 * learn the message. A message that is played again is known by its pair and does nothing again.
 * Safe for any thread.
 */
final class Secured {
  private static final byte[] SALT = "AdyenNexoV1Salt".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS = 4000;
  private static final int KEY_BYTES = 32;
  private static final int BLOCK = 16;
  private static final int HMAC_BYTES = 32;
  private static final String HMAC = "HmacSHA256";

  private final String identifier;
  private final int version;
  private final byte[] hmacKey;
  private final byte[] cipherKey;
  private final byte[] initialVector;
  private final SecureRandom random;

  /**
   * @param identifier names the passphrase
   * @param version of the passphrase
   * @param passphrase wiped by the caller
   */
  Secured(String identifier, int version, char[] passphrase, SecureRandom random) {
    this.identifier = identifier;
    this.version = version;
    this.random = random;
    byte[] material = material(passphrase);
    hmacKey = Arrays.copyOfRange(material, 0, KEY_BYTES);
    cipherKey = Arrays.copyOfRange(material, KEY_BYTES, 2 * KEY_BYTES);
    initialVector = Arrays.copyOfRange(material, 2 * KEY_BYTES, 2 * KEY_BYTES + BLOCK);
    Arrays.fill(material, (byte) 0);
  }

  private static byte[] material(char[] passphrase) {
    PBEKeySpec spec = new PBEKeySpec(passphrase, SALT, ROUNDS, 8 * (2 * KEY_BYTES + BLOCK));
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java and Android 8 have PBKDF2WithHmacSHA1", e);
    } finally {
      spec.clearPassword();
    }
  }

  /** What a message turned out to be. */
  sealed interface Opened {
    /** It is from who knows the passphrase. The bytes are the caller's to wipe. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Clear(byte[] message) implements Opened {}

    /**
     * It is not.
     *
     * @param why in English, for a till's programmer
     */
    record Stranger(String why) implements Opened {}
  }

  /** Opens a message. */
  Opened open(Fields message) {
    try {
      Fields request = message.required("SaleToPOIRequest");
      if (!request.has("NexoBlob")) {
        return new Opened.Stranger(
            "The message is plain; this port has a passphrase and takes encrypted ones alone.");
      }
      Fields trailer = request.required("SecurityTrailer");
      String named = trailer.text("KeyIdentifier").orElse("");
      if (!named.equals(identifier) || !isNumber(trailer, "KeyVersion", version)) {
        return new Opened.Stranger(
            "SecurityTrailer.KeyIdentifier and KeyVersion must be those of nexo.passphrase in"
                + " agent.yaml.");
      }
      if (!isNumber(trailer, "AdyenCryptoVersion", 0)
          && !isNumber(trailer, "AdyenCryptoVersion", 1)) {
        return new Opened.Stranger("SecurityTrailer.AdyenCryptoVersion must be 0 or 1.");
      }
      Optional<byte[]> blob = base64(request, "NexoBlob");
      Optional<byte[]> nonce = base64(trailer, "Nonce");
      Optional<byte[]> hmac = base64(trailer, "Hmac");
      boolean whole =
          blob.isPresent()
              && blob.get().length > 0
              && blob.get().length % BLOCK == 0
              && nonce.isPresent()
              && nonce.get().length == BLOCK
              && hmac.isPresent()
              && hmac.get().length == HMAC_BYTES;
      return whole
          ? open(blob.get(), nonce.get(), hmac.get())
          : new Opened.Stranger(
              "NexoBlob, Nonce and Hmac must be base64 of whole blocks of 16 bytes, of 16 bytes and"
                  + " of 32 bytes.");
    } catch (Faulty e) {
      return new Opened.Stranger(e.getMessage());
    }
  }

  private Opened open(byte[] blob, byte[] nonce, byte[] hmac) {
    byte[] padded = crypt(Cipher.DECRYPT_MODE, blob, nonce);
    int length = padded.length - padding(padded);
    // A wrong padding is gone on with, as a message that no HMAC fits.
    byte[] message = Arrays.copyOf(padded, length);
    Arrays.fill(padded, (byte) 0);
    boolean fits = MessageDigest.isEqual(hmac(message), hmac);
    boolean genuine = fits && length < blob.length;
    if (genuine) {
      return new Opened.Clear(message);
    }
    Arrays.fill(message, (byte) 0);
    return new Opened.Stranger(
        "The message does not fit its Hmac: it was changed on its way, or the passphrase is"
            + " another.");
  }

  /**
   * How many bytes of padding end a text; 0 where they are none. It looks at the same bytes always.
   */
  private static int padding(byte[] padded) {
    int count = padded[padded.length - 1] & 0xFF;
    int wrong = count < 1 || count > BLOCK ? 1 : 0;
    for (int back = 1; back <= BLOCK; back++) {
      int isPadding = back <= count ? 0xFF : 0;
      wrong |= isPadding & ((padded[padded.length - back] & 0xFF) ^ count);
    }
    return wrong == 0 ? count : 0;
  }

  /**
   * Seals an answer.
   *
   * @param header stands beside it in clear
   * @param message in clear; wiped by the caller
   */
  Map<String, Object> seal(Map<String, Object> header, byte[] message) {
    byte[] nonce = new byte[BLOCK];
    random.nextBytes(nonce);
    int count = BLOCK - message.length % BLOCK;
    byte[] padded = Arrays.copyOf(message, message.length + count);
    Arrays.fill(padded, message.length, padded.length, (byte) count);
    byte[] blob = crypt(Cipher.ENCRYPT_MODE, padded, nonce);
    Arrays.fill(padded, (byte) 0);
    Base64.Encoder base64 = Base64.getEncoder();
    Map<String, Object> trailer = new LinkedHashMap<>();
    trailer.put("AdyenCryptoVersion", 1);
    trailer.put("KeyIdentifier", identifier);
    trailer.put("KeyVersion", version);
    trailer.put("Nonce", base64.encodeToString(nonce));
    trailer.put("Hmac", base64.encodeToString(hmac(message)));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(Header.NAME, header);
    json.put("NexoBlob", base64.encodeToString(blob));
    json.put("SecurityTrailer", trailer);
    return json;
  }

  private byte[] crypt(int mode, byte[] blocks, byte[] nonce) {
    byte[] vector = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      vector[i] = (byte) (initialVector[i] ^ nonce[i]);
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, new SecretKeySpec(cipherKey, "AES"), new IvParameterSpec(vector));
      return cipher.doFinal(blocks);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("whole blocks, and every Java has AES", e);
    }
  }

  private byte[] hmac(byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(hmacKey, HMAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  private static boolean isNumber(Fields of, String name, int value) throws Faulty {
    return of.number(name)
        .filter(number -> number.compareTo(new BigDecimal(value)) == 0)
        .isPresent();
  }

  private static Optional<byte[]> base64(Fields of, String name) throws Faulty {
    try {
      return of.text(name).map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
