package org.tillkeeper.agent.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowTest {
  @TempDir private File folder;

  private static byte[] bytes(String line) {
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private LogFiles log() {
    return new LogFiles(folder, "agent", 40, 4, lines -> bytes("left out " + lines));
  }

  @Test
  void each_line_comes_once_also_while_the_files_turn() throws Exception {
    LogFiles log = log();
    log.write(bytes("before"));
    LogFollow follow = new LogFollow(folder, "agent");
    List<String> written = new ArrayList<>();
    List<String> read = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      log.write(bytes("line " + i + " 订单"));
      written.add("line " + i + " 订单");
      if (i % 5 == 4) {
        read.addAll(follow.lines());
      }
    }
    log.close();
    read.addAll(follow.lines());
    assertEquals(written, read);
  }

  @Test
  void a_line_that_is_not_whole_yet_comes_when_it_is() throws Exception {
    File file = LogFiles.file(folder, "agent", 0);
    Files.write(file.toPath(), bytes("one"));
    LogFollow follow = new LogFollow(folder, "agent");
    Files.write(file.toPath(), "one\ntw".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), follow.lines());
    Files.write(file.toPath(), "one\ntwo\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of("two"), follow.lines());
    assertEquals(List.of(), follow.lines());
  }

  @Test
  void a_log_that_begins_later_is_followed_from_its_begin() throws Exception {
    LogFollow follow = new LogFollow(folder, "agent");
    assertEquals(List.of(), follow.lines());
    LogFiles log = log();
    log.write(bytes("first"));
    log.close();
    assertEquals(List.of("first"), follow.lines());
  }

  @Test
  void who_looks_too_seldom_goes_on_with_what_is_still_there() throws Exception {
    LogFiles log = log();
    log.write(bytes("before"));
    LogFollow follow = new LogFollow(folder, "agent");
    for (int i = 0; i < 60; i++) {
      log.write(bytes("a line of twenty " + i));
    }
    log.close();
    // Three files that are full with two lines each, and the newest.
    List<String> expected = new ArrayList<>();
    for (int i = 53; i < 60; i++) {
      expected.add("a line of twenty " + i);
    }
    assertEquals(expected, follow.lines());
  }
}
