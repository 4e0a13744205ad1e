package org.tillkeeper.agent.keys;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * Keys in two files, for a board without a secure element. One file holds the terminal master key,
 * which the acquirer gives. The other holds the ledger's own key, which is made at the first start.
 * Both keys stay in memory until {@link #close}, and so do the MAC key that was used last and the
 * key for the device's serial number where there is one.
 *
 * <p>Whoever can read the files or this process's memory has the keys. A terminal that can do
 * better implements {@link KeyVault} with its secure element.
 */
public final class FileKeyVault implements KeyVault {
  private static final String MASTER_KEY_FILE = "keys.masterKeyFile";
  private static final String LEDGER_KEY_FILE = "keys.ledgerKeyFile";
  private static final String SERIAL_KEY_FILE = "keys.serialKeyFile";
  private static final int SERIAL_KEY_DIGITS = 32;
  private static final byte[] WRAPPING =
      "tillkeeper ledger key 1".getBytes(StandardCharsets.US_ASCII);

  private final MasterKey masterKey;
  private final byte[] ledgerKey;
  private final SecureRandom random;
  private byte[] serialKey = {};

  private FileKeyVault(byte[] masterKey, byte[] ledgerKey, MacKeys keys, SecureRandom random) {
    this.masterKey = new MasterKey(masterKey, keys);
    this.ledgerKey = ledgerKey;
    this.random = random;
  }

  /**
   * The vault for a ledger that exists. The ledger's key must exist too, because without it
   * everything sealed in the ledger is lost.
   *
   * @param keys what keys this acquirer's MACs are made under
   * @throws UnusableKeyFile if either file is missing, too open or holds no key
   */
  public static FileKeyVault forExistingLedger(
      File masterKeyFile, File ledgerKeyFile, MacKeys keys, SecureRandom random)
      throws UnusableKeyFile {
    byte[] masterKey = masterKey(masterKeyFile, keys);
    KeyFile ledger = new KeyFile(LEDGER_KEY_FILE, ledgerKeyFile);
    if (ledger.isMissing()) {
      throw new UnusableKeyFile(
          LEDGER_KEY_FILE,
          ledgerKeyFile,
          "does not exist, but the ledger it belongs to does; put the file back from where it was"
              + " (a new one cannot open what this ledger keeps)");
    }
    return new FileKeyVault(masterKey, ledger.read(2 * AesGcm.KEY_BYTES), keys, random);
  }

  /**
   * The vault for a ledger that is about to be made. The ledger's key is made too, unless a start
   * that was cut short has made it.
   *
   * @param keys what keys this acquirer's MACs are made under
   * @throws UnusableKeyFile if a file is too open, holds no key or cannot be made
   */
  public static FileKeyVault forNewLedger(
      File masterKeyFile, File ledgerKeyFile, MacKeys keys, SecureRandom random)
      throws UnusableKeyFile {
    byte[] masterKey = masterKey(masterKeyFile, keys);
    KeyFile ledger = new KeyFile(LEDGER_KEY_FILE, ledgerKeyFile);
    if (ledger.isMissing()) {
      byte[] key = new byte[AesGcm.KEY_BYTES];
      random.nextBytes(key);
      ledger.create(key);
      Arrays.fill(key, (byte) 0);
    }
    // Read back, so that a key that cannot be read again is known now, before anything depends on
    // it.
    return new FileKeyVault(masterKey, ledger.read(2 * AesGcm.KEY_BYTES), keys, random);
  }

  /**
   * Looks whether the files would do for a start, and makes nothing.
   *
   * @param hasLedger whether there is a ledger, whose key must be there too
   * @throws UnusableKeyFile as the start would
   */
  public static void verify(File masterKeyFile, File ledgerKeyFile, MacKeys keys, boolean hasLedger)
      throws UnusableKeyFile {
    if (hasLedger) {
      forExistingLedger(masterKeyFile, ledgerKeyFile, keys, new SecureRandom()).close();
    } else {
      Arrays.fill(masterKey(masterKeyFile, keys), (byte) 0);
    }
  }

  private static byte[] masterKey(File file, MacKeys keys) throws UnusableKeyFile {
    return new KeyFile(MASTER_KEY_FILE, file, keys.why()).read(keys.masterKeyDigits());
  }

  /**
   * Reads the SM4 key under which the device's serial number is proved.
   *
   * @throws UnusableKeyFile if the file is missing, too open or holds no key
   */
  public void readSerialKey(File file) throws UnusableKeyFile {
    serialKey = serialKey(file);
  }

  /** Looks whether a file would do for {@link #readSerialKey}. */
  public static void verifySerialKey(File file) throws UnusableKeyFile {
    Arrays.fill(serialKey(file), (byte) 0);
  }

  private static byte[] serialKey(File file) throws UnusableKeyFile {
    return new KeyFile(SERIAL_KEY_FILE, file, "it is a key of SM4").read(SERIAL_KEY_DIGITS);
  }

  @Override
  public byte[] wrap(byte[] key) {
    masterKey.checkOpen();
    AesGcm.checkLength("a ledger key", key);
    return AesGcm.seal(ledgerKey, key, WRAPPING, random);
  }

  @Override
  public byte[] unwrap(byte[] wrapped) throws KeyCheckFailed {
    masterKey.checkOpen();
    try {
      return AesGcm.open(ledgerKey, wrapped, WRAPPING);
    } catch (UnreadableSecret e) {
      throw new KeyCheckFailed(
          "the ledger's key does not open under the key in "
              + LEDGER_KEY_FILE
              + ": "
              + e.getMessage());
    }
  }

  @Override
  public void verify(byte[] workingKeys) throws KeyCheckFailed {
    masterKey.verify(workingKeys);
  }

  @Override
  public byte[] mac(byte[] workingKeys, MacAlgorithm algorithm, byte[] input) {
    return masterKey.mac(workingKeys, algorithm, input);
  }

  @Override
  public Optional<String> serialCiphertext(String serial, String factor) {
    masterKey.checkOpen();
    return serialKey.length == 0
        ? Optional.empty()
        : Optional.of(SerialProof.of(serialKey, serial, factor));
  }

  @Override
  public void close() {
    masterKey.close();
    Arrays.fill(serialKey, (byte) 0);
    Arrays.fill(ledgerKey, (byte) 0);
  }
}
