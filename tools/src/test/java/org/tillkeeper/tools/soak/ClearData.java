package org.tillkeeper.tools.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.tillkeeper.tools.lab.Instrument;

/**
 * Looks for card data in the clear in files: card number, track 2 and payment codes, as characters,
 * packed two digits to a byte, and as hex digits of either.
 */
final class ClearData {
  private final Map<String, byte[]> needles = new LinkedHashMap<>();

  ClearData() {
    digits("card number", Instrument.PAN);
    String track = Instrument.TRACK2;
    text("track 2", track.substring(8));
    String packed = track.replace('=', 'D').substring(0, 24);
    bytes("track 2, packed", packed);
    bytes("track 2, packed after an odd digit", packed.substring(1, 23));
    text("track 2 with D", packed.substring(8));
    // All payment codes of a test begin alike.
    String code = Instrument.qrCode(0).substring(0, 17);
    text("payment code", code);
    bytes("payment code, packed", code.substring(0, 16));
    bytes("payment code, packed after an odd digit", code.substring(1, 17));
  }

  private void digits(String name, String digits) {
    text(name, digits);
    bytes(name + ", packed", digits);
  }

  private void text(String name, String text) {
    byte[] characters = text.getBytes(StandardCharsets.US_ASCII);
    needles.put(name, characters);
    String hex = HexFormat.of().formatHex(characters);
    needles.put(name + ", as hex", hex.getBytes(StandardCharsets.US_ASCII));
  }

  private void bytes(String name, String hex) {
    needles.put(name, HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT)));
  }

  /** Every find in every file of a folder, as "what in which file"; empty if there is none. */
  List<String> in(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      byte[] content;
      try {
        content = Files.readAllBytes(file);
      } catch (NoSuchFileException gone) {
        continue;
      }
      needles.forEach(
          (name, needle) -> {
            if (contains(content, needle)) {
              found.add(name + " in " + folder.relativize(file));
            }
          });
    }
    return found;
  }

  private static boolean contains(byte[] content, byte[] needle) {
    // One byte is one character in this charset.
    return new String(content, StandardCharsets.ISO_8859_1)
        .contains(new String(needle, StandardCharsets.ISO_8859_1));
  }
}
