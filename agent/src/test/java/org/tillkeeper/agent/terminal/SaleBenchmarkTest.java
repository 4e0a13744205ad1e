package org.tillkeeper.agent.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.ledger.LedgerOnBench;

/**
 * What a sale costs beside the least that any record of it costs: two durable commits of a bare
 * SQLite, one before the request is sent and one for its answer. Both are measured in turn, in one
 * run. The acquirer and the clock are the bench's, so nothing is waited for but the disk.
 *
 * <p>Figures only, on request: {@code mvn -Pbenchmark -pl iso8583-spec,agent test
 * -Dtest=SaleBenchmarkTest -Dsurefire.failIfNoSpecifiedTests=false}. The folder has to lie on a
 * disk, since memory is not written to; the temporary folder is used.
 */
@Tag("benchmark")
class SaleBenchmarkTest {
  private static final Path COUNTERS = Path.of("/proc/self/io");
  private static final int ROUNDS = 5;
  private static final int SALES = 200;

  /** Held here, so that it stays silent. */
  private static final Logger ROOT = Logger.getLogger("");

  @TempDir File folder;

  @BeforeEach
  void quiet() {
    assumeTrue(Files.isReadable(COUNTERS), "the kernel tells what was written on Linux alone");
    ROOT.setLevel(Level.OFF);
  }

  /** Bytes that this process has given to disks. */
  private static long written() throws IOException {
    for (String line : Files.readAllLines(COUNTERS)) {
      if (line.startsWith("write_bytes: ")) {
        return Long.parseLong(line.substring("write_bytes: ".length()));
      }
    }
    throw new IOException("no write_bytes in " + COUNTERS);
  }

  private interface Work {
    void run(int number) throws Exception;
  }

  /**
   * @param bytes given to the disk, of each
   * @param micros of wall time, of each
   */
  private record Cost(long bytes, long micros) {}

  private static Cost each(int count, Work work) throws Exception {
    long bytes = written();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      work.run(i);
    }
    return new Cost((written() - bytes) / count, (System.nanoTime() - start) / 1000 / count);
  }

  private static long median(Cost[] costs, java.util.function.ToLongFunction<Cost> figure) {
    return Arrays.stream(costs).mapToLong(figure).sorted().toArray()[costs.length / 2];
  }

  private static void print(String what, Cost[] ours, Cost[] floor) {
    long bytes = median(ours, Cost::bytes);
    long bare = median(floor, Cost::bytes);
    double[] ratios = new double[ours.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = (double) ours[i].micros() / floor[i].micros();
    }
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d bytes | %,d bytes | %.1f | %.2f ms | %.2f ms | %.2f (%.2f to %.2f) |%n",
        what,
        bytes,
        bare,
        (double) bytes / bare,
        median(ours, Cost::micros) / 1000.0,
        median(floor, Cost::micros) / 1000.0,
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1]);
  }

  /** Two durable commits, each of a row as short as a record can be. */
  private static final class Floor implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement update;

    Floor(File folder) throws SQLException {
      connection = DriverManager.getConnection("jdbc:sqlite:" + new File(folder, "floor.db"));
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("CREATE TABLE sale (id INTEGER PRIMARY KEY, what BLOB, answer TEXT)");
      }
      insert = connection.prepareStatement("INSERT INTO sale (what) VALUES (?)");
      update =
          connection.prepareStatement(
              "UPDATE sale SET answer = ? WHERE id = (SELECT max(id) FROM sale)");
    }

    void sale() throws SQLException {
      insert.setBytes(1, new byte[200]);
      insert.executeUpdate();
      update.setString(1, "00");
      update.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  private static TerminalOnBench withSync(TerminalOnBench bench) {
    LedgerOnBench.withSync(bench.ledger());
    return bench;
  }

  @Test
  void a_sale_that_is_answered_at_once() throws Exception {
    Cost[] ours = new Cost[ROUNDS];
    Cost[] bare = new Cost[ROUNDS];
    try (Floor floor = new Floor(folder);
        TerminalOnBench bench =
            withSync(
                new TerminalOnBench(Files.createDirectory(folder.toPath().resolve("data")).toFile())
                    .online())) {
      for (int i = 0; i < 300; i++) {
        bench.swipe(100 + i);
        floor.sale();
      }
      for (int round = 0; round < ROUNDS; round++) {
        int from = round * SALES;
        ours[round] =
            each(
                SALES,
                i -> {
                  bench.swipe(1000 + from + i);
                  bench.time.advance(Duration.ofMillis(100));
                });
        bare[round] = each(SALES, i -> floor.sale());
      }
      assertEquals(0, bench.ledger().pending().count(), "each was answered");
    }
    print("sale", ours, bare);
  }

  @Test
  void sales_stored_while_disconnected_and_their_drain() throws Exception {
    Limits.Offline many =
        new Limits.Offline(true, 50_000, 5_000_000_000L, 100_000, Duration.ofHours(24));
    Limits limits = new Limits(Duration.ZERO, 115, Duration.ofSeconds(60), many);
    int stored = 2000;
    int part = stored / ROUNDS;
    Cost[] ours = new Cost[ROUNDS];
    Cost[] bare = new Cost[ROUNDS];
    Cost[] drain = new Cost[1];
    Cost[] bareDrain = new Cost[1];
    try (Floor floor = new Floor(folder);
        TerminalOnBench bench =
            withSync(
                new TerminalOnBench(
                        Files.createDirectory(folder.toPath().resolve("data")).toFile(), limits)
                    .online())) {
      bench.acquirer.reachable = false;
      bench.network.cut();
      bench.time.advance(Duration.ofSeconds(10));
      for (int round = 0; round < ROUNDS; round++) {
        int from = round * part;
        ours[round] = each(part, i -> bench.swipe(100 + from + i));
        bare[round] = each(part, i -> floor.sale());
      }
      assertEquals(stored, bench.ledger().pending().count());
      System.out.printf(
          Locale.ROOT,
          "stored: the last %d cost %.2f times the first%n",
          part,
          (double) ours[ROUNDS - 1].micros() / ours[0].micros());
      bench.acquirer.reachable = true;
      drain[0] =
          each(
              1,
              once -> {
                while (bench.ledger().pending().count() > 0) {
                  bench.time.advance(Duration.ofSeconds(1));
                }
              });
      bareDrain[0] =
          each(
              1,
              once -> {
                for (int i = 0; i < stored; i++) {
                  floor.sale();
                }
              });
    }
    print("sale stored", ours, bare);
    print("drain of " + stored, drain, bareDrain);
  }
}
