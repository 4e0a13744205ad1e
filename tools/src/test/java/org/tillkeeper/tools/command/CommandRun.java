package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs commands in this process. During a test what is printed comes here; the process has its own
 * streams again afterwards.
 */
final class CommandRun implements BeforeEachCallback, AfterEachCallback {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private PrintStream out;
  private PrintStream err;
  private InputStream in;

  @Override
  public void beforeEach(ExtensionContext context) {
    out = System.out;
    err = System.err;
    in = System.in;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    System.setOut(out);
    System.setErr(err);
    System.setIn(in);
  }

  /** What the next commands read from standard input, and then its end. */
  void types(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Runs one that has to end with this code; what it said. */
  String ends(int expected, List<String> line) {
    said.reset();
    int code = Commands.run(line.toArray(new String[0]));
    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(expected, code, () -> line + " " + text);
    return text;
  }
}
