package org.tillkeeper.agent.diagnosis;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.KeyVault;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.keys.UnusableKeyFile;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerCopy;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.agent.upkeep.Finding;
import org.tillkeeper.agent.upkeep.LedgerChecks;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * The ledger and the keys of an agent that does not run. A copy of the ledger is opened, exactly as
 * a start would open it; the ledger itself, its witnesses and its lock are only read. The copy lies
 * in a folder of this user's alone and is gone when this returns.
 */
final class StoppedLedger {
  /** A copy of more than this takes longer than a person waits. */
  private static final long BYTES_MOST = 512L << 20;

  private static final int ROWS = 500;

  private final AgentConfig config;
  private final Instant now;
  private final long endNanos;
  private final List<Observation> found = new ArrayList<>();

  StoppedLedger(AgentConfig config, Instant now, long endNanos) {
    this.config = config;
    this.now = now;
    this.endNanos = endNanos;
  }

  List<Observation> look() {
    boolean usableKeys = keyFiles();
    File data = config.data();
    if (!Ledger.exists(data)) {
      found.add(
          Observation.of(Condition.LEDGER_NONE)
              .with("folder", data.toPath().normalize().toString()));
      return found;
    }
    if (LedgerCopy.bytes(data) > BYTES_MOST) {
      found.add(unknown("it is too large to be looked at beside the agent"));
      return found;
    }
    try (LedgerCopy copy = LedgerCopy.of(data, "tillkeeper-doctor-")) {
      open(copy.folder().toPath(), usableKeys);
    } catch (LedgerCopy.BeingWritten e) {
      found.add(unknown("it is being written"));
    } catch (IOException e) {
      found.add(unknown("no copy of it can be made: " + e.getMessage()));
    }
    return found;
  }

  private static Observation unknown(String why) {
    return Observation.of(Condition.LEDGER_UNKNOWN).with("why", why);
  }

  private boolean keyFiles() {
    Dialect dialect = config.host().dialect();
    try {
      FileKeyVault.verify(
          config.keys().masterKeyFile(),
          config.keys().ledgerKeyFile(),
          MacKeys.of(dialect),
          Ledger.exists(config.data()));
      if (config.keys().serialKeyFile().isPresent()) {
        FileKeyVault.verifySerialKey(config.keys().serialKeyFile().get());
      }
      return true;
    } catch (UnusableKeyFile e) {
      found.add(Observation.of(Condition.KEYS_FILE_UNUSABLE).with("message", e.getMessage()));
      return false;
    }
  }

  private void open(Path folder, boolean usableKeys) throws IOException {
    try (Ledger ledger = Ledger.open(folder.toFile(), now)) {
      Optional<byte[]> wrapped = ledger.keys().ledgerKey();
      if (wrapped.isPresent()) {
        File outer = ledger.outerWitness(config.keys().ledgerKeyFile());
        Path copy = folder.resolve("outer.witness");
        if (outer.exists()) {
          Files.copy(outer.toPath(), copy, StandardCopyOption.REPLACE_EXISTING);
          ledger.keepWitnessOutside(copy.toFile(), now);
        }
      }
      if (usableKeys) {
        keys(ledger);
      }
      LedgerChecks checks = new LedgerChecks(ledger);
      damage(ledger);
      List<Finding> findings = new ArrayList<>();
      findings.add(checks.witness());
      findings.add(checks.attention());
      findings.add(checks.settlement());
      findings.add(checks.scripts(now));
      checks.signatures(now).ifPresent(findings::add);
      findings.add(checks.orders());
      checks.webhooks(now).ifPresent(findings::add);
      found.addAll(AgentChecks.ofLedger(findings));
      found.add(AgentChecks.reversals(new Finding.Reversals(checks.openReversals(), 0)));
      found.add(
          new MachineChecks(new SystemFiles(new File("/")), config).parameters(checks.ages(), now));
    } catch (LedgerUnusable e) {
      found.add(Observation.of(Condition.LEDGER_DAMAGED).with("message", e.getMessage()));
    } catch (LedgerUnavailable e) {
      found.add(unknown(String.valueOf(e.getMessage())));
    }
  }

  private void keys(Ledger ledger) {
    Optional<byte[]> ofLedger = ledger.keys().ledgerKey();
    try (KeyVault vault =
        FileKeyVault.forExistingLedger(
            config.keys().masterKeyFile(),
            config.keys().ledgerKeyFile(),
            MacKeys.of(config.host().dialect()),
            new SecureRandom())) {
      if (ofLedger.isPresent()) {
        try {
          Arrays.fill(vault.unwrap(ofLedger.get()), (byte) 0);
        } catch (KeyCheckFailed e) {
          found.add(
              Observation.of(Condition.KEYS_FILE_UNUSABLE)
                  .with(
                      "message",
                      "keys.ledgerKeyFile: this key does not open the ledger; put back the key file"
                          + " that belongs to it"));
          return;
        }
      }
      String since = ledger.keys().receivedAt().map(Instant::toString).orElse("-");
      if (!ledger.keys().workingKeys().isPresent()) {
        found.add(Observation.of(Condition.KEYS_NONE).with("since", since));
        return;
      }
      vault.verify(ledger.keys().workingKeys().get().wrapped());
      found.add(Observation.of(Condition.KEYS_FINE).with("since", since));
    } catch (KeyCheckFailed e) {
      found.add(Observation.of(Condition.KEYS_OTHER_MASTER).with("since", "-"));
    } catch (UnusableKeyFile e) {
      found.add(Observation.of(Condition.KEYS_FILE_UNUSABLE).with("message", e.getMessage()));
    }
  }

  /** Goes through as many records as there is time for, the newest first. */
  private void damage(Ledger ledger) {
    List<String> damaged = new ArrayList<>();
    long broken = ledger.firstBrokenLink();
    long payments = ledger.lastSeq();
    for (long seen = 0; seen <= payments && System.nanoTime() < endNanos; seen += ROWS) {
      damaged.addAll(ledger.damageScan().damagedAmongNext(ROWS));
    }
    if (damaged.isEmpty() && broken == 0) {
      found.add(Observation.of(Condition.LEDGER_FINE).with("opening", ledger.opening().name()));
    } else {
      found.add(
          Observation.of(Condition.LEDGER_DAMAGED)
              .with(
                  "message",
                  "records are not what was written: "
                      + damaged.size()
                      + " payments"
                      + (broken == 0 ? "" : ", row " + broken + " of the history")));
    }
  }
}
