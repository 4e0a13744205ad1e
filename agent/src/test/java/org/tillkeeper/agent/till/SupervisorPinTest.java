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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.till.SupervisorPin.Verdict;

/** How the supervisor's PIN is kept, and what guessing it costs. */
class SupervisorPinTest {
  private static final String PIN = "271828";
  private static final String WRONG = "314159";

  @TempDir Path data;
  private long nanos;
  private SupervisorPin pin;

  @BeforeEach
  void start() {
    pin = new SupervisorPin(file(), new SecureRandom(), () -> nanos);
  }

  private Path file() {
    return data.resolve("supervisor-pin");
  }

  private void restart() {
    nanos = -nanos * 3 - 17; // its origin is another then
    start();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void what_was_set_is_right_and_all_else_wrong_also_after_a_restart() throws Exception {
    assertFalse(pin.isSet());
    pin.set(PIN);
    assertTrue(pin.isSet());
    restart();
    assertTrue(pin.isSet());
    assertEquals(Verdict.RIGHT, pin.check(PIN).verdict());
    assertEquals(Verdict.WRONG, pin.check(PIN + "1").verdict());
    assertEquals(Verdict.WRONG, pin.check("").verdict());
    pin.set("998877");
    assertEquals(Verdict.WRONG, pin.check(PIN).verdict());
  }

  @Test
  void the_file_is_its_owners_and_does_not_tell_the_pin() throws Exception {
    pin.set(PIN);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    String first = Files.readString(file());
    assertTrue(
        first.matches("pbkdf2-sha256 200000 [0-9a-f]{32} [0-9a-f]{64} 0\n"), "kept as " + first);
    pin.set(PIN);
    assertFalse(first.equals(Files.readString(file())), "the salt is another each time");
  }

  @Test
  void three_wrong_ones_are_free_then_everybody_waits_twice_as_long_each_time() throws Exception {
    pin.set(PIN);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      SupervisorPin.Checked wrong = pin.check(WRONG);
      assertEquals(Verdict.WRONG, wrong.verdict());
      waits.add(wrong.pause().toSeconds());
      pass(wrong.pause());
    }
    assertEquals(List.of(0L, 0L, 30L, 60L, 120L, 240L, 480L, 900L, 900L, 900L), waits);
    assertEquals(Verdict.RIGHT, pin.check(PIN).verdict());
    assertEquals(Duration.ZERO, pin.check(WRONG).pause(), "and it begins anew");
  }

  @Test
  void while_it_is_too_early_not_even_the_right_one_is_looked_at() throws Exception {
    pin.set(PIN);
    for (int i = 0; i < 3; i++) {
      pin.check(WRONG);
    }
    pass(Duration.ofSeconds(29));
    SupervisorPin.Checked early = pin.check(PIN);
    assertEquals(Verdict.TOO_EARLY, early.verdict());
    assertEquals(Duration.ofSeconds(1), early.pause());
    pass(Duration.ofSeconds(1));
    assertEquals(Verdict.RIGHT, pin.check(PIN).verdict());
  }

  @Test
  void a_restart_neither_forgets_the_tries_nor_shortens_the_wait() throws Exception {
    pin.set(PIN);
    pin.check(WRONG);
    pin.check(WRONG);
    restart();
    assertEquals(Duration.ofSeconds(30), pin.check(WRONG).pause());
    pass(Duration.ofSeconds(20));
    restart();
    SupervisorPin.Checked early = pin.check(PIN);
    assertEquals(Verdict.TOO_EARLY, early.verdict());
    assertEquals(Duration.ofSeconds(30), early.pause());
  }

  @Test
  void a_try_that_cannot_be_counted_is_not_looked_at() throws Exception {
    pin.set(PIN);
    Files.createDirectories(data.resolve("supervisor-pin.new/in-the-way"));
    assertThrows(IOException.class, () -> pin.check(PIN));
    assertThrows(IOException.class, () -> pin.set("998877"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nothing\n", "pbkdf2-sha256 1 00 00 0\n"})
  void a_damaged_file_is_a_pin_that_nothing_matches_until_another_is_set(String content)
      throws Exception {
    Files.writeString(file(), content);
    restart();
    assertTrue(pin.isSet());
    assertEquals(Verdict.WRONG, pin.check(PIN).verdict());
    restart();
    assertTrue(pin.isSet());
    pin.set(PIN);
    assertEquals(Verdict.RIGHT, pin.check(PIN).verdict());
  }

  @Test
  void a_file_that_others_may_write_is_not_believed() throws Exception {
    pin.set(PIN);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw--w----"));
    restart();
    assertEquals(Verdict.WRONG, pin.check(PIN).verdict());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "123",
        "1234567890123",
        "0000",
        "999999",
        "1234",
        "4321",
        "0123456789",
        "12a4",
        " 2718",
        "２７１８",
        "2718\n"
      })
  void what_is_guessed_first_or_is_no_pin_may_not_be_chosen(String chosen) {
    assertFalse(SupervisorPin.isAllowed(chosen));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2718", "1233", "1357", "271828182845", "1212"})
  void any_other_may(String chosen) {
    assertTrue(SupervisorPin.isAllowed(chosen));
  }

  @Test
  void a_supervisor_stays_for_five_minutes_by_whichever_clock_is_first() {
    Instant[] wall = {Instant.parse("2026-11-29T10:00:00Z")};
    Clock clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return wall[0];
          }
        };
    Supervisors supervisors = new Supervisors(clock, () -> nanos);
    supervisors.begin("one");
    assertEquals(Optional.of(Instant.parse("2026-11-29T10:05:00Z")), supervisors.until("one"));
    assertEquals(Optional.empty(), supervisors.until("other"));
    pass(Duration.ofMinutes(5));
    assertEquals(Optional.empty(), supervisors.until("one"), "it was set back or stood still");

    supervisors.begin("one");
    wall[0] = wall[0].plus(Duration.ofMinutes(5));
    assertEquals(Optional.empty(), supervisors.until("one"), "the device slept");

    supervisors.begin("one");
    wall[0] = wall[0].minusSeconds(1);
    assertEquals(Optional.empty(), supervisors.until("one"), "who sets it back gains nothing");

    supervisors.begin("one");
    supervisors.end("one");
    assertEquals(Optional.empty(), supervisors.until("one"));
    supervisors.begin("one");
    supervisors.endAll();
    assertEquals(Optional.empty(), supervisors.until("one"));
  }
}
