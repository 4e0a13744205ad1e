package org.tillkeeper.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactTest {
  private static final String ID = "01930000-0000-7000-8000-000000000001";

  /** What may be said of something: none of them can be card data, a message or a key. */
  private static final Set<Class<?>> SAFE =
      Set.of(
          String.class,
          long.class,
          boolean.class,
          Enum.class,
          Instant.class,
          Duration.class,
          Digest.class);

  @Test
  void a_fact_is_made_from_types_that_hold_no_secret_and_from_no_other() {
    List<String> others = new ArrayList<>();
    for (Method method : Fact.class.getDeclaredMethods()) {
      boolean makes = Modifier.isStatic(method.getModifiers()) && !method.isSynthetic();
      if (makes && Modifier.isPublic(method.getModifiers())) {
        for (Class<?> type : method.getParameterTypes()) {
          if (!SAFE.contains(type)) {
            others.add(method.toString());
          }
        }
      }
    }
    assertEquals(List.of(), others);
  }

  @Test
  void a_line_takes_a_text_and_facts_and_nothing_else() {
    for (Method method : Log.class.getDeclaredMethods()) {
      boolean logs = !Modifier.isStatic(method.getModifiers());
      if (Modifier.isPublic(method.getModifiers()) && logs) {
        for (Class<?> type : method.getParameterTypes()) {
          assertTrue(
              type == String.class || type == Fact[].class || type == Throwable.class,
              method.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PAN 6225000000000006 is unknown,PAN (16 digits left out) is unknown",
    "6225 0000-0000 0006,(16 digits left out)",
    "٦٢٢٥٠٠٠٠٠٠٠٠٠٠٠٦,(16 digits left out)",
    "6225000000000006=30125200000000000000,(16 digits left out)=(20 digits left out)",
    "block 9FD70511ED75347D,block (16 hex digits left out)",
    "key 0123456789ABCDEFFEDCBA9876543210,key (32 hex digits left out)",
    "-----BEGIN PRIVATE KEY-----,(a key left out)",
    "RRN 123456789012 code 00,RRN 123456789012 code 00",
    "payment 01930000-0000-7000-8000-000000000001,payment 01930000-0000-7000-8000-000000000001",
    "STAN 000001 batch 000002,STAN 000001 batch 000002"
  })
  void what_looks_like_a_secret_is_left_out_of_a_text(String text, String shown) {
    assertEquals(shown, Fact.text("why", text).value());
  }

  @Test
  void a_value_of_another_form_than_it_should_have_is_treated_as_any_text() {
    assertEquals(ID, Fact.payment(ID).value());
    assertEquals("(16 digits left out)", Fact.payment("6225000000000006").value());
    assertEquals("(16 digits left out)", Fact.rrn("6225000000000006").value());
    assertEquals("(16 digits left out)", Fact.acceptor("merchant", "6225000000000006").value());
    assertEquals("952718182217875", Fact.acceptor("merchant", "952718182217875").value());
  }

  @Test
  void a_text_has_no_orders_for_a_terminal_and_is_bounded() {
    assertEquals("a\\u001b[2Jb\\u000ac", Fact.text("why", "a\u001b[2Jb\nc").value());
    String end = String.valueOf(Fact.text("why", "ab ".repeat(10_000)).value());
    assertTrue(end.length() < 2100, "length " + end.length());
    assertTrue(end.endsWith("(30000 characters)"), end.substring(end.length() - 40));
  }

  @Test
  void a_defect_is_told_with_its_place_and_without_what_it_quotes() {
    Exception defect =
        new IllegalStateException("no 6225000000000006", new RuntimeException("9FD70511ED75347D"));
    List<Fact> facts = LogLine.defect(defect);
    assertEquals("java.lang.IllegalStateException: no (16 digits left out)", facts.get(0).value());
    assertEquals("java.lang.RuntimeException: (16 hex digits left out)", facts.get(1).value());
    assertEquals("stack", facts.get(2).name());
    assertTrue(String.valueOf(facts.get(2).value()).contains("FactTest.java"));
  }

  @Test
  void a_message_is_treated_like_a_text() {
    LogLine line = LogLine.of(Level.INFO, "x", "card 6225000000000006");
    assertEquals("card (16 digits left out)", line.getMessage());
  }

  @Test
  void the_same_is_told_once_in_a_time_and_then_with_how_often_it_was_left_out() {
    Sparing sparing = new Sparing(Duration.ofNanos(10));
    assertEquals(0, sparing.take("refused", 1).getAsLong());
    assertTrue(sparing.take("refused", 2).isEmpty());
    assertTrue(sparing.take("refused", 10).isEmpty());
    assertEquals(2, sparing.take("refused", 11).getAsLong());
    assertEquals(0, sparing.take("no route", 12).getAsLong());
  }

  @Test
  void two_things_that_take_turns_are_told_once_in_a_time_each() {
    Sparing sparing = new Sparing(Duration.ofNanos(10));
    assertEquals(0, sparing.take("first route", 1).getAsLong());
    assertEquals(0, sparing.take("second route", 2).getAsLong());
    assertTrue(sparing.take("first route", 3).isEmpty());
    assertTrue(sparing.take("second route", 4).isEmpty());
    assertEquals(2, sparing.take("first route", 11).getAsLong());
  }

  @Test
  void whoever_says_something_else_each_time_is_told_ten_times_in_a_time() {
    Sparing sparing = new Sparing(Duration.ofNanos(1000));
    int told = 0;
    for (int i = 0; i < 500; i++) {
      told += sparing.take("no TLS: " + i, i).isPresent() ? 1 : 0;
    }
    assertEquals(10, told);
    assertEquals(490, sparing.take("no TLS at all", 1000).getAsLong());
  }
}
