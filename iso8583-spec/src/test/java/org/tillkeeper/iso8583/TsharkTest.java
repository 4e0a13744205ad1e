package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wireshark's dissector reads our frames. What it cannot speak: a length of 4 digits (the messages
 * get one of 2 bytes here), a TPDU or header, in nibbles a track, whose length it takes for bytes,
 * and chip data as bytes, which it takes for text. Settlement is left out: of 1987 it takes 15
 * digits for the amounts in 86 to 89 (jPOS 16), of 1993 nibbles for the letter of field 97.
 */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs tshark; run with -Pfull")
class TsharkTest {
  private static final int PORT = 8583;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "iso1987-ascii, Digits represented as ASCII Characters, Bin data represented as Hex Ascii characters",
    "iso1993-binary, Digits represented in nibbles, Bin data not encoded"
  })
  void wireshark_reads_the_same_values_and_finds_nothing_malformed(
      String name, String charset, String bytes) throws Exception {
    Dialect dialect = Dialect.named(name);
    List<byte[]> frames = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    Map<Element, String> values = Values.of("chip");
    if (charset.contains("nibbles")) {
      values.remove(Element.TRACK2);
      values.remove(Element.EMV);
    }
    for (Kind kind : dialect.kinds()) {
      if (kind == Kind.SETTLEMENT) {
        continue;
      }
      add(dialect, dialect.request(kind, values), frames, messages);
      if (dialect.isReversible(kind)) {
        add(dialect, dialect.reversal(kind, values), frames, messages);
      }
    }
    Path file = folder.resolve(name + ".pcap");
    Files.write(file, pcap(frames));

    List<String> lines = tshark(file, charset, bytes);

    assertEquals(frames.size(), lines.size(), () -> String.join("\n", lines));
    for (int i = 0; i < lines.size(); i++) {
      String[] read = lines.get(i).split("\\|", -1);
      Message message = messages.get(i);
      assertEquals(message.mti(), read[0]);
      assertEquals("", read[1] + read[2], message + " is malformed");
      for (int field = 2; field <= 128; field++) {
        String value = message.field(field).orElse("");
        String seen = read[field + 1];
        // Bytes that are no text get a stray character behind them.
        assertEquals(
            value,
            isBytes(field) && seen.length() == value.length() + 1 && seen.startsWith(value)
                ? value
                : seen,
            message + ", field " + field);
      }
    }
  }

  private static boolean isBytes(int field) {
    return field == 52 || field == 55 || field == 64 || field == 128;
  }

  private static void add(
      Dialect dialect, Message message, List<byte[]> frames, List<Message> messages)
      throws MalformedMessage {
    byte[] frame = dialect.pack(message, Values.MAC);
    messages.add(dialect.unpack(frame));
    frames.add(Arrays.copyOfRange(frame, dialect.lengthPrefixBytes(), frame.length));
  }

  private static List<String> tshark(Path file, String charset, String bytes) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "tshark",
                "-r",
                file.toString(),
                "-d",
                "tcp.port==" + PORT + ",iso8583",
                "-o",
                "iso8583.len_endian:Big endian",
                "-o",
                "iso8583.charset:" + charset,
                "-o",
                "iso8583.binencode:" + bytes,
                "-T",
                "fields",
                "-E",
                "separator=|"));
    command.addAll(List.of("-e", "iso8583.mti", "-e", "iso8583.MALFORMED", "-e", "_ws.malformed"));
    for (int i = 2; i <= 128; i++) {
      command.addAll(List.of("-e", "iso8583.bit" + i));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().filter(line -> line.contains("|")).toList();
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
    return lines;
  }

  /** A capture of raw IPv4 packets, one connection a message. */
  private static byte[] pcap(List<byte[]> messages) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xA1B2C3D4);
    out.writeShort(2);
    out.writeShort(4);
    out.writeLong(0);
    out.writeInt(65_535);
    out.writeInt(101);
    int source = 40_000;
    for (byte[] message : messages) {
      int length = 20 + 20 + 2 + message.length;
      out.writeLong(0);
      out.writeInt(length);
      out.writeInt(length);
      out.writeShort(0x4500);
      out.writeShort(length);
      out.writeInt(0);
      out.writeInt(0x40060000);
      out.writeInt(0x7F000001);
      out.writeInt(0x7F000001);
      out.writeShort(source++);
      out.writeShort(PORT);
      out.writeInt(1);
      out.writeInt(1);
      out.writeInt(0x5018FFFF);
      out.writeInt(0);
      out.writeShort(message.length);
      out.write(message);
    }
    return bytes.toByteArray();
  }
}
