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

  private static String mac(String key, String data) {
    byte[] mac = MacAlgorithm.UNIONPAY_ECB.compute(Hex.decode(key), Hex.decode(data));
    return new String(mac, StandardCharsets.US_ASCII);
  }
}
