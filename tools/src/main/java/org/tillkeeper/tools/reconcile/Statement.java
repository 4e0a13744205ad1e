package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.tools.config.InvalidSettings;

/**
 * A statement that was read.
 *
 * @param layout name of the layout it has
 * @param lines that could be read
 * @param unreadable those that could not
 */
public record Statement(
    String layout, List<StatementLine> lines, List<StatementLine.Unreadable> unreadable) {
  /** A value in quotes may go on over so many lines. */
  private static final int LINES_OF_A_VALUE = 20;

  private static final int LONGEST_LINE = 1 << 20;

  /**
   * Reads one, line by line.
   *
   * @param layout name or file of its layout; empty to find it out
   * @param zone in which its times are written
   * @param currency of its amounts, ISO 4217 letters
   * @param now by which a time without a year is dated
   */
  public static Statement read(
      Path file, Optional<String> layout, ZoneId zone, String currency, Instant now)
      throws IOException, InvalidSettings {
    Optional<Layout> wanted =
        layout.isPresent() ? Optional.of(Layout.of(layout.get())) : Optional.empty();
    Recognition found = Recognition.of(file, wanted);
    LineParser parser = new LineParser(found.layout(), zone, currency, now);
    Reading reading = new Reading(found, parser);
    try (InputStream in = found.file().open()) {
      reading.all(in);
    }
    if (reading.lines.isEmpty() && !reading.unreadable.isEmpty()) {
      throw new UnreadableStatement(
          say("nothing-readable", file, found.layout().name(), reading.unreadable.get(0).why()));
    }
    return new Statement(found.layout().name(), reading.lines, reading.unreadable);
  }

  private static final class Reading {
    private final Recognition found;
    private final LineParser parser;
    private final CharsetDecoder decoder;
    private final List<StatementLine> lines = new ArrayList<>();
    private final List<StatementLine.Unreadable> unreadable = new ArrayList<>();
    private boolean begun;
    private String open = "";
    private int opened;

    Reading(Recognition found, LineParser parser) {
      this.found = found;
      this.parser = parser;
      decoder = found.charset().newDecoder();
      begun = found.layout().begin().isEmpty();
    }

    void all(InputStream in) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream(512);
      byte[] buffer = new byte[1 << 16];
      int number = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int from = 0;
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            line.write(buffer, from, i - from);
            from = i + 1;
            number++;
            if (!line(line.toByteArray(), number)) {
              return;
            }
            line.reset();
          }
        }
        line.write(buffer, from, n - from);
        if (line.size() > LONGEST_LINE) {
          throw new UnreadableStatement(say("long-line", found.file(), number + 1));
        }
      }
      if (line.size() > 0) {
        line(line.toByteArray(), number + 1);
      }
    }

    /** Whether there may be more. */
    private boolean line(byte[] bytes, int number) throws UnreadableStatement {
      Layout layout = found.layout();
      if (layout.isFixedWidth()) {
        byte[] line = withoutReturn(bytes);
        if (line.length > 0) {
          row(FixedWidths.of(line, layout, found.charset()), number);
        }
        return true;
      }
      String text;
      try {
        text = open + decoder.decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        unreadable.add(new StatementLine.Unreadable(number, say("not-charset", found.charset())));
        return true;
      }
      String bare = Values.stripped(text, "");
      if (!begun) {
        begun = bare.startsWith(layout.begin());
        if (begun) {
          parser.header(Values.header(bare, layout), found.file().toString());
        }
        return true;
      }
      if (bare.isEmpty()) {
        return true;
      }
      if (open.isEmpty() && isEnd(bare)) {
        return false;
      }
      if (Values.isOpen(text, layout) && opened < LINES_OF_A_VALUE) {
        open = text + "\n";
        opened++;
        return true;
      }
      open = "";
      opened = 0;
      row(Values.of(bare, layout), number);
      return true;
    }

    private boolean isEnd(String line) {
      for (String end : found.layout().end()) {
        if (line.startsWith(end)) {
          return true;
        }
      }
      return false;
    }

    private static byte[] withoutReturn(byte[] bytes) {
      boolean ends = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
      return ends ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private void row(List<String> values, int number) {
      try {
        lines.add(parser.line(values, number));
      } catch (LineParser.Unreadable e) {
        unreadable.add(new StatementLine.Unreadable(number, e.getMessage()));
      }
    }
  }
}
