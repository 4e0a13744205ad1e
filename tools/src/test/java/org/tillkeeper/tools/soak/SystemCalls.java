package org.tillkeeper.tools.soak;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the trace that {@code strace -f -yy} made of an agent, and checks that no sale leaves
 * before it is durable: between the till's order and the first byte of the sale, the ledger's log
 * (WAL) was written, and everything written to it was synced.
 *
 * <p>A sync counts from its end and covers the writes that ended before it began; a write counts
 * from its beginning. Threads interleave, so a call may be {@code <unfinished ...>} and {@code
 * resumed}.
 */
final class SystemCalls {
  private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((.*)$");
  private static final Pattern RESUMED =
      Pattern.compile("^(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)$");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern DESCRIPTOR = Pattern.compile("^\\d+<.*?>(?=[,) ]|$)");
  private static final String UNFINISHED = "<unfinished ...>";
  private static final String WAL = "/ledger.db-wal>";

  /** Where a message's type is in a frame: after length (2), TPDU (5) and header (6). */
  private static final int MTI_OFFSET = 13;

  private final String toAcquirer;
  private final Map<String, String> unfinished = new HashMap<>();
  private final Map<String, Integer> syncBegan = new HashMap<>();
  private int walWrites;
  private int walSynced;
  private int walWritesAtOrder = -1;
  private int sales;
  private int orders;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param linePort the port that the agent connects to as its acquirer
   */
  SystemCalls(int linePort) {
    toAcquirer = ":" + linePort + "]>";
  }

  /** What a trace shows: how many orders of a till and sales there were, and what is wrong. */
  record Found(int orders, int sales, List<String> violations) {}

  /** Reads a whole trace. */
  Found read(List<String> trace) {
    for (String line : trace) {
      Matcher resumed = RESUMED.matcher(line);
      Matcher call = CALL.matcher(line);
      if (resumed.matches()) {
        String began = unfinished.remove(resumed.group(1));
        if (began != null) {
          ended(resumed.group(1), resumed.group(2), began + resumed.group(3));
        }
      } else if (call.matches()) {
        String thread = call.group(1);
        String rest = call.group(3);
        began(thread, call.group(2), rest);
        if (rest.endsWith(UNFINISHED)) {
          unfinished.put(thread, rest.substring(0, rest.length() - UNFINISHED.length()));
        } else {
          ended(thread, call.group(2), rest);
        }
      }
    }
    return new Found(orders, sales, List.copyOf(violations));
  }

  private void began(String thread, String name, String arguments) {
    String on = descriptor(arguments);
    if (isWrite(name) && on.endsWith(WAL)) {
      walWrites++;
    } else if (isSync(name) && on.endsWith(WAL)) {
      syncBegan.put(thread, walWrites);
    } else if (isWrite(name) && on.contains("<TCP") && on.contains(toAcquirer)) {
      sent(arguments);
    }
  }

  private void ended(String thread, String name, String all) {
    String on = descriptor(all);
    if (isSync(name) && on.endsWith(WAL) && all.endsWith("= 0")) {
      walSynced = Math.max(walSynced, syncBegan.getOrDefault(thread, 0));
    } else if (isRead(name) && on.contains("<TCP") && text(all).startsWith("POST /v1/payments")) {
      orders++;
      walWritesAtOrder = walWrites;
    }
  }

  private void sent(String arguments) {
    byte[] bytes = bytes(arguments);
    boolean sale =
        bytes.length >= MTI_OFFSET + 2 && bytes[MTI_OFFSET] == 2 && bytes[MTI_OFFSET + 1] == 0;
    if (!sale) {
      return;
    }
    sales++;
    if (walWritesAtOrder < 0) {
      violations.add("sale " + sales + " was sent without an order");
    } else if (walWrites == walWritesAtOrder) {
      violations.add("sale " + sales + " was sent before anything was written");
    } else if (walSynced < walWrites) {
      violations.add("sale " + sales + " was sent before what was written was synced");
    }
    walWritesAtOrder = -1;
  }

  private static boolean isWrite(String name) {
    return List.of("write", "pwrite64", "writev", "pwritev", "sendto", "sendmsg").contains(name);
  }

  private static boolean isRead(String name) {
    return List.of("read", "recvfrom", "readv", "recvmsg").contains(name);
  }

  private static boolean isSync(String name) {
    return name.equals("fsync") || name.equals("fdatasync");
  }

  /** The first argument with what strace knows of it, such as {@code 7</folder/ledger.db-wal>}. */
  private static String descriptor(String arguments) {
    Matcher descriptor = DESCRIPTOR.matcher(arguments);
    return descriptor.find() ? descriptor.group() : "";
  }

  private static String text(String arguments) {
    return new String(bytes(arguments), StandardCharsets.ISO_8859_1);
  }

  /** The bytes of all quoted texts, one after the other; strace escapes as C does, in octal. */
  private static byte[] bytes(String arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher texts = TEXT.matcher(arguments);
    while (texts.find()) {
      unescape(texts.group(1), bytes);
    }
    return bytes.toByteArray();
  }

  private static void unescape(String text, ByteArrayOutputStream bytes) {
    int i = 0;
    while (i < text.length()) {
      char next = text.charAt(i++);
      if (next != '\\') {
        bytes.write(next);
        continue;
      }
      char escaped = text.charAt(i++);
      int known = "abtnvfr".indexOf(escaped);
      if (known >= 0) {
        bytes.write(7 + known);
      } else if (escaped >= '0' && escaped <= '7') {
        int value = escaped - '0';
        for (int n = 1; n < 3 && i < text.length() && isOctal(text.charAt(i)); n++) {
          value = value * 8 + text.charAt(i++) - '0';
        }
        bytes.write(value);
      } else {
        bytes.write(escaped);
      }
    }
  }

  private static boolean isOctal(char digit) {
    return digit >= '0' && digit <= '7';
  }
}
