package org.tillkeeper.agent.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.KeyLayout;
import org.tillkeeper.iso8583.security.WorkingKeys;

/** Key files on a plain board: what is accepted, what is made, and what is refused. */
class FileKeyVaultTest {
  private static final String TMK = "CA5D92598DCA48CE8A4C76361A9269E9";

  /** A published block under this TMK: its MAK is 5BB5C72CD00B7338. */
  private static final byte[] WORKING_KEYS =
      bytes(
          "6701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8" + "B651F9E9BACE9AE10000000000000000AB7153CA");

  private static final MacKeys UNIONPAY =
      new MacKeys(KeyLayout.DES, Optional.of(MacAlgorithm.UNIONPAY_ECB), true);

  @TempDir Path folder;
  private Path master;
  private Path ledger;

  @BeforeEach
  void a_master_key_only_its_owner_can_read() throws Exception {
    master = folder.resolve("master.key");
    ledger = folder.resolve("ledger.key");
    write(master, TMK + "\n", "rw-------");
  }

  @Test
  void the_ledgers_key_is_made_once_for_its_owner_only_and_stays() throws Exception {
    byte[] wrapped;
    byte[] dataKey = new SecureRandom().generateSeed(32);
    try (FileKeyVault vault = fresh()) {
      wrapped = vault.wrap(dataKey);
    }
    byte[] made = Files.readAllBytes(ledger);
    assertTrue(new String(made, US_ASCII).matches("[0-9A-F]{64}\n"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ledger)));
    assertArrayEquals(
        new String[] {"ledger.key", "master.key"},
        Arrays.stream(folder.toFile().list()).sorted().toArray());
    try (FileKeyVault vault = existing()) {
      assertArrayEquals(dataKey, vault.unwrap(wrapped));
    }
    fresh().close();
    assertArrayEquals(made, Files.readAllBytes(ledger));
  }

  @Test
  void two_boards_never_make_the_same_key() throws Exception {
    fresh().close();
    byte[] first = Files.readAllBytes(ledger);
    Files.delete(ledger);
    fresh().close();
    assertFalse(Arrays.equals(first, Files.readAllBytes(ledger)));
  }

  @Test
  void a_start_cut_short_while_making_the_key_leaves_nothing_that_stops_the_next()
      throws Exception {
    write(folder.resolve("ledger.key.new"), "0123", "r--------");
    fresh().close();
    assertFalse(Files.exists(folder.resolve("ledger.key.new")));
    assertEquals(65, Files.size(ledger));
  }

  @Test
  void a_lost_ledger_key_beside_its_ledger_is_an_error_and_nothing_is_made() {
    String text = assertThrows(UnusableKeyFile.class, this::existing).getMessage();
    assertTrue(text.startsWith("keys.ledgerKeyFile: " + ledger + " does not exist"), text);
    assertFalse(Files.exists(ledger));
  }

  @Test
  void a_ledger_key_that_cannot_be_made_says_so() {
    File nowhere = folder.resolve("no/such/folder/ledger.key").toFile();
    String text =
        assertThrows(
                UnusableKeyFile.class,
                () ->
                    FileKeyVault.forNewLedger(
                        master.toFile(), nowhere, UNIONPAY, new SecureRandom()))
            .getMessage();
    assertTrue(text.startsWith("keys.ledgerKeyFile: " + nowhere + " cannot be made"), text);
    assertTrue(text.contains("its folder must exist and be writable"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {TMK, TMK + "\n", TMK + "\r\n", TMK + "0123456789abcdef\n"})
  void a_master_key_is_32_or_48_hex_digits_a_newline_allowed(String content) throws Exception {
    write(master, content, "r--------");
    fresh().close();
  }

  @ParameterizedTest
  @CsvSource({
    "'', it holds 0 characters",
    "CA5D92598DCA48CE, it holds 16 characters",
    "CA5D92598DCA48CE8A4C76361A9269E, it holds 31 characters",
    "'CA5D92598DCA48CE8A4C76361A9269E9 ', it holds 33 characters",
    "CA5D92598DCA48CE8A4C76361A9269EG, character 32 is no hex digit",
    "CA 5D92598DCA48CE8A4C76361A9269E, character 3 is no hex digit",
    "CA5D92598DCA48CE8A4C76361A9269E9CA5D92598DCA48CE8A4C76361A9269E9, it holds more",
  })
  void anything_else_is_no_master_key_and_is_not_repeated(String content, String expected)
      throws Exception {
    write(master, content, "rw-------");
    String text = assertThrows(UnusableKeyFile.class, this::fresh).getMessage();
    assertTrue(text.startsWith("keys.masterKeyFile: " + master + " must hold"), text);
    assertTrue(text.contains("32 or 48 hex digits"), text);
    assertTrue(text.contains(expected), text);
    assertFalse(text.contains("CA5D"), text);
    assertFalse(Files.exists(ledger), "nothing is made when the master key is no good");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-", "rw------x"})
  void a_key_file_open_to_group_or_others_is_refused(String mode) throws Exception {
    write(master, TMK, mode);
    String text = assertThrows(UnusableKeyFile.class, this::fresh).getMessage();
    assertTrue(text.startsWith("keys.masterKeyFile: " + master), text);
    assertTrue(text.contains(mode) && text.contains("chmod 600 " + master), text);

    write(master, TMK, "rw-------");
    fresh().close();
    Files.setPosixFilePermissions(ledger, PosixFilePermissions.fromString(mode));
    text = assertThrows(UnusableKeyFile.class, this::existing).getMessage();
    assertTrue(text.startsWith("keys.ledgerKeyFile: " + ledger), text);
  }

  @Test
  void a_missing_master_key_and_a_folder_in_its_place_are_named() throws Exception {
    Files.delete(master);
    String missing = assertThrows(UnusableKeyFile.class, this::fresh).getMessage();
    assertEquals(
        "keys.masterKeyFile: " + master + " does not exist; it must hold 32 or 48 hex digits",
        missing);
    Files.createDirectory(master);
    String directory = assertThrows(UnusableKeyFile.class, this::fresh).getMessage();
    assertTrue(directory.contains("is no plain file"), directory);
  }

  @Test
  void a_wrapped_key_that_is_damaged_or_not_ours_does_not_unwrap() throws Exception {
    try (FileKeyVault vault = fresh()) {
      byte[] wrapped = vault.wrap(new byte[32]);
      byte[] damaged = wrapped.clone();
      damaged[20] ^= 4;
      assertThrows(KeyCheckFailed.class, () -> vault.unwrap(damaged));
      assertThrows(KeyCheckFailed.class, () -> vault.unwrap(new byte[0]));
      Files.delete(ledger);
      try (FileKeyVault other = fresh()) {
        assertThrows(KeyCheckFailed.class, () -> other.unwrap(wrapped));
      }
      assertThrows(IllegalArgumentException.class, () -> vault.wrap(new byte[16]));
    }
  }

  @Test
  void working_keys_are_verified_and_make_macs() throws Exception {
    byte[] input = "1234567890ABCDEF".getBytes(US_ASCII);
    try (FileKeyVault vault = fresh()) {
      vault.verify(WORKING_KEYS);
      byte[] expected = MacAlgorithm.UNIONPAY_ECB.compute(bytes("5BB5C72CD00B7338"), input);
      assertArrayEquals(expected, vault.mac(WORKING_KEYS, MacAlgorithm.UNIONPAY_ECB, input));
      assertArrayEquals(expected, vault.mac(WORKING_KEYS, MacAlgorithm.UNIONPAY_ECB, input));
    }
  }

  @Test
  void an_answer_is_checked_with_the_keys_its_request_was_made_with_even_after_new_ones_came()
      throws Exception {
    byte[] input = bytes("1234567890ABCDEFABCDEF1234567890");
    byte[] newer = WorkingKeys.wrap(new byte[16], bytes("2222222222222222"), bytes(TMK));
    try (FileKeyVault vault = fresh()) {
      byte[] first = vault.mac(WORKING_KEYS, MacAlgorithm.UNIONPAY_ECB, input);
      assertEquals(
          "E267B6E2", new String(vault.mac(newer, MacAlgorithm.UNIONPAY_ECB, input), US_ASCII));
      assertArrayEquals(first, vault.mac(WORKING_KEYS, MacAlgorithm.UNIONPAY_ECB, input));
    }
  }

  @Test
  void damaged_working_keys_are_refused_without_being_repeated() throws Exception {
    byte[] damaged = WORKING_KEYS.clone();
    damaged[0] ^= 1;
    try (FileKeyVault vault = fresh()) {
      KeyCheckFailed refused = assertThrows(KeyCheckFailed.class, () -> vault.verify(damaged));
      assertFalse(refused.getMessage().toUpperCase(Locale.ROOT).contains("EAD6A9"));
      assertThrows(
          IllegalArgumentException.class,
          () -> vault.mac(damaged, MacAlgorithm.UNIONPAY_ECB, new byte[8]));
    }
  }

  @Test
  void keys_under_sm4_are_opened_in_their_own_layout_and_need_a_master_key_of_16_bytes()
      throws Exception {
    write(master, "1234567890ABCDEFABCDEF0987654321", "rw-------");
    byte[] wrapped = bytes("3D66234C49E4296FF9C78D8BACBD6A76861E83E3");
    byte[] block = Arrays.copyOf(wrapped, 40);
    System.arraycopy(wrapped, 0, block, 20, 20);
    byte[] mak = bytes("F351D490994603795C6EBEE8FAEBB481");
    byte[] input = new byte[32];
    try (FileKeyVault vault = ofLayout(KeyLayout.SM4)) {
      vault.verify(block);
      assertArrayEquals(
          MacAlgorithm.UNIONPAY_SM4.compute(mak, input),
          vault.mac(block, MacAlgorithm.UNIONPAY_SM4, input));
    }
    try (FileKeyVault vault = ofLayout(KeyLayout.DES)) {
      assertThrows(KeyCheckFailed.class, () -> vault.verify(block));
    }
    write(master, TMK + TMK.substring(0, 16), "rw-------");
    assertThrows(UnusableKeyFile.class, () -> ofLayout(KeyLayout.SM4));
  }

  private FileKeyVault ofLayout(KeyLayout layout) throws UnusableKeyFile {
    MacAlgorithm algorithm =
        layout == KeyLayout.SM4 ? MacAlgorithm.UNIONPAY_SM4 : MacAlgorithm.UNIONPAY_ECB;
    return of(new MacKeys(layout, Optional.of(algorithm), true));
  }

  private FileKeyVault of(MacKeys keys) throws UnusableKeyFile {
    return FileKeyVault.forNewLedger(master.toFile(), ledger.toFile(), keys, new SecureRandom());
  }

  @ParameterizedTest
  @CsvSource({"X9_19_80, 32", "X9_19_ZERO, 32", "X9_9, 16", "AES_CMAC, 32 or 48 or 64"})
  void a_master_key_that_makes_the_macs_itself_must_fit_their_algorithm(
      MacAlgorithm algorithm, String digits) throws Exception {
    MacKeys own = new MacKeys(KeyLayout.DES, Optional.of(algorithm), false);
    write(master, TMK.substring(0, 20) + "\n", "rw-------");
    String text = assertThrows(UnusableKeyFile.class, () -> of(own)).getMessage();
    assertTrue(text.startsWith("keys.masterKeyFile: " + master + " must hold exactly "), text);
    assertTrue(text.contains("exactly " + digits + " hex digits"), text);
    assertTrue(text.contains("makes its MACs with " + algorithm + " under it"), text);
    write(master, TMK.repeat(2).substring(0, 2 * algorithm.keyBytes()[0]) + "\n", "rw-------");
    try (FileKeyVault vault = of(own)) {
      assertEquals(8, vault.mac(new byte[0], algorithm, new byte[5]).length);
    }
  }

  @Test
  void a_48_digit_master_key_is_refused_where_x9_19_makes_macs_under_it() throws Exception {
    write(master, TMK + TMK.substring(0, 16), "rw-------");
    String text =
        assertThrows(
                UnusableKeyFile.class,
                () -> of(new MacKeys(KeyLayout.DES, Optional.of(MacAlgorithm.X9_19_80), false)))
            .getMessage();
    assertEquals(
        "keys.masterKeyFile: "
            + master
            + " must hold exactly 32 hex digits and nothing else, a newline at the end allowed; it"
            + " holds more; this dialect makes its MACs with X9_19_80 under it",
        text);
  }

  @Test
  void a_sign_in_whose_mac_key_the_algorithm_cannot_use_fails_and_says_why() throws Exception {
    try (FileKeyVault vault =
        of(new MacKeys(KeyLayout.DES, Optional.of(MacAlgorithm.X9_19_80), true))) {
      String text =
          assertThrows(KeyCheckFailed.class, () -> vault.verify(WORKING_KEYS)).getMessage();
      assertTrue(text.startsWith("a MAC key of X9_19_80 has 16 bytes, this has 8"), text);
      assertTrue(text.contains("mac.algorithm and signIn.keys"), text);
    }
  }

  @Test
  void a_serial_number_is_proved_under_the_key_that_was_given_for_it() throws Exception {
    Path serial = master.resolveSibling("serial.key");
    write(serial, "0123456789ABCDEFFEDCBA9876543210\n", "rw-------");
    FileKeyVault closed;
    try (FileKeyVault vault = fresh()) {
      closed = vault;
      assertEquals(Optional.empty(), vault.serialCiphertext("00000204TK0001", "000006"));
      vault.readSerialKey(serial.toFile());
      assertEquals(Optional.of("486787B8"), vault.serialCiphertext("00000204TK0001", "000006"));
    }
    assertThrows(
        IllegalStateException.class, () -> closed.serialCiphertext("00000204TK0001", "000006"));
  }

  @Test
  void a_serial_key_that_is_none_is_named_without_being_shown() throws Exception {
    Path serial = master.resolveSibling("serial.key");
    write(serial, "0123456789ABCDEF", "rw-------");
    String text =
        assertThrows(UnusableKeyFile.class, () -> FileKeyVault.verifySerialKey(serial.toFile()))
            .getMessage();
    assertTrue(text.contains("keys.serialKeyFile") && text.contains("32 hex digits"), text);
    assertTrue(text.contains("it is a key of SM4") && !text.contains("0123"), text);
    write(serial, "0123456789ABCDEFFEDCBA9876543210", "rw-r-----");
    assertTrue(
        assertThrows(UnusableKeyFile.class, () -> FileKeyVault.verifySerialKey(serial.toFile()))
            .getMessage()
            .contains("chmod 600"));
  }

  @Test
  void a_closed_vault_does_nothing() throws Exception {
    FileKeyVault vault = fresh();
    vault.close();
    assertThrows(IllegalStateException.class, () -> vault.wrap(new byte[32]));
    assertThrows(IllegalStateException.class, () -> vault.verify(WORKING_KEYS));
    assertThrows(
        IllegalStateException.class,
        () -> vault.mac(WORKING_KEYS, MacAlgorithm.UNIONPAY_ECB, new byte[8]));
  }

  private FileKeyVault fresh() throws UnusableKeyFile {
    return FileKeyVault.forNewLedger(
        master.toFile(), ledger.toFile(), UNIONPAY, new SecureRandom());
  }

  private FileKeyVault existing() throws UnusableKeyFile {
    return FileKeyVault.forExistingLedger(
        master.toFile(), ledger.toFile(), UNIONPAY, new SecureRandom());
  }

  private static void write(Path file, String content, String mode) throws Exception {
    Files.deleteIfExists(file);
    Files.write(file, content.getBytes(US_ASCII));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    byte[] number = new BigInteger("01" + hex, 16).toByteArray();
    System.arraycopy(number, number.length - bytes.length, bytes, 0, bytes.length);
    return bytes;
  }
}
