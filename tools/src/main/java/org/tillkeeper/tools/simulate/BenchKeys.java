package org.tillkeeper.tools.simulate;

import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.security.WorkingKeys;

/** The keys that the modelled acquirer and the simulated terminals share; all of them are known. */
final class BenchKeys {
  static final byte[] MASTER_KEY = Hex.decode("CA5D92598DCA48CE8A4C76361A9269E9");

  private BenchKeys() {}

  /** Working keys of the terminal, under the master key. */
  static byte[] workingKeys(int generation) {
    return WorkingKeys.wrap(key(generation * 2), key(generation), MASTER_KEY);
  }

  static byte[] key(int seed) {
    byte[] key = new byte[16];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (seed * 31 + i * 7 + 1);
    }
    return key;
  }

  /** The MAC key where the dialect hands out no working keys. */
  static byte[] staticMak() {
    return key(1);
  }
}
