package org.tillkeeper.tools.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Inputs made of others: bytes changed, taken out, repeated and crossed with another input's, words
 * and numbers of the target's language put in. A function of its seed.
 */
final class Mutations {
  /** Longest input, but for what is blown up by repeating a part. */
  private static final int MOST_BYTES = 8 * 1024;

  private static final int BLOWN_UP_BYTES = 64 * 1024;
  private static final byte[] ODD_BYTES = {
    0,
    1,
    0x1F,
    ' ',
    '"',
    '%',
    '&',
    '*',
    ':',
    '=',
    '?',
    '[',
    '{',
    '\\',
    '\n',
    '9',
    'A',
    'F',
    0x7F,
    (byte) 0x80,
    (byte) 0x81,
    (byte) 0x82,
    (byte) 0x99,
    (byte) 0xC0,
    (byte) 0xFF
  };
  private static final String[] ODD_NUMBERS = {
    "0",
    "-1",
    "1",
    "00",
    "99",
    "127",
    "128",
    "255",
    "256",
    "999",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "1e400",
    "0x7f",
    ".5"
  };

  private final Random random;
  private final List<byte[]> inputs;
  private final List<String> words;

  Mutations(Random random, List<byte[]> inputs, List<String> words) {
    this.random = random;
    this.inputs = inputs;
    this.words = words;
  }

  byte[] next() {
    byte[] input = one();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      input = changed(input);
    }
    return input.length > BLOWN_UP_BYTES ? Arrays.copyOf(input, BLOWN_UP_BYTES) : input;
  }

  private byte[] one() {
    return inputs.get(random.nextInt(inputs.size()));
  }

  private byte[] changed(byte[] input) {
    if (input.length == 0) {
      return one();
    }
    int at = random.nextInt(input.length);
    int end = at + 1 + random.nextInt(Math.min(64, input.length - at));
    byte[] part = Arrays.copyOfRange(input, at, end);
    return switch (random.nextInt(12)) {
      case 0 -> with(input, at, (byte) (input[at] ^ (1 << random.nextInt(8))));
      case 1 -> with(input, at, ODD_BYTES[random.nextInt(ODD_BYTES.length)]);
      case 2 -> with(input, at, (byte) (input[at] + (random.nextBoolean() ? 1 : -1)));
      case 3 -> replaced(input, at, end, new byte[0]);
      case 4 -> replaced(input, at, at, part);
      case 5 -> Arrays.copyOf(input, at);
      case 6 -> crossed(input, at);
      case 7 -> replaced(input, at, random.nextBoolean() ? at : end, word());
      case 8 -> number(input, at);
      case 9 -> replaced(input, at, at, noise());
      case 10 -> moved(input, at, end, part);
      default ->
          random.nextInt(8) > 0
              ? with(input, at, (byte) random.nextInt())
              : blownUp(input, at, part);
    };
  }

  private static byte[] with(byte[] input, int at, byte octet) {
    byte[] changed = input.clone();
    changed[at] = octet;
    return changed;
  }

  private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
    byte[] changed = Arrays.copyOf(input, input.length - (to - from) + by.length);
    System.arraycopy(by, 0, changed, from, by.length);
    System.arraycopy(input, to, changed, from + by.length, input.length - to);
    return changed.length > MOST_BYTES && changed.length > input.length ? input : changed;
  }

  private byte[] crossed(byte[] input, int at) {
    byte[] other = one();
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    return replaced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
  }

  private byte[] word() {
    return words.isEmpty()
        ? noise()
        : words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] noise() {
    byte[] noise = new byte[1 + random.nextInt(8)];
    random.nextBytes(noise);
    return noise;
  }

  /** Another number where one stands. */
  private byte[] number(byte[] input, int at) {
    int from = at;
    while (from < input.length && !isDigit(input[from])) {
      from++;
    }
    int to = from;
    while (to < input.length && isDigit(input[to])) {
      to++;
    }
    String number = ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
    return replaced(input, from, to, number.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  private byte[] moved(byte[] input, int at, int end, byte[] part) {
    byte[] without = replaced(input, at, end, new byte[0]);
    int to = random.nextInt(without.length + 1);
    return replaced(without, to, to, part);
  }

  /** Recursion and quadratic work show only in what is long. */
  private static byte[] blownUp(byte[] input, int at, byte[] part) {
    int times = (BLOWN_UP_BYTES - input.length) / part.length;
    if (times < 1) {
      return input;
    }
    byte[] changed = Arrays.copyOf(input, input.length + times * part.length);
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, changed, at + i * part.length, part.length);
    }
    System.arraycopy(input, at, changed, at + times * part.length, input.length - at);
    return changed;
  }
}
