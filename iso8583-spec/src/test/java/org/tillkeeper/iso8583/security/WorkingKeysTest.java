package org.tillkeeper.iso8583.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Locale;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.api.Test;

class WorkingKeysTest {
  /** Published with its result at code456.com/article/3026509. */
  private static final byte[] TMK = Hex.decode("CA5D92598DCA48CE8A4C76361A9269E9");

  private static final byte[] BLOCK =
      Hex.decode(
          "6701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8B651F9E9BACE9AE10000000000000000AB7153CA");
  private static final String PIK = "807A23AD32B36D457AE91FDF927570EA";
  private static final String MAK = "5BB5C72CD00B7338";

  @Test
  void the_published_block_gives_the_published_keys() throws Exception {
    try (WorkingKeys keys = WorkingKeys.unwrap(BLOCK, TMK)) {
      assertEquals(PIK, hex(keys.pik()));
      assertEquals(MAK, hex(keys.mak()));
      assertEquals(0, keys.tdk().length);
    }
  }

  @Test
  void a_published_single_key_decrypts_as_published() {
    assertEquals(
        "C24A8FB57AA20123",
        hex(
            Des.decrypt(
                Hex.decode("70F2A84CCBC2AE8625CBB0F2C22AB923"), Hex.decode("96D605EA176B7E9E"))));
  }

  @Test
  void wrapping_the_published_keys_gives_the_published_block_again() {
    byte[] wrapped = WorkingKeys.wrap(Hex.decode(PIK), Hex.decode(MAK), TMK);

    assertArrayEquals(BLOCK, wrapped);
  }

  @Test
  void a_double_length_mac_key_uses_its_whole_slot() throws Exception {
    byte[] mak = Hex.decode("0123456789ABCDEFFEDCBA9876543210");

    try (WorkingKeys keys = WorkingKeys.unwrap(WorkingKeys.wrap(Hex.decode(PIK), mak, TMK), TMK)) {
      assertArrayEquals(mak, keys.mak());
    }
  }

  @Test
  void the_short_layout_holds_two_single_length_keys() throws Exception {
    byte[] key = Hex.decode(MAK);
    byte[] half = new byte[12];
    System.arraycopy(Des.encrypt(TMK, key), 0, half, 0, 8);
    System.arraycopy(Des.checkValue(key), 0, half, 8, 4);
    byte[] block = Arrays.copyOf(half, 24);
    System.arraycopy(half, 0, block, 12, 12);

    try (WorkingKeys keys = WorkingKeys.unwrap(block, TMK)) {
      assertEquals(MAK, hex(keys.pik()));
      assertEquals(MAK, hex(keys.mak()));
    }
  }

  @Test
  void the_long_layout_holds_a_track_key_too() throws Exception {
    byte[] block = Arrays.copyOf(BLOCK, 60);
    System.arraycopy(BLOCK, 0, block, 40, 20);

    try (WorkingKeys keys = WorkingKeys.unwrap(block, TMK)) {
      assertEquals(PIK, hex(keys.tdk()));
    }
    block[59] ^= 1;
    assertTrue(refused(block, TMK).getMessage().contains("TDK"));
  }

  @Test
  void a_triple_length_master_key_works_too() throws Exception {
    byte[] tmk = Hex.decode("CA5D92598DCA48CE8A4C76361A9269E90123456789ABCDEF");
    byte[] block = WorkingKeys.wrap(Hex.decode(PIK), Hex.decode(MAK), tmk);

    try (WorkingKeys keys = WorkingKeys.unwrap(block, tmk)) {
      assertEquals(MAK, hex(keys.mak()));
    }
  }

  @Test
  void a_check_value_that_does_not_match_names_the_key_and_shows_none() {
    for (int at = 0; at < BLOCK.length; at++) {
      byte[] damaged = BLOCK.clone();
      damaged[at] ^= 0x40;
      String text = refused(damaged, TMK).getMessage();
      assertTrue(text.contains(at < 20 ? "PIK" : "MAK"), at + ": " + text);
      assertFalse(text.contains(PIK.substring(0, 4)), text);
    }
  }

  @Test
  void another_master_key_is_noticed() {
    assertTrue(
        refused(BLOCK, Hex.decode("0123456789ABCDEFFEDCBA9876543210"))
            .getMessage()
            .contains("another master key"));
  }

  @Test
  void an_unknown_layout_is_refused_with_those_known() {
    for (int length : new int[] {0, 1, 20, 39, 41, 56, 84}) {
      assertEquals(
          "working keys take 24, 40 or 60 bytes, received " + length,
          refused(new byte[length], TMK).getMessage());
    }
  }

  @Test
  void triple_length_slots_are_read_where_the_acquirer_uses_them() throws Exception {
    byte[] key = Hex.decode("0123456789ABCDEFFEDCBA98765432108F9E0D1C2B3A4958");
    byte[] block = new byte[84];
    for (int at = 0; at < block.length; at += 28) {
      System.arraycopy(Des.encrypt(TMK, key), 0, block, at, 24);
      System.arraycopy(Des.checkValue(key), 0, block, at + 24, 4);
    }

    try (WorkingKeys keys = WorkingKeys.unwrap(block, TMK, KeyLayout.TRIPLE_LENGTH_DES)) {
      assertArrayEquals(key, keys.pik());
      assertArrayEquals(key, keys.mak());
      assertArrayEquals(key, keys.tdk());
    }
    try (WorkingKeys keys =
        WorkingKeys.unwrap(Arrays.copyOf(block, 56), TMK, KeyLayout.TRIPLE_LENGTH_DES)) {
      assertArrayEquals(key, keys.mak());
      assertEquals(0, keys.tdk().length);
    }
    assertEquals(
        "working keys take 56 or 84 bytes, received 40",
        assertThrows(
                KeyCheckFailed.class,
                () -> WorkingKeys.unwrap(BLOCK, TMK, KeyLayout.TRIPLE_LENGTH_DES))
            .getMessage());
  }

  /** Master key, wrapped key, key and check value published together in open source. */
  @Test
  void sm4_keys_are_unwrapped_with_sm4_and_use_their_whole_slot() throws Exception {
    byte[] tmk = Hex.decode("1234567890ABCDEFABCDEF0987654321");
    byte[] block = new byte[60];
    for (int at = 0; at < block.length; at += 20) {
      System.arraycopy(Hex.decode("3D66234C49E4296FF9C78D8BACBD6A76861E83E3"), 0, block, at, 20);
    }

    try (WorkingKeys keys = WorkingKeys.unwrap(block, tmk, KeyLayout.SM4)) {
      assertEquals("F351D490994603795C6EBEE8FAEBB481", hex(keys.pik()));
      assertEquals("F351D490994603795C6EBEE8FAEBB481", hex(keys.mak()));
      assertEquals("F351D490994603795C6EBEE8FAEBB481", hex(keys.tdk()));
    }
    block[39] ^= 1;
    assertTrue(
        assertThrows(KeyCheckFailed.class, () -> WorkingKeys.unwrap(block, tmk, KeyLayout.SM4))
            .getMessage()
            .contains("MAK"));
  }

  @Test
  void closing_wipes_the_keys_and_nobody_gets_them_after_that() throws Exception {
    WorkingKeys keys = WorkingKeys.unwrap(BLOCK, TMK);
    byte[] mak = keys.mak();
    byte[] pik = keys.pik();
    keys.close();

    assertArrayEquals(new byte[8], mak);
    assertArrayEquals(new byte[16], pik);
    assertThrows(IllegalStateException.class, keys::mak);
  }

  @Test
  void what_was_handed_in_stays_as_it_was() throws Exception {
    byte[] block = BLOCK.clone();
    byte[] tmk = TMK.clone();
    WorkingKeys.unwrap(block, tmk).close();

    assertArrayEquals(BLOCK, block);
    assertArrayEquals(TMK, tmk);
  }

  private static KeyCheckFailed refused(byte[] block, byte[] masterKey) {
    return assertThrows(KeyCheckFailed.class, () -> WorkingKeys.unwrap(block, masterKey));
  }

  private static String hex(byte[] bytes) {
    return Hex.toHexString(bytes).toUpperCase(Locale.ROOT);
  }
}
