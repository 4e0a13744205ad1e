package org.tillkeeper.tools.words;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * Where texts go: in UTF-8, whatever Java makes of the locale. What a terminal takes for an order
 * is shown as its number: much of what is told here was written by others.
 */
public final class Console {
  private Console() {}

  /** Standard output. */
  public static PrintStream out() {
    return printable(System.out);
  }

  /** Standard error. */
  public static PrintStream err() {
    return printable(System.err);
  }

  /**
   * Standard output for who gives the terminal orders of its own, and whose texts are printable.
   */
  public static PrintStream terminal() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  private static PrintStream printable(OutputStream to) {
    return new PrintStream(new PrintableOutput(to), true, StandardCharsets.UTF_8);
  }

  private static final class PrintableOutput extends OutputStream {
    private final OutputStream to;
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The beginning of a character whose other bytes have not come yet. */
    private byte[] rest = {};

    PrintableOutput(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer in = ByteBuffer.allocate(rest.length + length);
      in.put(rest).put(bytes, offset, length).flip();
      CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
      decoder.decode(in, out, false);
      rest = new byte[in.remaining()];
      in.get(rest);
      String text = out.flip().toString();
      to.write(Printable.escapedLines(text).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
      to.flush();
    }
  }
}
