package org.tillkeeper.agent.keys;

import java.util.Arrays;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.WorkingKeys;

/**
 * The terminal master key in memory, and what is made with it. The MAC key that was used last stays
 * in memory too. The working keys that come with it are wiped at once, since nothing is made with
 * them here.
 */
final class MasterKey implements AutoCloseable {
  private final byte[] key;
  private final MacKeys keys;
  private byte[] lastBlock = {};
  private byte[] lastMak = {};
  private boolean closed;

  /**
   * @param key is wiped with this
   */
  MasterKey(byte[] key, MacKeys keys) {
    this.key = key;
    this.keys = keys;
  }

  /** As {@link KeyVault#verify}. */
  void verify(byte[] workingKeys) throws KeyCheckFailed {
    checkOpen();
    if (workingKeys.length > 0) {
      try (WorkingKeys unwrapped = WorkingKeys.unwrap(workingKeys, key, keys.layout())) {
        keys.check(unwrapped.mak());
      }
    }
  }

  /** As {@link KeyVault#mac}. */
  byte[] mac(byte[] workingKeys, MacAlgorithm algorithm, byte[] input) {
    checkOpen();
    if (workingKeys.length == 0) {
      return algorithm.compute(key, input);
    }
    if (!Arrays.equals(lastBlock, workingKeys)) {
      forgetWorkingKeys();
      try (WorkingKeys unwrapped = WorkingKeys.unwrap(workingKeys, key, keys.layout())) {
        lastMak = unwrapped.mak().clone();
        lastBlock = workingKeys.clone();
      } catch (KeyCheckFailed e) {
        throw new IllegalArgumentException("working keys must be verified before their use", e);
      }
    }
    return algorithm.compute(lastMak, input);
  }

  /** Refuses to work with wiped keys. A MAC under one would look like a MAC. */
  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the key vault is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    forgetWorkingKeys();
    Arrays.fill(key, (byte) 0);
  }

  private void forgetWorkingKeys() {
    Arrays.fill(lastMak, (byte) 0);
    lastMak = new byte[0];
    lastBlock = new byte[0];
  }
}
