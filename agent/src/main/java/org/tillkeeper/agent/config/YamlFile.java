package org.tillkeeper.agent.config;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Gets from a file's bytes to the one YAML document in it, whatever the file really is.
 *
 * <p>The tree is kept as nodes, not as Java objects: a node still knows its line, whether it was
 * quoted, and its digits as they were written.
 */
final class YamlFile {
  static final int SIZE_MAX_BYTES = 1024 * 1024;
  private static final int DEPTH_MAX = 16;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setCodePointLimit(SIZE_MAX_BYTES)
          .setAllowDuplicateKeys(true) // refused by Setting, which names the dotted key
          .build();

  private YamlFile() {}

  /**
   * The whole file.
   *
   * @throws InvalidConfig if it cannot be read, is too large or is no UTF-8
   */
  static String text(File file) throws InvalidConfig {
    return decode(file, bytes(file));
  }

  /**
   * The document's root.
   *
   * @throws InvalidConfig if the file cannot be read or holds anything but one YAML document
   */
  static Setting read(File file) throws InvalidConfig {
    String text = text(file);
    try {
      checkShape(file, text);
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      return Setting.root(file, root.orElseThrow(() -> empty(file)));
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw new InvalidConfig(file + line + ": is no YAML: " + Setting.oneLine(e.getProblem()));
    } catch (RuntimeException e) {
      // Its text quotes the file; which character it was is not worth showing what stands around
      // it. The library throws others than its own where a tag or an escape is damaged.
      throw new InvalidConfig(
          file + ": is no YAML: it holds characters or constructs that YAML does not allow");
    }
  }

  private static byte[] bytes(File file) throws InvalidConfig {
    if (!file.exists()) {
      throw new InvalidConfig(
          file + ": there is no such file; name the configuration with --config FILE");
    }
    if (!file.isFile()) {
      throw new InvalidConfig(file + ": is no plain file; the configuration is one YAML file");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(file)) {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
        if (bytes.size() > SIZE_MAX_BYTES) {
          throw new InvalidConfig(file + ": is too big; at most 1 MiB is read");
        }
      }
    } catch (IOException e) {
      throw new InvalidConfig(file + ": cannot be read: " + Setting.oneLine(e.getMessage()));
    }
    return bytes.toByteArray();
  }

  private static String decode(File file, byte[] bytes) throws InvalidConfig {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidConfig(file + ": is no YAML: it must be text in UTF-8");
    }
  }

  /** Composing recurses once per level and stops after one document, so both are checked before. */
  private static void checkShape(File file, String text) throws InvalidConfig {
    int depth = 0;
    int documents = 0;
    for (Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
        events.hasNext(); ) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent) {
        documents++;
      } else if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > DEPTH_MAX) {
        throw new InvalidConfig(file + ": is nested deeper than " + DEPTH_MAX + " levels");
      }
    }
    if (documents == 0) {
      throw empty(file);
    }
    if (documents > 1) {
      throw new InvalidConfig(
          file + ": holds " + documents + " YAML documents; exactly one is allowed (no line ---)");
    }
  }

  private static InvalidConfig empty(File file) {
    return new InvalidConfig(
        file + ": is empty; at least terminal, host.routes and keys.masterKeyFile are needed");
  }
}
