package org.tillkeeper.agent.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  @TempDir private File data;

  private LogFiles log(File folder) throws Exception {
    LogFiles log = new LogFiles(folder, 20, 3);
    log.setFormatter(
        new Formatter() {
          @Override
          public String format(LogRecord record) {
            return record.getMessage() + "\n";
          }
        });
    return log;
  }

  private static List<String> lines(File folder, int age) throws Exception {
    return Files.readAllLines(new File(folder, "agent-" + age + ".log").toPath());
  }

  @Test
  void files_turn_before_they_are_too_long_and_the_oldest_goes() throws Exception {
    File folder = new File(data, "a % in its name/logs");
    LogFiles log = log(folder);
    for (int i = 1; i <= 9; i++) {
      log.publish(new LogRecord(Level.INFO, "line " + i));
    }
    log.close();
    LogFiles again = log(folder);
    again.publish(new LogRecord(Level.INFO, "订单"));
    again.close();
    String[] names = folder.list();
    Arrays.sort(names);
    assertEquals(List.of("agent-0.log", "agent-1.log", "agent-2.log"), Arrays.asList(names));
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
  void a_line_that_is_longer_than_a_file_may_be_is_kept_whole() throws Exception {
    LogFiles log = log(data);
    log.publish(new LogRecord(Level.INFO, "a line of more than twenty bytes"));
    log.publish(new LogRecord(Level.INFO, "next"));
    log.close();
    assertEquals(List.of("next"), lines(data, 0));
    assertTrue(lines(data, 1).get(0).endsWith("twenty bytes"));
  }
}
