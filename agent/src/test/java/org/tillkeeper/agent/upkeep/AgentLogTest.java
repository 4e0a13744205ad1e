package org.tillkeeper.agent.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

class AgentLogTest {
  private static final Log LINE = Log.of(org.tillkeeper.agent.host.Line.class);
  private static final AgentLog.Settings INFO = new AgentLog.Settings(LogLevel.INFO, 4, 1_000_000);
  private static final LogSearch.Wanted ALL =
      new LogSearch.Wanted(Optional.empty(), Optional.empty(), LogLevel.DEBUG);

  private final Logger agent = Logger.getLogger(Log.ROOT);
  private final Level before = agent.getLevel();
  private final VirtualTime time = new VirtualTime();
  @TempDir private File data;

  @AfterEach
  void level_as_before() {
    agent.setLevel(before);
  }

  private AgentLog begin() {
    return AgentLog.begin(data, INFO, time, Fact.text("version", "1.2.3"));
  }

  private List<Map<String, Object>> lines(LogSearch.Wanted wanted) throws Exception {
    List<Map<String, Object>> lines = new ArrayList<>();
    try (LogSearch search = new LogSearch(AgentLog.folder(data), AgentLog.AGENT, wanted)) {
      for (Optional<LogSearch.Line> line = search.next(); line.isPresent(); line = search.next()) {
        lines.add(line.get().members());
      }
    }
    return lines;
  }

  private List<String> messages() throws Exception {
    List<String> messages = new ArrayList<>();
    lines(ALL).forEach(line -> messages.add(String.valueOf(line.get("message"))));
    return messages;
  }

  @Test
  void a_life_begins_and_ends_with_a_line_that_says_why() throws Exception {
    AgentLog log = begin();
    LINE.info("line down", Fact.event("connection-ended"), Fact.text("why", "reset by peer"));
    log.endsBy("SIGTERM");
    log.close();
    LINE.info("nobody hears this");
    List<Map<String, Object>> lines = lines(ALL);
    assertEquals(
        List.of("start", "connection-ended", "end"),
        List.of(lines.get(0).get("event"), lines.get(1).get("event"), lines.get(2).get("event")));
    assertEquals("1.2.3", lines.get(0).get("version"));
    assertEquals("first start", lines.get(0).get("before"));
    assertEquals("host.Line", lines.get(1).get("logger"));
    assertEquals("info", lines.get(1).get("level"));
    assertEquals("reset by peer", lines.get(1).get("why"));
    assertEquals("SIGTERM", lines.get(2).get("why"));
    assertEquals(3, lines.size());
  }

  @Test
  void the_next_life_tells_whether_the_one_before_had_a_last_line() throws Exception {
    begin().close();
    begin().close();
    File file = LogFiles.file(AgentLog.folder(data), AgentLog.AGENT, 0);
    List<String> lines = Files.readAllLines(file.toPath());
    Files.write(file.toPath(), lines.subList(0, lines.size() - 1));
    begin().close();
    List<Map<String, Object>> all = lines(ALL);
    assertEquals("ended", all.get(2).get("before"));
    assertEquals("ended unsaid", all.get(3).get("before"));
  }

  @Test
  void a_level_is_changed_for_a_time_and_then_usual_by_itself() throws Exception {
    AgentLog log = begin();
    LINE.debug("too much");
    log.levels().change(LogLevel.DEBUG, Optional.of("host"), Duration.ofMinutes(10));
    LINE.debug("wanted");
    Log.of(AgentLog.class).debug("of another part");
    time.advance(Duration.ofMinutes(9));
    LINE.debug("still wanted");
    time.advance(Duration.ofMinutes(1));
    LINE.debug("too much again");
    log.close();
    assertEquals(
        List.of(
            "the agent starts",
            "the level of the log is changed for a time",
            "wanted",
            "still wanted",
            "the level of the log is usual again",
            "the agent ends"),
        messages());
    assertFalse(new File(AgentLog.folder(data), "level.json").exists());
  }

  @Test
  void a_restart_neither_ends_nor_prolongs_a_changed_level() throws Exception {
    AgentLog log = begin();
    log.levels().change(LogLevel.DEBUG, Optional.empty(), Duration.ofMinutes(10));
    log.close();
    time.advance(Duration.ofMinutes(9));
    AgentLog second = begin();
    LINE.debug("a minute is left");
    time.advance(Duration.ofMinutes(1));
    LINE.debug("over");
    second.close();
    AgentLog third = begin();
    LINE.debug("long over");
    third.close();
    List<String> messages = messages();
    assertTrue(messages.contains("a minute is left"), messages.toString());
    assertFalse(messages.contains("over"), messages.toString());
    assertFalse(messages.contains("long over"), messages.toString());
  }

  @Test
  void less_may_be_logged_for_a_time_too() throws Exception {
    AgentLog log = begin();
    log.levels().change(LogLevel.ERROR, Optional.empty(), Duration.ofMinutes(1));
    LINE.warn("left out");
    time.advance(Duration.ofMinutes(1));
    LINE.warn("back");
    log.close();
    List<String> messages = messages();
    assertFalse(messages.contains("left out"), messages.toString());
    assertTrue(messages.contains("back"), messages.toString());
  }

  @Test
  void libraries_are_heard_when_they_warn_and_their_secrets_are_not() throws Exception {
    Logger library = Logger.getLogger("com.example.library");
    AgentLog.toPerson(ZoneId.of("Asia/Shanghai"));
    AgentLog log = begin();
    library.info("chatter");
    library.log(Level.WARNING, "cannot read {0}", "6225000000000006");
    Logger.getLogger("io.netty.channel").warning("a stranger at the door");
    log.close();
    List<Map<String, Object>> lines = lines(ALL);
    assertEquals(3, lines.size());
    assertEquals("cannot read (16 digits left out)", lines.get(1).get("message"));
  }

  @Test
  void a_person_reads_the_time_of_the_terminal_with_its_offset() {
    assertEquals(
        "2026-01-31 16:00:00.500+08:00 info host.Line: line down  event=x  why=reset",
        LogText.forPerson(
            new java.util.LinkedHashMap<>(
                Map.of("at", "2026-01-31T08:00:00.500Z", "level", "info", "logger", "host.Line")) {
              private static final long serialVersionUID = 1L;

              {
                put("message", "line down");
                put("event", "x");
                put("why", "reset");
              }
            },
            ZoneId.of("Asia/Shanghai")));
  }

  @Test
  void lines_are_found_by_payment_time_and_level() throws Exception {
    AgentLog log = begin();
    LINE.info("of one", Fact.payment("01930000-0000-7000-8000-000000000001"));
    LINE.warn("of another", Fact.payment("01930000-0000-7000-8000-000000000002"));
    log.close();
    assertEquals(
        1,
        lines(
                new LogSearch.Wanted(
                    Optional.empty(),
                    Optional.of("01930000-0000-7000-8000-000000000001"),
                    LogLevel.DEBUG))
            .size());
    assertEquals(
        1, lines(new LogSearch.Wanted(Optional.empty(), Optional.empty(), LogLevel.WARN)).size());
    Instant later = Instant.now().plusSeconds(3600);
    assertEquals(
        0,
        lines(new LogSearch.Wanted(Optional.of(later), Optional.empty(), LogLevel.DEBUG)).size());
  }
}
