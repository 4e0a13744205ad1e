package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * npm iso_8583 reads and writes our bytes. It knows digits as characters, and bitmap and bytes raw
 * behind a length of 2 bytes; so iso1987-ascii speaks to it with that much changed in its file, and
 * without a MAC, which it wants in 4 bytes. It always writes a second bitmap, so each message has a
 * field that needs one.
 */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs node and npm; run with -Pfull")
class NpmIso8583Test {
  @TempDir Path folder;

  @Test
  void another_library_reads_and_writes_the_same_bytes() throws Exception {
    String yaml;
    try (InputStream in = Dialect.class.getResourceAsStream("iso1987-ascii.yaml");
        InputStream script = NpmIso8583Test.class.getResourceAsStream("iso_8583.js")) {
      yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.write(folder.resolve("iso_8583.js"), script.readAllBytes());
    }
    Dialect dialect =
        Dialect.read(
                yaml.replace("lengthPrefix: 4 ascii", "lengthPrefix: 2")
                    .replace("bitmap: hex", "bitmap: raw")
                    .replace("bytes: hex", "bytes: raw"),
                "peer.yaml")
            .with(Map.of("mac.messages", ""));
    run("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", "iso_8583@2.6.7");

    StringBuilder input = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (Kind kind : dialect.kinds()) {
      add(dialect, dialect.request(kind, Values.of("chip")), input, expected);
      if (dialect.isReversible(kind)) {
        add(dialect, dialect.reversal(kind, Values.of("swipe")), input, expected);
      }
    }
    Files.writeString(folder.resolve("input"), input);

    assertEquals(expected.toString(), run("node", "iso_8583.js"));
  }

  private static void add(
      Dialect dialect, Message built, StringBuilder input, StringBuilder expected) {
    Map<Integer, String> fields = new TreeMap<>(built.fields());
    fields.put(102, "1234");
    Message message = new Message("", "", built.mti(), fields);
    String hex = Hex.encode(dialect.pack(message, Values.MAC));
    input.append(json(message)).append('\n').append(hex).append('\n');
    expected.append(hex).append('\n').append(json(message)).append('\n');
  }

  /** As the library prints it: its binary fields in lower case. */
  private static String json(Message message) {
    Map<Integer, String> all = new TreeMap<>(message.fields());
    all.put(0, message.mti());
    StringBuilder json = new StringBuilder();
    for (Map.Entry<Integer, String> field : all.entrySet()) {
      String value =
          field.getKey() == 52 ? field.getValue().toLowerCase(Locale.ROOT) : field.getValue();
      json.append(json.length() == 0 ? "{" : ",");
      json.append('"').append(field.getKey()).append("\":\"").append(value).append('"');
    }
    return json.append('}').toString();
  }

  private String run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(folder.toFile());
    builder.redirectErrorStream(true);
    if (Files.exists(folder.resolve("input"))) {
      builder.redirectInput(folder.resolve("input").toFile());
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
