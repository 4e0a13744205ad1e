package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.tools.config.GivenFile;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.decode.Decode;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.Language;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A dump as a table of fields. */
@Command(
    name = "decode",
    footer =
        "tools/tillkeeper decode 0034600003000060310031000008200000000000C0001030303030303030313935323731383138323231373837350011000000013010")
final class DecodeCommand implements Callable<Integer> {
  /** A longer dump is refused, however long it is. */
  private static final int MOST_BYTES = 1 << 20;

  private static final String AUTO = "auto";
  private static final int NOT_READ = 1;

  @Option(names = "--dialect", paramLabel = "NAME or FILE", defaultValue = AUTO)
  private String dialect;

  @Option(names = "--mac-key", paramLabel = "HEX")
  private String macKey;

  @Option(names = "--unmask")
  private boolean unmask;

  @Option(names = "--json")
  private boolean json;

  @Parameters(paramLabel = "HEX or FILE or -", arity = "0..*", descriptionKey = "dump")
  private List<String> inputs;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    byte[] key = key();
    Decode decode;
    try {
      decode = Decode.of(content(), dialects(), key, Language.ofReader(), unmask);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
    if (decode.isEmpty()) {
      Console.err().println("tillkeeper: " + say("nothing-to-read"));
      return NOT_READ;
    }
    if (json) {
      decode.printJson(Console.out());
    } else {
      decode.print(Console.out());
    }
    return decode.isFine() ? 0 : NOT_READ;
  }

  /** The file of that name, standard input for - or nothing, or else the argument as hex. */
  private byte[] content() throws InvalidSettings, IOException {
    if (inputs == null || inputs.equals(List.of("-"))) {
      return System.in.readNBytes(MOST_BYTES + 1);
    }
    if (inputs.size() == 1) {
      try {
        Path file = Path.of(inputs.get(0));
        if (Files.isRegularFile(file)) {
          try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
          }
        }
      } catch (InvalidPathException e) {
        // Then it is no file's name.
      } catch (IOException e) {
        throw new InvalidSettings(inputs.get(0) + ": cannot be read: " + e.getMessage());
      }
    }
    String hex = String.join(" ", inputs);
    if (!hex.matches("(?i)[0-9a-fx\\\\\\s,;:.\"'{}\\[\\]()+_|-]+")) {
      throw new InvalidSettings(
          "the dump is neither a file nor hex: allowed is HEX, FILE or - for standard input");
    }
    return hex.getBytes(StandardCharsets.UTF_8);
  }

  private List<Dialect> dialects() throws InvalidSettings {
    List<Dialect> dialects = new ArrayList<>();
    try {
      if (dialect.equals(AUTO)) {
        for (String name : Dialect.names()) {
          dialects.add(Dialect.named(name));
        }
      } else if (Dialect.names().contains(dialect)) {
        dialects.add(Dialect.named(dialect));
      } else if (Files.isRegularFile(Path.of(dialect))) {
        dialects.add(
            Dialect.read(GivenFile.text(Path.of(dialect), "a dialect file", 256), dialect));
      } else {
        throw new InvalidSettings(
            "--dialect is \""
                + dialect
                + "\": allowed is auto, "
                + String.join(", ", Dialect.names())
                + " or a dialect file");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettings("--dialect is \"" + dialect + "\": " + e.getMessage());
    }
    return dialects;
  }

  private byte[] key() throws InvalidSettings {
    if (macKey == null) {
      return new byte[0];
    }
    boolean fits =
        macKey.matches("[0-9A-Fa-f]+") && List.of(16, 32, 48, 64).contains(macKey.length());
    if (!fits) {
      // The value is a key: it is not shown.
      throw new InvalidSettings("--mac-key: allowed are 16, 32, 48 or 64 hex digits");
    }
    return Hex.decode(macKey);
  }
}
