package org.tillkeeper.agent.bench;

import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.SerialProof;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.WorkingKeys;

/**
 * A vault that holds published keys and hides nothing: working keys under a terminal master key,
 * and one MAC key for where the dialect hands out no working keys.
 */
public final class BenchVault implements KeyVault {
  private byte[] masterKey;
  private final byte[] staticMak;
  private byte[] serialKey = new byte[0];
  private byte[] last = new byte[0];
  private byte[] lastMak = new byte[0];

  /**
   * @param staticMak the MAC key where there are no working keys
   */
  public BenchVault(byte[] masterKey, byte[] staticMak) {
    this.masterKey = masterKey.clone();
    this.staticMak = staticMak.clone();
  }

  /** Another master key is loaded: what came under the one before does not open any more. */
  public void load(byte[] otherMasterKey) {
    masterKey = otherMasterKey.clone();
    last = new byte[0];
  }

  /** A key for the device's serial number is loaded. */
  public void loadSerialKey(byte[] key) {
    serialKey = key.clone();
  }

  @Override
  public Optional<String> serialCiphertext(String serial, String factor) {
    return serialKey.length == 0
        ? Optional.empty()
        : Optional.of(SerialProof.of(serialKey, serial, factor));
  }

  @Override
  public byte[] wrap(byte[] ledgerKey) {
    return ledgerKey.clone();
  }

  @Override
  public byte[] unwrap(byte[] wrapped) {
    return wrapped.clone();
  }

  @Override
  public void verify(byte[] workingKeys) throws KeyCheckFailed {
    mak(workingKeys);
  }

  @Override
  public byte[] mac(byte[] workingKeys, MacAlgorithm algorithm, byte[] input) {
    try {
      return algorithm.compute(mak(workingKeys), input);
    } catch (KeyCheckFailed e) {
      throw new IllegalStateException("keys are verified before they are used", e);
    }
  }

  /** Unwrapping takes longer than a MAC, and the same keys serve many. */
  private byte[] mak(byte[] workingKeys) throws KeyCheckFailed {
    if (workingKeys.length == 0) {
      return staticMak;
    }
    if (!Arrays.equals(workingKeys, last)) {
      try (WorkingKeys keys = WorkingKeys.unwrap(workingKeys, masterKey)) {
        lastMak = keys.mak().clone();
      }
      last = workingKeys.clone();
    }
    return lastMak;
  }

  @Override
  public void close() {
    // Published keys.
  }
}
