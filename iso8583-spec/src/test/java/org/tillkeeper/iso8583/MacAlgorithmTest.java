package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MacAlgorithmTest {
  /** From the tests of the open-source gateway solo123/pgate. */
  @Test
  void single_length_key() {
    assertEquals("E267B6E2", mac("2222222222222222", "1234567890ABCDEFABCDEF1234567890"));
  }

  /** From solo123/pgate; the data fold to zeros, so only the two encryptions show. */
  @Test
  void double_length_key() {
    String data = "20160913201609132016091320160913";
    assertEquals("30271C74", mac("AB73C9416D41E936E82AAC11053BCEDD", data));
  }

  /**
   * Data and fold from a public article (blog.csdn.net, zhu244912654): a sale of an insurer's
   * terminal, whose last block is not full.
   */
  @Test
  void a_message_that_does_not_fill_its_last_block() {
    String data =
        "0200302004C020C0981100000000000000005100183402100006324392260009"
            + "942820D131210112008439313636383830313430303030303030303030303030"
            + "3030313536ACF46E73838A82F92600000000000000000822000001";
    assertEquals("72489CAC", mac("C24A8FB57AA20123", data));
  }

  @Test
  void nothing_at_all_folds_to_zeros() {
    assertEquals(mac("2222222222222222", "0000000000000000"), mac("2222222222222222", ""));
  }

  @Test
  void a_key_of_another_length_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> mac("22", "00"));
  }

  /**
   * Fold, first encryption and its XOR as published (blog.csdn.net, weixin_39142884/139765880); the
   * published text stops before the last encryption.
   */
  @Test
  void sm4_folds_to_a_block_of_its_own_size() {
    byte[] data =
        "6000112018111411003020170930101010120171025000755000000005553"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] key = Hex.decode("12345678901234567890123456789012");

    assertEquals(
        "1E80F373",
        new String(MacAlgorithm.UNIONPAY_SM4.compute(key, data), StandardCharsets.US_ASCII));
  }

  /** FIPS PUB 113, appendix 2. */
  @Test
  void x9_9_as_published() {
    assertMac(
        "F1D30F6849312CA4", MacAlgorithm.X9_9, "0123456789ABCDEF", "7654321 Now is the time for ");
  }

  /** ISO/IEC 9797-1:1999, annex A, algorithm 3 with DES. */
  @Test
  void x9_19_as_published_with_both_paddings() {
    String key = "0123456789ABCDEFFEDCBA9876543210";
    String full = "Now is the time for all ";
    String short2 = "Now is the time for it";

    assertMac("A1C72E74EA3FA9B6", MacAlgorithm.X9_19_ZERO, key, full);
    assertMac("2E2B1428CC78254F", MacAlgorithm.X9_19_ZERO, key, short2);
    assertMac("E9086230CA3BE796", MacAlgorithm.X9_19_80, key, full);
    assertMac("5A692CE64F404145", MacAlgorithm.X9_19_80, key, short2);
  }

  /** ICAO Doc 9303-11, appendix D.3: EXTERNAL AUTHENTICATE, algorithm 3 with padding 2. */
  @Test
  void x9_19_as_passports_use_it() {
    assertEquals(
        "5F1448EEA8AD90A7",
        Hex.encode(
            MacAlgorithm.X9_19_80.compute(
                Hex.decode("7962D9ECE03D1ACD4C76089DCE131543"),
                Hex.decode("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"))));
  }

  /** NIST SP 800-38B, appendix D (examples as corrected in 2016), first 8 bytes of each. */
  @Test
  void aes_cmac_as_published() {
    String data =
        "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51"
            + "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710";
    assertCmac(
        "2B7E151628AED2A6ABF7158809CF4F3C",
        data,
        "BB1D6929E9593728",
        "070A16B46B4D4144",
        "DFA66747DE9AE630",
        "51F0BEBF7E3B9D92");
    assertCmac(
        "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B",
        data,
        "D17DDF46ADAACDE5",
        "9E99A7BF31E71090",
        "8A1DE5BE2EB31AAD",
        "A1D5DF0EED790F79");
    assertCmac(
        "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4",
        data,
        "028962F61B7BF89E",
        "28A7023F452E8F82",
        "AAF3D8F1DE5640C2",
        "E1992190549F6ED5");
  }

  private static void assertCmac(String key, String data, String... macs) {
    int[] bytes = {0, 16, 40, 64};
    for (int i = 0; i < bytes.length; i++) {
      byte[] input = Hex.decode(data.substring(0, 2 * bytes[i]));
      assertEquals(macs[i], Hex.encode(MacAlgorithm.AES_CMAC.compute(Hex.decode(key), input)));
    }
  }

  @Test
  void every_algorithm_makes_8_bytes_and_says_which_keys_it_takes() {
    assertKeys(MacAlgorithm.UNIONPAY_ECB, "8, 16 or 24", 8, 16, 24);
    assertKeys(MacAlgorithm.UNIONPAY_SM4, "16", 16);
    assertKeys(MacAlgorithm.X9_9, "8", 8);
    assertKeys(MacAlgorithm.X9_19_ZERO, "16", 16);
    assertKeys(MacAlgorithm.X9_19_80, "16", 16);
    assertKeys(MacAlgorithm.AES_CMAC, "16, 24 or 32", 16, 24, 32);
  }

  private static void assertKeys(MacAlgorithm algorithm, String allowed, int... lengths) {
    for (int length : lengths) {
      assertEquals(8, algorithm.compute(new byte[length], new byte[21]).length);
    }
    assertEquals(
        "a MAC key of " + algorithm + " has " + allowed + " bytes, this has 5",
        assertThrows(
                IllegalArgumentException.class, () -> algorithm.compute(new byte[5], new byte[0]))
            .getMessage());
  }

  private static void assertMac(String expected, MacAlgorithm algorithm, String key, String text) {
    byte[] input = text.getBytes(StandardCharsets.US_ASCII);
    assertEquals(expected, Hex.encode(algorithm.compute(Hex.decode(key), input)));
  }

  private static String mac(String key, String data) {
    byte[] mac = MacAlgorithm.UNIONPAY_ECB.compute(Hex.decode(key), Hex.decode(data));
    return new String(mac, StandardCharsets.US_ASCII);
  }
}
