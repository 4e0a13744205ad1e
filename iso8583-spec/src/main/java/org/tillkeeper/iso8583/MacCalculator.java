package org.tillkeeper.iso8583;

/** Makes a MAC under a key it keeps to itself: software keys or a terminal's secure element. */
@FunctionalInterface
public interface MacCalculator {
  /**
   * Makes the value of the MAC field.
   *
   * @param algorithm which MAC, as the dialect says
   * @param input the bytes the MAC covers
   * @return 8 bytes as they stand in the MAC field
   */
  byte[] mac(MacAlgorithm algorithm, byte[] input);
}
