package org.tillkeeper.android;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.ProviderException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.GCMParameterSpec;
import org.tillkeeper.agent.keys.DeviceSeal;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * Seals with an AES-256 key of the Android Keystore, which no program can read, on most devices not
 * even the system. The key is made when it is first needed. It needs no person: the agent starts
 * with the device.
 *
 * <p>Layout: {@code version 01 | nonce 12 | ciphertext | tag 16}, AES-GCM; version and context are
 * authenticated.
 */
final class KeystoreSeal implements DeviceSeal {
  static final String ALIAS = "tillkeeper-1";

  private static final String STORE = "AndroidKeyStore";
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  @Override
  public byte[] seal(byte[] plain, byte[] context) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      // The Keystore insists on a nonce of its own.
      cipher.init(Cipher.ENCRYPT_MODE, keyOrNew());
      byte[] nonce = cipher.getIV();
      if (nonce.length != NONCE_BYTES) {
        throw new IllegalStateException("a nonce of " + nonce.length + " bytes");
      }
      cipher.updateAAD(new byte[] {VERSION});
      cipher.updateAAD(context);
      byte[] text = cipher.doFinal(plain);
      byte[] sealed = new byte[1 + NONCE_BYTES + text.length];
      sealed[0] = VERSION;
      System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
      System.arraycopy(text, 0, sealed, 1 + NONCE_BYTES, text.length);
      return sealed;
    } catch (GeneralSecurityException | IOException | ProviderException e) {
      throw new IllegalStateException("the Android Keystore does not seal: " + e, e);
    }
  }

  @Override
  public byte[] open(byte[] sealed, byte[] context) throws KeyCheckFailed {
    if (sealed.length <= 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
      throw new KeyCheckFailed("what was sealed is cut short or of another version");
    }
    try {
      KeyStore store = store();
      Key key = store.getKey(ALIAS, null);
      if (key == null) {
        throw new KeyCheckFailed("the Android Keystore has no key " + ALIAS);
      }
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 1, NONCE_BYTES));
      cipher.updateAAD(new byte[] {VERSION});
      cipher.updateAAD(context);
      return cipher.doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
    } catch (GeneralSecurityException | IOException | ProviderException e) {
      throw new KeyCheckFailed("the Android Keystore does not open it: " + e);
    }
  }

  private static Key keyOrNew() throws GeneralSecurityException, IOException {
    Key key = store().getKey(ALIAS, null);
    if (key != null) {
      return key;
    }
    KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE);
    generator.init(
        new KeyGenParameterSpec.Builder(
                ALIAS, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .build());
    return generator.generateKey();
  }

  private static KeyStore store() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(STORE);
    store.load(null);
    return store;
  }
}
