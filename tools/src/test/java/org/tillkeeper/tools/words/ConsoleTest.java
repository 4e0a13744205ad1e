package org.tillkeeper.tools.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the commands print, whoever wrote it. */
class ConsoleTest {
  private static final String EVIL = "收款\u001b[2J\u009b31m\u202e\uD83D\uDE00\r";
  private static final String SHOWN = "收款\\u001b[2J\\u009b31m\\u202e\uD83D\uDE00\\u000d\n";

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private PrintStream out;

  @BeforeEach
  void listen() {
    out = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(out);
  }

  @Test
  void a_terminal_is_given_no_orders_by_what_is_printed() {
    Console.out().println(EVIL);
    assertEquals(SHOWN, said());
  }

  @Test
  void nor_where_a_library_prints_or_a_character_comes_in_two_pieces() throws Exception {
    PrintWriter writer = new PrintWriter(Console.out(), true, StandardCharsets.UTF_8);
    writer.println(EVIL);
    assertEquals(SHOWN, said());
    said.reset();
    PrintStream stream = Console.out();
    for (byte b : (EVIL + "\n").getBytes(StandardCharsets.UTF_8)) {
      stream.write(b);
    }
    assertEquals(SHOWN, said());
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
