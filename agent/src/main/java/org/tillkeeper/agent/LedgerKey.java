package org.tillkeeper.agent;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/** The key that a ledger's secrets are sealed under, as the ledger keeps it: wrapped. */
final class LedgerKey {
  private static final int BYTES = 32;

  private LedgerKey() {}

  /**
   * Opens a ledger's key, or makes one for a ledger that is new, which begins its numbers with it.
   *
   * @throws CannotStart if the vault does not open it
   */
  static LedgerCipher cipher(
      Ledger ledger,
      KeyVault vault,
      SecureRandom random,
      Instant now,
      AgentConfig.TerminalId config)
      throws CannotStart {
    Optional<byte[]> wrapped = ledger.keys().ledgerKey();
    byte[] key = new byte[BYTES];
    try {
      if (wrapped.isPresent()) {
        key = vault.unwrap(wrapped.get());
      } else {
        random.nextBytes(key);
        byte[] made = vault.wrap(key);
        ledger.transaction(
            () -> {
              ledger.keys().setLedgerKey(made);
              ledger.batches().dateFirst(now);
              config.firstStan().ifPresent(first -> ledger.stans().beginWith(first));
              config
                  .firstBatch()
                  .ifPresent(
                      first ->
                          ledger.batches().renumber(String.format(Locale.ROOT, "%06d", first)));
            });
      }
      return new LedgerCipher(key, random);
    } catch (KeyCheckFailed e) {
      throw new CannotStart(vault.whenLedgerIsForeign(), e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
