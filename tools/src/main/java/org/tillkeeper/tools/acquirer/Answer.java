package org.tillkeeper.tools.acquirer;

import org.jpos.iso.ISOMsg;

/**
 * An answer, ready to be sent.
 *
 * @param message with its MAC, where it has one
 * @param mak the key of its MAC, 8 or 16 bytes; empty where it has none
 */
record Answer(ISOMsg message, byte[] mak) {
  boolean hasMac() {
    return message.hasField(64);
  }

  @Override
  public String toString() {
    return "answer";
  }
}
