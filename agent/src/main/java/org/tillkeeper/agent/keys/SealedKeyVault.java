package org.tillkeeper.agent.keys;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * Keys under one that never leaves the device. The terminal master key is sealed in a file beside
 * the one that the configuration names. That file is read once: its key is sealed, and the file is
 * overwritten and removed. A new file there is a new master key. The ledger's key is sealed by the
 * device's key itself, so no key file opens the ledger.
 *
 * <p>The master key is in memory until {@link #close}, because few devices can make MACs of this
 * kind with a key that they keep. Who copies the files has nothing; who can read this process's
 * memory has the master key.
 */
public final class SealedKeyVault implements KeyVault {
  private static final String SETTING = "keys.masterKeyFile";
  private static final byte[] MASTER =
      "tillkeeper master key 1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LEDGER =
      "tillkeeper ledger key 1".getBytes(StandardCharsets.US_ASCII);
  private static final int SEALED_BYTES_MAX = 4096;

  private final MasterKey masterKey;
  private final DeviceSeal seal;

  private SealedKeyVault(MasterKey masterKey, DeviceSeal seal) {
    this.masterKey = masterKey;
    this.seal = seal;
  }

  /** Where the sealed form of a key file lies. */
  public static File sealed(File masterKeyFile) {
    return new File(masterKeyFile.getPath() + ".sealed");
  }

  /**
   * Opens the vault, and takes in a master key that was put there.
   *
   * @param masterKeyFile where a new master key may lie, as hex digits
   * @param keys what keys this acquirer's MACs are made under
   * @throws UnusableKeyFile if there is neither a key file nor a sealed one, or what is there holds
   *     no key that this device can open
   */
  public static SealedKeyVault open(File masterKeyFile, MacKeys keys, DeviceSeal seal)
      throws UnusableKeyFile {
    KeyFile plain = new KeyFile(SETTING, masterKeyFile, keys.why());
    if (!plain.isMissing()) {
      takeIn(masterKeyFile, plain.read(keys.masterKeyDigits()), keys, seal);
    }
    return new SealedKeyVault(new MasterKey(read(masterKeyFile, keys, seal), keys), seal);
  }

  /** The plain file goes only once the sealed one is on disk and can be opened. */
  private static void takeIn(File plain, byte[] key, MacKeys keys, DeviceSeal seal)
      throws UnusableKeyFile {
    try {
      OwnerOnly.write(sealed(plain), seal.seal(key, MASTER));
      byte[] back = read(plain, keys, seal);
      boolean same = Arrays.equals(back, key);
      Arrays.fill(back, (byte) 0);
      if (!same) {
        throw new UnusableKeyFile(SETTING, sealed(plain), "does not hold what was sealed in it");
      }
      overwrite(plain);
    } catch (IOException | UnsupportedOperationException e) {
      throw new UnusableKeyFile(
          SETTING,
          plain,
          "cannot be sealed ("
              + e.getClass().getSimpleName()
              + "); its folder must be writable and have room, then start again");
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Flash may keep the old block all the same; so the file should not have lain there for long. */
  private static void overwrite(File plain) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(plain, "rw")) {
      file.write(new byte[(int) Math.min(file.length(), SEALED_BYTES_MAX)]);
      file.getFD().sync();
    }
    Files.delete(plain.toPath());
  }

  private static byte[] read(File plain, MacKeys keys, DeviceSeal seal) throws UnusableKeyFile {
    File sealed = sealed(plain);
    if (!sealed.exists()) {
      throw new UnusableKeyFile(
          SETTING,
          plain,
          "does not exist, and no master key was taken in before; put the terminal master key"
              + " there, in hex digits, and start again");
    }
    if (sealed.length() > SEALED_BYTES_MAX) {
      throw unreadable(sealed, "it is too long");
    }
    try {
      byte[] key = seal.open(Files.readAllBytes(sealed.toPath()), MASTER);
      if (Arrays.stream(keys.masterKeyDigits()).noneMatch(digits -> digits == 2 * key.length)) {
        Arrays.fill(key, (byte) 0);
        throw unreadable(
            sealed, "it holds " + key.length + " bytes, another length than " + keys.why());
      }
      return key;
    } catch (IOException | KeyCheckFailed e) {
      throw unreadable(sealed, String.valueOf(e.getMessage()));
    }
  }

  private static UnusableKeyFile unreadable(File sealed, String why) {
    return new UnusableKeyFile(
        SETTING,
        sealed,
        "cannot be opened on this device ("
            + why
            + "); have the master key loaded again: put it where keys.masterKeyFile says");
  }

  @Override
  public byte[] wrap(byte[] ledgerKey) {
    masterKey.checkOpen();
    AesGcm.checkLength("a ledger key", ledgerKey);
    return seal.seal(ledgerKey, LEDGER);
  }

  @Override
  public byte[] unwrap(byte[] wrapped) throws KeyCheckFailed {
    masterKey.checkOpen();
    return seal.open(wrapped, LEDGER);
  }

  @Override
  public String whenLedgerIsForeign() {
    return "data: the device's own key does not open this ledger: it was made on another device, or"
        + " the device's key is gone; what the ledger holds sealed cannot be read any more: keep"
        + " the folder and call for service";
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
  public void close() {
    masterKey.close();
  }
}
