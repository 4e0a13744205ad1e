package org.tillkeeper.agent.keys;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Seals what the ledger keeps secret, under keys derived from the ledger's data key.
 *
 * <p>A value that was moved to another row or column, changed or cut does not open. The cipher does
 * not hide how long a secret is. It does not notice that a whole database was put back to an
 * earlier state. Safe for any thread until it is closed.
 */
public final class LedgerCipher implements AutoCloseable {
  private static final String ENCRYPTION = "tillkeeper ledger encryption 1";
  private static final String FINGERPRINT = "tillkeeper ledger fingerprint 1";

  private final byte[] encryptionKey;
  private final byte[] fingerprintKey;
  private final SecureRandom random;
  private volatile boolean closed;

  /**
   * @param dataKey 32 random bytes, which the caller may wipe afterwards
   * @param random for nonces
   */
  public LedgerCipher(byte[] dataKey, SecureRandom random) {
    AesGcm.checkLength("a data key", dataKey);
    this.encryptionKey = derive(dataKey, ENCRYPTION);
    this.fingerprintKey = derive(dataKey, FINGERPRINT);
    this.random = random;
  }

  /**
   * @param context where the value is kept, for example table, column and id; needed to open it
   * @return {@code version 01 | nonce 12 | ciphertext | tag 16}
   */
  public byte[] seal(byte[] plain, String context) {
    checkOpen();
    return AesGcm.seal(encryptionKey, plain, context.getBytes(StandardCharsets.UTF_8), random);
  }

  /**
   * @throws UnreadableSecret if these bytes were not sealed with this key for this context
   */
  public byte[] open(byte[] sealed, String context) {
    checkOpen();
    return AesGcm.open(encryptionKey, sealed, context.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * HMAC-SHA256 under a key of its own. It gives the same 32 bytes for the same input, and nobody
   * can guess the input from them without the key.
   */
  public byte[] fingerprint(byte[] input) {
    checkOpen();
    HMac mac = new HMac(SHA256Digest.newInstance());
    mac.init(new KeyParameter(fingerprintKey));
    mac.update(input, 0, input.length);
    byte[] fingerprint = new byte[mac.getMacSize()];
    mac.doFinal(fingerprint, 0);
    return fingerprint;
  }

  /** Wipes the keys. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(encryptionKey, (byte) 0);
    Arrays.fill(fingerprintKey, (byte) 0);
  }

  /** Refuses to seal under wiped keys. That would look like sealing. */
  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the ledger's cipher is closed");
    }
  }

  private static byte[] derive(byte[] dataKey, String label) {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
    hkdf.init(new HKDFParameters(dataKey, null, label.getBytes(StandardCharsets.US_ASCII)));
    byte[] key = new byte[AesGcm.KEY_BYTES];
    hkdf.generateBytes(key, 0, key.length);
    return key;
  }
}
