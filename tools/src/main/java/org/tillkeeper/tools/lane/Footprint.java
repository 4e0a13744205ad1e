package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.tillkeeper.tools.lab.Lab;

/**
 * What an agent takes of its machine at one moment. It is measured while nobody calls.
 *
 * @param residentKib memory of the process
 * @param liveKib of its heap, what is left when all that is not needed has been collected
 * @param files open ones, connections too
 * @param threads of the process
 * @param ledgerKib pages of the ledger that hold something
 * @param journal entries of the ledger's history that belong to no payment
 */
record Footprint(
    long residentKib, long liveKib, long files, long threads, long ledgerKib, long journal) {

  /** Measures; the agent is in its usual state afterwards. */
  static Footprint of(Lab lab, Path scratch)
      throws IOException, SQLException, InterruptedException {
    Path process = Path.of("/proc/" + lab.agentPid());
    long live = liveKib(lab.agentPid());
    Path copy = Files.createTempDirectory(scratch, "footprint");
    LedgerFiles.copy(lab.data(), copy);
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + copy.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      long pages =
          number(statement, "PRAGMA page_count") - number(statement, "PRAGMA freelist_count");
      return new Footprint(
          residentKib(lab.agentPid()),
          live,
          openFiles(process),
          status(process, "Threads:"),
          pages * number(statement, "PRAGMA page_size") / 1024,
          number(statement, "SELECT count(*) FROM history WHERE payment IS NULL"));
    } finally {
      Lanes.delete(copy);
    }
  }

  /** Memory of a process. */
  static long residentKib(long pid) throws IOException {
    return status(Path.of("/proc/" + pid), "VmRSS:");
  }

  /** What diagnoses the agent's JVM. */
  static Path jcmd() {
    return Path.of(System.getProperty("java.home"), "bin", "jcmd");
  }

  private static long number(Statement statement, String question) throws SQLException {
    try (ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static long openFiles(Path process) throws IOException {
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return files.count();
    }
  }

  private static long status(Path process, String name) throws IOException {
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + name + " of " + process);
  }

  /** A histogram counts what is left after a full collection; its last line is the sum. */
  private static long liveKib(long pid) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(jcmd().toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    process.waitFor();
    for (String line : said.split("\n", -1)) {
      if (line.startsWith("Total")) {
        return Long.parseLong(line.trim().split(" +", -1)[2]) / 1024;
      }
    }
    throw new IOException("no histogram of the agent: " + said);
  }
}
