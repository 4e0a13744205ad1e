package org.tillkeeper.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerUnavailable;
import org.tillkeeper.agent.ledger.LedgerUnusable;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.tools.simulate.SimulationOnBench;

/**
 * The data folder of a terminal that has taken payments, damaged. An input is a list of damages: a
 * byte that says which file (database, WAL, witness) and whether it is cut off there, three of the
 * offset, one of how many bytes follow, and those.
 */
final class LedgerTarget implements Target {
  private static final Instant NOW = Instant.parse("2026-03-04T10:15:30Z");
  private static final String[] FILES = {"ledger.db", "ledger.db-wal", "witness"};
  private static final String TAKEN =
      """
      set calm 60000
      set dialect unionpay-pos
      till 100 sale 1 swipe 1007
      till 5000 sale 2 chip 2500
      till 9000 sale 3 qr 300
      till 15000 void 11 of 1 1007
      down 4 lose
      """;

  private final OwnFolder folder = new OwnFolder();
  private final byte[][] good = new byte[FILES.length][];
  private final Map<String, Payment> payments = new LinkedHashMap<>();
  private final int lastStan;

  LedgerTarget() throws IOException, LedgerUnusable {
    File made = folder.path().resolve("good").toFile();
    SimulationOnBench.leaveLedger(TAKEN, made);
    for (int i = 0; i < FILES.length; i++) {
      Path file = made.toPath().resolve(FILES[i]);
      good[i] = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }
    try (Ledger ledger = Ledger.open(damaged(new byte[0]), NOW)) {
      for (Payment payment : all(ledger)) {
        payments.put(payment.id(), payment);
      }
      lastStan = ledger.stans().last();
    }
    assertTrue(payments.size() >= 3, () -> payments.size() + " payments");
  }

  private static List<Payment> all(Ledger ledger) {
    return ledger.changedAfter(0, 1_000);
  }

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public void check(byte[] input) throws IOException {
    File data = damaged(input);
    if (Arrays.stream(FILES).allMatch(name -> new File(data, name).length() == 0)) {
      return; // nothing is left that could tell it from a terminal's first start
    }
    try (Ledger ledger = Ledger.open(data, NOW)) {
      opened(ledger);
    } catch (LedgerUnusable e) {
      Said.onOneLine(e.getMessage().replace(folder.path().toString(), ""));
      Said.noCard(e.getMessage().replace(folder.path().toString(), ""));
    } catch (LedgerUnavailable e) {
      Said.briefly(e.getMessage());
    }
  }

  /** What was recorded is still there as it was, or somebody is told. */
  private void opened(Ledger ledger) {
    boolean alarm = ledger.opening() == Ledger.Opening.LOSS || ledger.firstBrokenLink() != 0;
    // With the witness gone too nobody can know what there was; that it is gone is an event.
    alarm |= ledger.opening() == Ledger.Opening.WITNESS_REBUILT;
    alarm |= !ledger.damageScan().damagedAmongNext(1_000).isEmpty();
    for (Payment was : payments.values()) {
      Optional<Payment> is = ledger.payment(was.id());
      boolean told = alarm || is.map(Payment::state).equals(Optional.of(State.ATTENTION));
      assertTrue(
          is.equals(Optional.of(was)) || told, () -> "in silence " + is + " became of " + was);
      ledger.history(was.id());
      ledger.paymentByKey(was.id());
    }
    assertTrue(
        alarm || ledger.stans().last() == lastStan,
        () -> "the STAN became " + ledger.stans().last());
    ledger.pending();
    ledger.attention();
    ledger.open();
    ledger.withReversalsToSend();
    ledger.batches().open();
    ledger.keys().workingKeys();
    ledger.keys().ledgerKey();
    assertFalse(all(ledger).size() > payments.size());
  }

  private File damaged(byte[] input) throws IOException {
    byte[][] bytes = new byte[FILES.length][];
    for (int i = 0; i < FILES.length; i++) {
      bytes[i] = good[i].clone();
    }
    int at = 0;
    while (at + 5 <= input.length) {
      int which = (input[at] & 0x7F) % FILES.length;
      boolean cut = input[at] < 0;
      int offset =
          (input[at + 1] & 0xFF) << 16 | (input[at + 2] & 0xFF) << 8 | (input[at + 3] & 0xFF);
      int length = Math.min(input[at + 4] & 0xFF, input.length - at - 5);
      if (bytes[which].length > 0) {
        offset %= bytes[which].length;
        int fits = Math.min(length, bytes[which].length - offset);
        System.arraycopy(input, at + 5, bytes[which], offset, fits);
        bytes[which] = cut ? Arrays.copyOf(bytes[which], offset) : bytes[which];
      }
      at += 5 + length;
    }
    Path data = folder.path().resolve("data");
    Files.createDirectories(data);
    Files.deleteIfExists(data.resolve("ledger.db-shm"));
    for (int i = 0; i < FILES.length; i++) {
      Files.write(data.resolve(FILES[i]), bytes[i]);
    }
    return data.toFile();
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        new byte[] {0, 0, 0, 18, 1, 9},
        new byte[] {0, 0, 16, 40, 2, 1, 2, 0, 0, 40, 0, 1, 7},
        new byte[] {1, 0, 1, 0, 1, 1},
        new byte[] {(byte) 0x81, 0, 32, 0, 0},
        new byte[] {2, 0, 0, 20, 1, 1, 2, 0, 0, 80, 1, 1},
        new byte[] {(byte) 0x80, 0, 64, 0, 0},
        new byte[] {(byte) 0x82, 0, 0, 0, 0},
        new byte[] {(byte) 0x80, 0, 0, 0, 0, (byte) 0x82, 0, 0, 1, 0});
  }

  @Override
  public int mutations() {
    return 60;
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
