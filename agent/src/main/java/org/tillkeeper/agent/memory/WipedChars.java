package org.tillkeeper.agent.memory;

import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects characters, and zeroes them when it is closed. For one thread. */
public final class WipedChars extends Writer {
  private static final int FIRST = 512;

  private char[] characters = new char[FIRST];
  private int length;

  @Override
  public void write(char[] text, int from, int count) {
    room(count);
    System.arraycopy(text, from, characters, length, count);
    length += count;
  }

  @Override
  public void write(String text, int from, int count) {
    room(count);
    text.getChars(from, from + count, characters, length);
    length += count;
  }

  private void room(int more) {
    if (length + more > characters.length) {
      char[] larger = Arrays.copyOf(characters, 2 * (length + more));
      Arrays.fill(characters, (char) 0);
      characters = larger;
    }
  }

  /** All of it in UTF-8; what is no Unicode becomes a question mark. The caller wipes it. */
  public byte[] utf8() {
    CharsetEncoder encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    ByteBuffer encoded = ByteBuffer.allocate(3 * length);
    encoder.encode(CharBuffer.wrap(characters, 0, length), encoded, true);
    encoder.flush(encoded);
    byte[] bytes = Arrays.copyOf(encoded.array(), encoded.position());
    Arrays.fill(encoded.array(), (byte) 0);
    return bytes;
  }

  @Override
  public void flush() {
    // Nothing is behind it.
  }

  @Override
  public void close() {
    Arrays.fill(characters, (char) 0);
    length = 0;
  }
}
