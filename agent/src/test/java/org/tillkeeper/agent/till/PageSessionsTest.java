package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which browsers may show the page, for how long, and what of them is on the disk. */
class PageSessionsTest {
  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final String OTHER_KEY = "fedcba9876543210".repeat(4);

  @TempDir Path data;

  @Test
  void a_session_outlives_the_process_and_the_disk_has_no_secret_of_it() throws Exception {
    PageSessions before = at(START);
    String secret = before.begin();
    assertTrue(secret.matches("[0-9a-f]{64}"), secret);
    assertTrue(before.admits(secret, KEY));
    PageSessions after = at(START.plusSeconds(5));
    assertTrue(after.admits(secret, KEY));
    String kept = Files.readString(file());
    assertFalse(kept.contains(secret) || kept.contains(KEY), kept);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }

  @Test
  void from_the_first_call_on_a_cookie_opens_nothing_without_the_key_of_its_page()
      throws Exception {
    PageSessions sessions = at(START);
    String secret = sessions.begin();
    assertFalse(sessions.admits(secret, ""), "a call without any key binds nothing");
    assertTrue(sessions.admits(secret, KEY));
    assertFalse(sessions.admits(secret, OTHER_KEY));
    assertFalse(at(START).admits(secret, OTHER_KEY));
    assertTrue(at(START).admits(secret, KEY));
  }

  @Test
  void a_session_ends_after_30_days() throws Exception {
    String secret = at(START).begin();
    Instant end = START.plus(Duration.ofDays(30));
    assertTrue(at(end.minusMillis(1)).admits(secret, KEY));
    assertFalse(at(end).admits(secret, KEY));
    // A clock that was put back, as after a flat battery, ends none.
    assertTrue(at(Instant.EPOCH).admits(secret, KEY));
  }

  @Test
  void what_was_ended_stays_ended_across_a_restart() throws Exception {
    PageSessions sessions = at(START);
    String one = sessions.begin();
    String two = sessions.begin();
    sessions.end(one);
    assertFalse(at(START).admits(one, KEY));
    assertTrue(at(START).admits(two, KEY));
    assertEquals(1, at(START).endAll());
    assertFalse(at(START).admits(two, KEY));
  }

  @Test
  void an_end_that_cannot_be_written_is_told() throws Exception {
    PageSessions sessions = at(START);
    String secret = sessions.begin();
    Files.delete(file());
    Files.createDirectories(file().resolve("in-the-way"));
    assertThrows(IOException.class, () -> sessions.end(secret));
    assertFalse(sessions.admits(secret, KEY));
  }

  @Test
  void so_many_browsers_and_no_more_and_the_oldest_makes_room() throws Exception {
    PageSessions sessions = at(START);
    String first = sessions.begin();
    String second = sessions.begin();
    for (int i = 1; i < PageSessions.MOST; i++) {
      sessions.begin();
    }
    assertFalse(sessions.admits(first, KEY));
    assertTrue(sessions.admits(second, KEY));
    assertTrue(at(START).admits(second, KEY), "all of them fit into the file that is read");
  }

  @Test
  void a_file_that_others_may_have_written_opens_nothing_and_is_closed_to_them() throws Exception {
    String secret = at(START).begin();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    PageSessions sessions = at(START);
    assertFalse(sessions.admits(secret, KEY));
    sessions.begin();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "nonsense", "\u0000\u0001", "a b c\na b c"})
  void a_damaged_file_opens_nothing_and_stops_nothing(String content) throws Exception {
    Files.writeString(file(), content);
    PageSessions sessions = at(START);
    assertFalse(sessions.admits("a", KEY));
    assertTrue(sessions.admits(sessions.begin(), KEY));
  }

  private Path file() {
    return data.resolve("page-sessions");
  }

  private PageSessions at(Instant now) {
    return PageSessions.in(file(), new SecureRandom(), Clock.fixed(now, ZoneOffset.UTC));
  }
}
