package org.tillkeeper.agent.keys;

import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * A key that never leaves the device, such as one of the Android Keystore. It seals what only this
 * device is to open. Called on the agent's thread, and while an agent starts.
 */
public interface DeviceSeal {
  /**
   * Seals bytes for this device.
   *
   * @param context what they are; other bytes cannot be passed off as them
   */
  byte[] seal(byte[] plain, byte[] context);

  /**
   * Opens what {@link #seal} has sealed.
   *
   * @throws KeyCheckFailed if the bytes were sealed by another key or for another purpose, are
   *     damaged, or the key is gone
   */
  byte[] open(byte[] sealed, byte[] context) throws KeyCheckFailed;
}
