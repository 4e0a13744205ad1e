package org.tillkeeper.tools.simulate;

import java.util.Arrays;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;
import org.tillkeeper.iso8583.security.WorkingKeys;

/** Keys under the published test master key; a static MAC key where there are no working keys. */
final class BenchVault implements KeyVault {
  private byte[] last = new byte[0];
  private byte[] lastMak = new byte[0];

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

  private byte[] mak(byte[] workingKeys) throws KeyCheckFailed {
    if (workingKeys.length == 0) {
      return BenchKeys.staticMak();
    }
    if (!Arrays.equals(workingKeys, last)) {
      try (WorkingKeys keys = WorkingKeys.unwrap(workingKeys, BenchKeys.MASTER_KEY)) {
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
