package org.tillkeeper.agent.keys;

import java.nio.charset.StandardCharsets;
import org.tillkeeper.iso8583.MacAlgorithm;

/**
 * What proves that a device has the key that belongs to its serial number: the first 8 characters
 * of UnionPay's MAC under SM4 over serial number and factor, as terminals of several makers do it.
 */
public final class SerialProof {
  private SerialProof() {}

  /**
   * The proof.
   *
   * @param key of SM4, 16 bytes, in clear; not kept
   * @param factor 6 digits
   * @return 8 hex digits in upper case
   */
  public static String of(byte[] key, String serial, String factor) {
    byte[] input = (serial + factor).getBytes(StandardCharsets.US_ASCII);
    return new String(MacAlgorithm.UNIONPAY_SM4.compute(key, input), StandardCharsets.US_ASCII);
  }
}
