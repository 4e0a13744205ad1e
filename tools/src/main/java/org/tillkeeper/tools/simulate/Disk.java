package org.tillkeeper.tools.simulate;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kill or a rotting disk does to a ledger's files, and a look at them with SQLite alone,
 * without any code of the agent's.
 */
final class Disk {
  private static final String[] FILES = {"ledger.db", "ledger.db-wal", "witness"};
  private static final String SCRATCH = "tillkeeper-simulate-";
  private static final int BLOCK = 4096;
  private static final int WAL_HEADER = 32;
  private static final int FRAME_HEADER = 24;

  private Disk() {}

  /** A folder of our own for all runs, in memory where the system has such a place. */
  static File scratch() throws IOException {
    File memory = new File("/dev/shm");
    File place =
        memory.isDirectory() && memory.canWrite()
            ? memory
            : new File(System.getProperty("java.io.tmpdir"));
    removeLeft(place);
    String name = SCRATCH + ProcessHandle.current().pid() + "-";
    return Files.createTempDirectory(place.toPath(), name).toFile();
  }

  /** What processes that were stopped from outside left there. */
  private static void removeLeft(File place) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(place.toPath(), SCRATCH + "*-*")) {
      for (Path each : left) {
        String pid = each.getFileName().toString().substring(SCRATCH.length()).split("-", 2)[0];
        if (pid.matches("[0-9]{1,9}") && !ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
          delete(each.toFile());
        }
      }
    }
  }

  /** As a kill leaves it; over files that are there already, which stay the same files. */
  static void copy(File from, File to) throws IOException {
    if (!to.isDirectory() && !to.mkdirs()) {
      throw new IOException("cannot make " + to);
    }
    for (String name : FILES) {
      File file = new File(from, name);
      File copy = new File(to, name);
      if (file.exists()) {
        byte[] bytes = Files.readAllBytes(file.toPath());
        try (RandomAccessFile over = new RandomAccessFile(copy, "rw")) {
          over.write(bytes);
          over.setLength(bytes.length);
        }
      } else {
        Files.deleteIfExists(copy.toPath());
      }
    }
  }

  static void delete(File file) {
    File[] inside = file.listFiles();
    if (inside != null) {
      for (File each : inside) {
        delete(each);
      }
    }
    if (!file.delete() && file.exists()) {
      throw new IllegalStateException("cannot delete " + file);
    }
  }

  /**
   * Takes the last commits out of a WAL, as SQLite itself does where a bit of their frames is
   * flipped.
   *
   * @return how many were taken
   */
  static int loseCommits(File folder, long howMany) throws IOException {
    File wal = new File(folder, "ledger.db-wal");
    if (wal.length() < WAL_HEADER || howMany == 0) {
      return 0;
    }
    byte[] bytes = Files.readAllBytes(wal.toPath());
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int page = buffer.getInt(8);
    long salts = buffer.getLong(16);
    List<Integer> ends = new ArrayList<>();
    int at = WAL_HEADER;
    while (at + FRAME_HEADER + page <= bytes.length && buffer.getLong(at + 8) == salts) {
      boolean commit = buffer.getInt(at + 4) != 0;
      at += FRAME_HEADER + page;
      if (commit) {
        ends.add(at);
      }
    }
    int lost = (int) Math.min(howMany, ends.size());
    int keep = ends.size() == lost ? WAL_HEADER : ends.get(ends.size() - lost - 1);
    try (RandomAccessFile file = new RandomAccessFile(wal, "rw")) {
      file.setLength(keep);
    }
    return lost;
  }

  /** Makes zeros of a part of the database, as a disk that gives up on a block does. */
  static void losePage(File folder, long which) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(new File(folder, "ledger.db"), "rw")) {
      byte[] zeros = new byte[BLOCK];
      file.seek(which % (file.length() / BLOCK) * BLOCK);
      file.write(zeros);
    }
  }

  /**
   * How often the files say that an attempt's original or its reversal was sent; -1 if they do not
   * know it.
   */
  static long sends(File folder, File look, String stan, boolean reversal)
      throws IOException, SQLException {
    copy(folder, look);
    String column = reversal ? "reversal_sends" : "sends";
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + new File(look, "ledger.db"));
        PreparedStatement statement =
            connection.prepareStatement("SELECT max(" + column + ") FROM attempt WHERE stan = ?")) {
      statement.setString(1, stan);
      try (ResultSet row = statement.executeQuery()) {
        long sends = row.next() ? row.getLong(1) : -1;
        return row.wasNull() ? -1 : sends;
      }
    } finally {
      delete(look);
    }
  }

  /** Whether any file of a ledger holds a text readably. */
  static boolean holds(File folder, String text) throws IOException {
    for (String name : FILES) {
      File file = new File(folder, name);
      if (file.exists()) {
        String bytes = new String(Files.readAllBytes(file.toPath()), StandardCharsets.ISO_8859_1);
        if (bytes.contains(text)) {
          return true;
        }
      }
    }
    return false;
  }
}
