package org.tillkeeper.agent.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  @TempDir private File data;

  private static LogFiles log(File folder) {
    return new LogFiles(folder, "agent", 20, 3, lines -> bytes("left out " + lines));
  }

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> lines(File folder, int age) throws Exception {
    return Files.readAllLines(LogFiles.file(folder, "agent", age).toPath());
  }

  @Test
  void files_turn_before_they_are_too_long_and_the_oldest_goes() throws Exception {
    File folder = new File(data, "a % in its name/logs");
    LogFiles log = log(folder);
    for (int i = 1; i <= 9; i++) {
      log.write(bytes("line " + i));
    }
    log.close();
    LogFiles again = log(folder);
    again.write(bytes("订单"));
    again.close();
    String[] names = folder.list();
    Arrays.sort(names);
    assertEquals(List.of("agent.1.jsonl", "agent.2.jsonl", "agent.jsonl"), Arrays.asList(names));
    assertEquals(List.of("line 9", "订单"), lines(folder, 0));
    assertEquals(List.of("line 7", "line 8"), lines(folder, 1));
    assertEquals(List.of("line 5", "line 6"), lines(folder, 2));
    for (String name : names) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(new File(folder, name).toPath())));
    }
  }

  @Test
  void files_of_a_configuration_that_kept_more_go() throws Exception {
    Files.createFile(LogFiles.file(data, "agent", 3).toPath());
    Files.createFile(LogFiles.file(data, "agent", 7).toPath());
    LogFiles log = log(data);
    log.write(bytes("a line of more than twenty bytes"));
    log.write(bytes("next"));
    log.close();
    assertEquals(2, data.list().length);
  }

  @Test
  void a_line_that_is_longer_than_a_file_may_be_is_kept_whole() throws Exception {
    LogFiles log = log(data);
    log.write(bytes("a line of more than twenty bytes"));
    log.write(bytes("next"));
    log.close();
    assertEquals(List.of("next"), lines(data, 0));
    assertTrue(lines(data, 1).get(0).endsWith("twenty bytes"));
  }

  @Test
  void nothing_is_lost_while_the_folder_cannot_be_made() throws Exception {
    File folder = new File(data, "logs");
    Files.createFile(folder.toPath());
    LogFiles log = log(folder);
    log.write(bytes("one"));
    log.write(bytes("two"));
    Files.delete(folder.toPath());
    log.write(bytes("three"));
    log.close();
    assertEquals(List.of("one", "two", "three"), lines(folder, 0));
  }

  @Test
  void what_does_not_fit_into_memory_meanwhile_is_counted_in_its_place() throws Exception {
    File folder = new File(data, "logs");
    Files.createFile(folder.toPath());
    LogFiles log = new LogFiles(folder, "agent", 1 << 20, 3, lines -> bytes("left out " + lines));
    String line = "x".repeat(1023);
    for (int i = 0; i < LogFiles.WAITING_BYTES / 1024 + 5; i++) {
      log.write(bytes(line));
    }
    Files.delete(folder.toPath());
    log.write(bytes("last"));
    log.close();
    List<String> written = lines(folder, 0);
    assertEquals(LogFiles.WAITING_BYTES / 1024 + 2, written.size());
    assertEquals(
        List.of(line, "left out 5", "last"), written.subList(written.size() - 3, written.size()));
  }

  @Test
  void a_file_that_cannot_be_renamed_is_gone_on_with_and_the_log_stays_open() throws Exception {
    LogFiles log = log(data);
    log.write(bytes("line 1"));
    log.write(bytes("line 2"));
    // A folder that is not empty is neither deleted nor written over.
    File inTheWay = LogFiles.file(data, "agent", 2);
    Files.createDirectories(new File(inTheWay, "full").toPath());
    File older = LogFiles.file(data, "agent", 1);
    Files.createDirectories(new File(older, "full").toPath());
    for (int i = 3; i <= 9; i++) {
      log.write(bytes("line " + i));
    }
    assertEquals(List.of("line 1", "line 2", "line 3", "line 4", "line 5"), lines(data, 0));
    assertTrue(LogFiles.file(data, "agent", 0).length() <= 40);
    Files.delete(new File(inTheWay, "full").toPath());
    Files.delete(inTheWay.toPath());
    Files.delete(new File(older, "full").toPath());
    Files.delete(older.toPath());
    log.write(bytes("line 10"));
    log.close();
    assertEquals(List.of("line 10"), lines(data, 0));
    assertEquals(List.of("line 8", "line 9"), lines(data, 1));
    assertEquals(List.of("line 6", "line 7"), lines(data, 2));
  }

  @Test
  void a_file_that_somebody_deleted_is_made_anew() throws Exception {
    LogFiles log = log(data);
    log.write(bytes("line 1"));
    Files.delete(LogFiles.file(data, "agent", 0).toPath());
    log.write(bytes("line 2"));
    log.close();
    assertEquals(List.of("line 2"), lines(data, 0));
  }

  @Test
  void a_line_that_a_power_failure_cut_does_not_take_the_next_with_it() throws Exception {
    File file = LogFiles.file(data, "agent", 0);
    try (RandomAccessFile out = new RandomAccessFile(file, "rw")) {
      out.write("one\ntw".getBytes(StandardCharsets.US_ASCII));
    }
    LogFiles log = log(data);
    assertEquals("tw", log.lastLine());
    log.write(bytes("three"));
    log.close();
    assertEquals(List.of("one", "tw", "three"), lines(data, 0));
  }
}
