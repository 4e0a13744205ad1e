package org.tillkeeper.tools.acquirer;

import org.jpos.iso.ISOMsg;

/** An answer, ready to be sent, with the key of its MAC where it has one. */
final class Answer {
  private final ISOMsg message;
  private final byte[] mak;

  /**
   * @param mak 8 or 16 bytes; empty where the message has no MAC
   */
  Answer(ISOMsg message, byte[] mak) {
    this.message = message;
    this.mak = mak.clone();
  }

  ISOMsg message() {
    return message;
  }

  byte[] mak() {
    return mak.clone();
  }

  boolean hasMac() {
    return message.hasField(64);
  }
}
