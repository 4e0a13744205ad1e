package org.tillkeeper.tools.acquirer;

import org.jpos.iso.ISOMsg;
import org.tillkeeper.iso8583.MacAlgorithm;

/** An answer, ready to be sent, with what its MAC was made with where it has one. */
final class Answer {
  private final ISOMsg message;
  private final byte[] mak;
  private final MacAlgorithm algorithm;

  /**
   * @param mak empty where the message has no MAC
   */
  Answer(ISOMsg message, byte[] mak, MacAlgorithm algorithm) {
    this.message = message;
    this.mak = mak.clone();
    this.algorithm = algorithm;
  }

  static Answer withoutMac(ISOMsg message) {
    return new Answer(message, new byte[0], MacAlgorithm.UNIONPAY_ECB);
  }

  ISOMsg message() {
    return message;
  }

  byte[] mak() {
    return mak.clone();
  }

  MacAlgorithm algorithm() {
    return algorithm;
  }

  boolean hasMac() {
    return mak.length > 0;
  }
}
