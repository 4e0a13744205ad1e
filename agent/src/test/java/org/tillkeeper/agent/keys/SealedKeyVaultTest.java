package org.tillkeeper.agent.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.KeyLayout;

/** Keys under one that does not leave the device: what is taken in, what stays, what is refused. */
class SealedKeyVaultTest {
  private static final String TMK = "CA5D92598DCA48CE8A4C76361A9269E9";

  /** A published block under this TMK: its MAK is 5BB5C72CD00B7338. */
  private static final byte[] WORKING_KEYS =
      Hex.decode(
          "6701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8" + "B651F9E9BACE9AE10000000000000000AB7153CA");

  private static final MacKeys UNIONPAY =
      new MacKeys(KeyLayout.DES, Optional.of(MacAlgorithm.UNIONPAY_ECB), true);

  @TempDir Path folder;
  private Path master;
  private final Device device = new Device();

  @BeforeEach
  void a_master_key_was_put_there() throws Exception {
    master = folder.resolve("master.key");
    put(TMK + "\n");
  }

  @Test
  void a_master_key_is_taken_in_once_and_its_file_is_gone() throws Exception {
    try (SealedKeyVault vault = open()) {
      vault.verify(WORKING_KEYS);
    }
    assertFalse(Files.exists(master));
    Path sealed = SealedKeyVault.sealed(master.toFile()).toPath();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(sealed)));
    String content = new String(Files.readAllBytes(sealed), US_ASCII).toUpperCase(Locale.ROOT);
    assertFalse(content.contains(TMK));
    assertFalse(Hex.encode(Files.readAllBytes(sealed)).contains(TMK));
    // And the next start has it from there.
    try (SealedKeyVault vault = open()) {
      vault.verify(WORKING_KEYS);
    }
  }

  @Test
  void it_makes_the_macs_that_key_files_make() throws Exception {
    byte[] input = "0200 is a request".getBytes(US_ASCII);
    Path copy = folder.resolve("copy.key");
    Files.copy(master, copy);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    File ledger = folder.resolve("ledger.key").toFile();
    try (SealedKeyVault vault = open();
        FileKeyVault files =
            FileKeyVault.forNewLedger(copy.toFile(), ledger, UNIONPAY, new SecureRandom())) {
      for (byte[] keys : new byte[][] {WORKING_KEYS, new byte[0], WORKING_KEYS}) {
        assertArrayEquals(
            files.mac(keys, MacAlgorithm.UNIONPAY_ECB, input),
            vault.mac(keys, MacAlgorithm.UNIONPAY_ECB, input));
      }
    }
  }

  @Test
  void the_ledgers_key_opens_on_this_device_alone() throws Exception {
    byte[] ledgerKey = new SecureRandom().generateSeed(32);
    byte[] wrapped;
    try (SealedKeyVault vault = open()) {
      wrapped = vault.wrap(ledgerKey);
      assertThrows(IllegalArgumentException.class, () -> vault.wrap(new byte[16]));
    }
    try (SealedKeyVault vault = open()) {
      assertArrayEquals(ledgerKey, vault.unwrap(wrapped));
    }
    put(TMK);
    try (SealedKeyVault other = SealedKeyVault.open(master.toFile(), UNIONPAY, new Device())) {
      assertThrows(KeyCheckFailed.class, () -> other.unwrap(wrapped));
      assertTrue(other.whenLedgerIsForeign().startsWith("data: the device's own key"));
    }
  }

  @Test
  void what_is_sealed_as_one_thing_does_not_open_as_another() throws Exception {
    try (SealedKeyVault vault = open()) {
      byte[] sealedMaster = Files.readAllBytes(SealedKeyVault.sealed(master.toFile()).toPath());
      assertThrows(KeyCheckFailed.class, () -> vault.unwrap(sealedMaster));
    }
  }

  @Test
  void a_new_master_key_replaces_the_one_before() throws Exception {
    open().close();
    put("00112233445566778899AABBCCDDEEFF");
    try (SealedKeyVault vault = open()) {
      assertThrows(KeyCheckFailed.class, () -> vault.verify(WORKING_KEYS));
    }
    put(TMK);
    try (SealedKeyVault vault = open()) {
      vault.verify(WORKING_KEYS);
    }
  }

  @Test
  void a_start_that_was_cut_short_while_it_took_the_key_in_is_made_up_for() throws Exception {
    byte[] before = Files.readAllBytes(master);
    open().close();
    // The sealed one was on disk already, the plain one was not yet removed.
    Files.write(master, before);
    Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("rw-------"));
    open().close();
    assertFalse(Files.exists(master));
  }

  @Test
  void without_any_key_it_says_where_one_is_to_be_put() throws Exception {
    Files.delete(master);
    UnusableKeyFile e = assertThrows(UnusableKeyFile.class, this::open);
    assertTrue(e.getMessage().startsWith("keys.masterKeyFile: " + master), e.getMessage());
    assertTrue(e.getMessage().contains("no master key was taken in before"), e.getMessage());
  }

  @Test
  void a_key_that_is_none_is_refused_and_stays_and_so_does_the_one_before() throws Exception {
    open().close();
    put("0011");
    UnusableKeyFile e = assertThrows(UnusableKeyFile.class, this::open);
    assertTrue(e.getMessage().contains("32 or 48 hex digits"), e.getMessage());
    Files.delete(master);
    try (SealedKeyVault vault = open()) {
      vault.verify(WORKING_KEYS);
    }
  }

  @Test
  void a_sealed_key_of_another_device_or_a_damaged_one_is_refused() throws Exception {
    open().close();
    UnusableKeyFile other =
        assertThrows(
            UnusableKeyFile.class,
            () -> SealedKeyVault.open(master.toFile(), UNIONPAY, new Device()));
    assertTrue(other.getMessage().contains("have the master key loaded again"));
    File sealed = SealedKeyVault.sealed(master.toFile());
    byte[] damaged = Files.readAllBytes(sealed.toPath());
    damaged[damaged.length - 1] ^= 1;
    Files.write(sealed.toPath(), damaged);
    assertThrows(UnusableKeyFile.class, this::open);
    Files.write(sealed.toPath(), new byte[5000]);
    UnusableKeyFile tooLong = assertThrows(UnusableKeyFile.class, this::open);
    assertTrue(tooLong.getMessage().contains("it is too long"), tooLong.getMessage());
  }

  @Test
  void a_key_that_was_sealed_for_another_kind_of_mac_is_refused() throws Exception {
    put(TMK + TMK.substring(0, 16));
    open().close();
    MacKeys sm4 = new MacKeys(KeyLayout.SM4, Optional.of(MacAlgorithm.UNIONPAY_SM4), true);
    UnusableKeyFile e =
        assertThrows(
            UnusableKeyFile.class, () -> SealedKeyVault.open(master.toFile(), sm4, device));
    assertTrue(e.getMessage().contains("it holds 24 bytes"), e.getMessage());
  }

  @Test
  void a_closed_vault_makes_nothing() throws Exception {
    SealedKeyVault vault = open();
    vault.close();
    assertThrows(IllegalStateException.class, () -> vault.wrap(new byte[32]));
    assertThrows(IllegalStateException.class, () -> vault.unwrap(new byte[60]));
    assertThrows(IllegalStateException.class, () -> vault.verify(WORKING_KEYS));
    assertThrows(
        IllegalStateException.class,
        () -> vault.mac(WORKING_KEYS, MacAlgorithm.UNIONPAY_ECB, new byte[8]));
  }

  private SealedKeyVault open() throws UnusableKeyFile {
    return SealedKeyVault.open(master.toFile(), UNIONPAY, device);
  }

  private void put(String text) throws Exception {
    Files.write(master, text.getBytes(US_ASCII));
    Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("rw-------"));
  }

  /** A device's key, which here is only bytes. */
  private static final class Device implements DeviceSeal {
    private final SecureRandom random = new SecureRandom();
    private final byte[] key = random.generateSeed(32);

    @Override
    public byte[] seal(byte[] plain, byte[] context) {
      return AesGcm.seal(key, plain, context, random);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) throws KeyCheckFailed {
      try {
        return AesGcm.open(key, sealed, context);
      } catch (UnreadableSecret e) {
        throw new KeyCheckFailed(String.valueOf(e.getMessage()));
      }
    }
  }
}
