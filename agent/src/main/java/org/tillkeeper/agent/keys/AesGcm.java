package org.tillkeeper.agent.keys;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-256-GCM in the one layout used here: {@code version 01 | nonce 12 | ciphertext | tag 16}. The
 * version is authenticated together with the context.
 */
final class AesGcm {
  static final int KEY_BYTES = 32;
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

  private AesGcm() {}

  /**
   * Refuses a key of another length.
   *
   * @param what it is, for the error's text
   */
  static void checkLength(String what, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(what + " has " + KEY_BYTES + " bytes, not " + key.length);
    }
  }

  static byte[] seal(byte[] key, byte[] plain, byte[] context, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = new byte[plain.length + OVERHEAD_BYTES];
    sealed[0] = VERSION;
    System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
    GCMModeCipher cipher = cipher(true, key, nonce, context);
    int done = cipher.processBytes(plain, 0, plain.length, sealed, 1 + NONCE_BYTES);
    try {
      cipher.doFinal(sealed, 1 + NONCE_BYTES + done);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("encryption never checks a tag", e);
    }
    return sealed;
  }

  /**
   * @throws UnreadableSecret if these bytes were not sealed under this key with this context
   */
  static byte[] open(byte[] key, byte[] sealed, byte[] context) {
    if (sealed.length < OVERHEAD_BYTES) {
      throw new UnreadableSecret("sealed bytes are cut short: " + sealed.length + " bytes");
    }
    if (sealed[0] != VERSION) {
      throw new UnreadableSecret(
          "sealed bytes have version " + (sealed[0] & 0xFF) + "; this version reads " + VERSION);
    }
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
    GCMModeCipher cipher = cipher(false, key, nonce, context);
    byte[] plain = new byte[sealed.length - OVERHEAD_BYTES];
    try {
      int done =
          cipher.processBytes(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES, plain, 0);
      cipher.doFinal(plain, done);
      return plain;
    } catch (InvalidCipherTextException e) {
      Arrays.fill(plain, (byte) 0);
      throw new UnreadableSecret(
          "sealed bytes do not verify: damaged, moved from another place, or under another key");
    }
  }

  private static GCMModeCipher cipher(boolean sealing, byte[] key, byte[] nonce, byte[] context) {
    GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(sealing, new AEADParameters(new KeyParameter(key), TAG_BYTES * 8, nonce));
    cipher.processAADByte(VERSION);
    cipher.processAADBytes(context, 0, context.length);
    return cipher;
  }
}
