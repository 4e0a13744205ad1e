package org.tillkeeper.agent.keys;

import java.util.Optional;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * The place where keys live, such as files on a plain board or a terminal's secure element. The
 * agent never sees a master key. Called on the agent's thread only.
 */
public interface KeyVault extends AutoCloseable {
  /**
   * Wraps the key that encrypts the ledger's secrets (32 bytes) under a key that never leaves the
   * vault.
   */
  byte[] wrap(byte[] ledgerKey);

  /**
   * Unwraps what {@link #wrap} has wrapped.
   *
   * @throws KeyCheckFailed if these bytes were not wrapped under this vault's key
   */
  byte[] unwrap(byte[] wrapped) throws KeyCheckFailed;

  /** What to tell a person when {@link #unwrap} fails for a ledger's key. */
  default String whenLedgerIsForeign() {
    return "keys.ledgerKeyFile: this key does not open the ledger; put back the key file that"
        + " belongs to it";
  }

  /**
   * Verifies the working keys of a sign-in's answer.
   *
   * @param workingKeys as received, under the terminal master key
   * @throws KeyCheckFailed if a check value does not match
   */
  void verify(byte[] workingKeys) throws KeyCheckFailed;

  /**
   * Makes a MAC under the MAC key among these working keys.
   *
   * @param workingKeys as received, verified before
   * @return 8 bytes as they stand in the MAC field
   */
  byte[] mac(byte[] workingKeys, MacAlgorithm algorithm, byte[] input);

  /**
   * The device's serial number and a factor under the key that was given for them, as messages
   * carry it. A vault that cannot make it now gives nothing, and the payment goes on without it.
   *
   * @param factor 6 digits, the end of a card number
   * @return 8 characters; empty where the vault has no such key
   */
  default Optional<String> serialCiphertext(String serial, String factor) {
    return Optional.empty();
  }

  /** Wipes what is held in memory. */
  @Override
  void close();
}
