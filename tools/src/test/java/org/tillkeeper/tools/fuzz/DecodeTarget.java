package org.tillkeeper.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.tools.decode.Decode;
import org.tillkeeper.tools.words.Language;

/** A dump that a person gives to {@code tillkeeper decode}. */
final class DecodeTarget implements Target {
  private final List<Dialect> dialects = new ArrayList<>();

  DecodeTarget() {
    for (String name : Dialect.names()) {
      dialects.add(Dialect.named(name));
    }
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public void check(byte[] input) throws IOException {
    Language english = Language.ENGLISH;
    Decode masked = Decode.of(input, dialects, Hex.decode("5BB5C72CD00B7338"), english, false);
    String shown = printed(masked::print);
    for (int i = 0; i < shown.length(); i++) {
      int at = i;
      char c = shown.charAt(i);
      assertTrue(
          c == '\n' || !Character.isISOControl(c),
          () -> "a control character at " + at + " of what a terminal shows: " + shown);
    }
    String json = printed(masked::printJson);
    for (String line : json.split("\n")) {
      if (!line.isEmpty()) {
        masked(JSON.std.mapFrom(line));
      }
    }
    if (input.length % 8 > 0) {
      return;
    }
    Decode clear = Decode.of(input, dialects, new byte[0], english, true);
    assertEquals(masked.isEmpty(), clear.isEmpty());
    printed(clear::print);
    printed(clear::printJson);
  }

  private interface Printing {
    void to(PrintStream out) throws IOException;
  }

  private static String printed(Printing printing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      printing.to(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** No secret field is readable. */
  private void masked(Map<String, Object> message) {
    Dialect dialect =
        dialects.stream()
            .filter(one -> one.name().equals(message.get("dialect")))
            .findFirst()
            .orElseThrow();
    boolean settles = String.valueOf(message.get("mti")).startsWith("05");
    ((Map<?, ?>) message.get("fields"))
        .forEach(
            (key, field) -> {
              int number = Integer.parseInt((String) key);
              String value = String.valueOf(((Map<?, ?>) field).get("value"));
              if (number == 2) {
                assertTrue(value.chars().filter(Character::isDigit).count() <= 10, "field 2");
                assertTrue(value.length() < 13 == !value.matches(".*[0-9].*"), "field 2");
              } else if (number != 55 && !(number == 48 && settles) && dialect.isSecret(number)) {
                assertTrue(value.matches("(?s)\\**"), () -> "field " + number + " is shown");
              }
            });
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (Dialect dialect : dialects) {
      List<byte[]> frames = Samples.frames(dialect);
      for (int i = 0; i < frames.size(); i += 4) {
        seeds.add(frames.get(i));
        seeds.add(Hex.encode(frames.get(i)).getBytes(StandardCharsets.US_ASCII));
      }
      seeds.add(dump(frames.get(0)).getBytes(StandardCharsets.US_ASCII));
      seeds.add(
          ("08:00:01 sent "
                  + Hex.encode(frames.get(1))
                  + "\n08:00:02 got "
                  + Hex.encode(frames.get(2)))
              .getBytes(StandardCharsets.US_ASCII));
    }
    return seeds;
  }

  /** As hexdump -C shows it. */
  private static String dump(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < bytes.length; line += 16) {
      text.append(String.format(Locale.ROOT, "%08x ", line));
      StringBuilder characters = new StringBuilder();
      for (int at = line; at < Math.min(bytes.length, line + 16); at++) {
        text.append(String.format(Locale.ROOT, " %02x", bytes[at]));
        characters.append(bytes[at] >= ' ' && bytes[at] <= '~' ? (char) bytes[at] : '.');
      }
      text.append("  |").append(characters).append("|\n");
    }
    return text.append(String.format(Locale.ROOT, "%08x\n", bytes.length)).toString();
  }

  @Override
  public List<byte[]> large() {
    byte[] tpdus = new byte[32 * 1024];
    Arrays.fill(tpdus, (byte) 0x60);
    String echo =
        "0034600003000060310031000008200000000000C0001030303030303030313935323731383138323137383735"
            + "0011000000013010";
    return List.of(
        tpdus,
        "60 ".repeat(10_000).getBytes(StandardCharsets.US_ASCII),
        "0x60".repeat(8_000).getBytes(StandardCharsets.US_ASCII),
        echo.repeat(100).getBytes(StandardCharsets.US_ASCII),
        (echo + "\n").repeat(30).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public List<String> words() {
    return List.of(
        "0x",
        "\\x",
        "00000000  ",
        "0000: ",
        "\n",
        " | ",
        "LRI",
        "4500",
        "0800",
        "\uFEFF",
        "60000300006031003100");
  }

  /** Each line that no dialect reads is tried in all of them, with all options, cut in all ways. */
  @Override
  public long mostMemory(int bytes) {
    return (256L << 20) + 16_000L * bytes;
  }

  @Override
  public int mutations() {
    return 120;
  }
}
