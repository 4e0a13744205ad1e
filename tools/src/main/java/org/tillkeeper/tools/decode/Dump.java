package org.tillkeeper.tools.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.iso8583.Hex;

/**
 * The bytes of a dump, whatever its layout: plain hex with any separators, lines of a log with hex
 * in them, hexdump, xxd, od, tcpdump -X and Wireshark with offsets and characters beside the bytes,
 * or the bytes themselves. What is not clear is kept as several readings, likeliest first.
 */
final class Dump {
  private static final int MOST_BYTES = 1 << 20;
  private static final int FEWEST_DIGITS = 8;
  private static final Pattern OFFSET =
      Pattern.compile("^\\s*(?:0x)?([0-9A-Fa-f]{3,8})(?:h(?=\\s))?(:\\s*|\\s+)(.*)$");
  private static final Pattern GROUP = Pattern.compile("\\G(?:[0-9A-Fa-f]{2})+(?![^\\s-])");
  private static final Pattern COMMENT = Pattern.compile("^\\s*(?://+|#+|\\*+|>+)\\s?");
  // Possessive, for a loop that could go back would need stack for every byte of a long line.
  private static final Pattern RUN =
      Pattern.compile("(?:(?:0[xX]|\\\\x)?[0-9A-Fa-f]{2,}[\\s,;:.\"'+_-]*)++");

  private Dump() {}

  /** Whether it is text at all. */
  static boolean isText(byte[] content) {
    for (byte octet : content) {
      boolean control = octet >= 0 && octet < 0x20 && "\t\r\n\f".indexOf(octet) < 0;
      if (control || octet == 0x7F) {
        return false;
      }
    }
    // UTF-8 round trip: bytes that are no text do not survive it.
    return java.util.Arrays.equals(
        content, new String(content, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What the dump may hold, each a list of pieces that stand apart in it; empty if there is nothing
   * to read.
   */
  static List<List<byte[]>> readings(byte[] content) {
    List<List<byte[]>> readings = new ArrayList<>();
    if (content.length > MOST_BYTES || content.length == 0) {
      return readings;
    }
    if (!isText(content)) {
      readings.add(List.of(content));
      return readings;
    }
    String text = new String(content, StandardCharsets.UTF_8).replace("\uFEFF", "");
    List<List<String>> blocks = blocks(text);
    List<byte[]> joined = new ArrayList<>();
    List<byte[]> apart = new ArrayList<>();
    for (List<String> block : blocks) {
      byte[] listed = listing(block);
      if (listed.length > 0) {
        byte[] payload = Packet.payload(listed);
        if (payload.length > 0) {
          joined.add(payload);
          apart.add(payload);
        }
        continue;
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (String line : block) {
        byte[] bytes = bytes(digits(line));
        all.writeBytes(bytes);
        if (bytes.length > 0) {
          apart.add(Packet.payload(bytes));
        }
      }
      if (all.size() > 0) {
        joined.add(Packet.payload(all.toByteArray()));
      }
    }
    if (!joined.isEmpty()) {
      readings.add(joined);
    }
    if (apart.size() > joined.size()) {
      readings.add(apart);
    }
    if (joined.size() > 1) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      joined.forEach(all::writeBytes);
      readings.add(List.of(all.toByteArray()));
    }
    String bare = text.trim();
    if (bare.indexOf('\n') < 0 && bare.length() >= FEWEST_DIGITS) {
      // A dialect in ASCII looks like text, and may even look like hex.
      readings.add(List.of(bare.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return readings;
  }

  /** Lines that belong together: hex without anything else, or offsets that go on. */
  private static List<List<String>> blocks(String text) {
    List<List<String>> blocks = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String said : text.split("\\R")) {
      String line = COMMENT.matcher(said).replaceFirst("");
      Matcher offset = OFFSET.matcher(line);
      boolean starts =
          offset.matches()
              && offset.group(1).length() >= 4
              && Long.parseLong(offset.group(1), 16) == 0
              && startsListing(offset);
      boolean hex = !digits(line).isEmpty();
      boolean bare = hex && line.trim().matches("(?i)[0-9a-fx\\\\\\s,;:.\"'{}\\[\\]()+_-]+");
      boolean goesOn = !block.isEmpty() && OFFSET.matcher(block.get(0)).matches() && isNext(line);
      if (starts || !(bare || goesOn)) {
        flush(blocks, block);
        block = new ArrayList<>();
      }
      if (hex || starts || goesOn) {
        block.add(line);
      }
      if (!starts && !bare && !goesOn) {
        flush(blocks, block);
        block = new ArrayList<>();
      }
    }
    flush(blocks, block);
    return blocks;
  }

  private static void flush(List<List<String>> blocks, List<String> block) {
    if (!block.isEmpty()) {
      blocks.add(block);
    }
  }

  private static boolean isNext(String line) {
    Matcher offset = OFFSET.matcher(line);
    return offset.matches() && startsListing(offset);
  }

  /** A colon or a wide gap behind the first number, or bytes one by one. */
  private static boolean startsListing(Matcher offset) {
    return offset.group(2).startsWith(":")
        || offset.group(2).length() > 1
        || offset.group(3).matches("[0-9A-Fa-f]{2}(\\s.*)?");
  }

  /** The bytes of lines that begin with ever higher offsets; empty if they do not. */
  private static byte[] listing(List<String> lines) {
    byte[] bytes = new byte[0];
    // Hex with nearly every tool; od counts in octal or, if asked, in decimal.
    for (int radix : new int[] {16, 10, 8}) {
      bytes = bytes.length == 0 ? listing(lines, radix) : bytes;
    }
    return bytes;
  }

  private static long number(String digits, int radix) {
    try {
      return Long.parseLong(digits, radix);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static byte[] listing(List<String> lines, int radix) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < lines.size(); i++) {
      Matcher offset = OFFSET.matcher(lines.get(i));
      if (!offset.matches()
          || number(offset.group(1), radix) != bytes.size()
          || (i == 0 && !startsListing(offset))) {
        boolean endsListing =
            i > 0 && i == lines.size() - 1 && lines.get(i).trim().matches("[0-9A-Fa-f]{3,8}:?");
        return endsListing ? bytes.toByteArray() : new byte[0];
      }
      int most = 64;
      if (i + 1 < lines.size()) {
        Matcher next = OFFSET.matcher(lines.get(i + 1));
        String bare = lines.get(i + 1).trim();
        if (next.matches()) {
          most = (int) Math.min(64, number(next.group(1), radix) - bytes.size());
        } else if (bare.matches("[0-9A-Fa-f]{3,8}")) {
          most = (int) Math.min(64, number(bare, radix) - bytes.size());
        }
      } else if (i > 0) {
        most = bytes.size() / i;
      }
      bytes.writeBytes(lineOfListing(offset.group(3), Math.max(most, 0)));
    }
    return bytes.toByteArray();
  }

  /** The bytes of a line up to the characters beside them. */
  private static byte[] lineOfListing(String line, int most) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher group = GROUP.matcher(line);
    int at = 0;
    while (bytes.size() < most && group.find(at)) {
      byte[] found = Hex.decode(group.group());
      bytes.write(found, 0, Math.min(found.length, most - bytes.size()));
      int end = group.end();
      int next = end;
      while (next < line.length() && (line.charAt(next) == ' ' || line.charAt(next) == '\t')) {
        next++;
      }
      boolean dash = next < line.length() && line.charAt(next) == '-' && next == end;
      int gap = next - end;
      String rest = line.substring(next).trim();
      // Behind a wide gap stand as many characters as there were bytes, or the second half.
      if (gap > 2 || (gap == 2 && (bytes.size() != 8 || rest.length() == bytes.size()))) {
        break;
      }
      at = dash ? next + 1 : next;
    }
    return bytes.toByteArray();
  }

  /** The hex digits of a line: all of it, or the longest stretch that is hex. */
  private static String digits(String line) {
    String longest = "";
    Matcher run = RUN.matcher(line);
    while (run.find()) {
      String digits =
          run.group()
              .replaceAll("0[xX](?=[0-9A-Fa-f]{2})|\\\\x", "")
              .replaceAll("[^0-9A-Fa-f]", "");
      longest = digits.length() > longest.length() ? digits : longest;
    }
    boolean alone = line.trim().matches("(?i)[0-9a-fx\\\\\\s,;:.\"'{}\\[\\]()+_-]+");
    if (alone) {
      longest = line.replaceAll("0[xX](?=[0-9A-Fa-f]{2})|\\\\x", "").replaceAll("[^0-9A-Fa-f]", "");
    }
    return alone || longest.length() >= 4 * FEWEST_DIGITS ? longest : "";
  }

  /** Half a byte at the end is dropped: the dump was cut there. */
  private static byte[] bytes(String digits) {
    return Hex.decode(digits.substring(0, digits.length() & ~1));
  }
}
