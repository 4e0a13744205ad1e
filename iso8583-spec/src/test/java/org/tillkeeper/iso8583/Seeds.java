package org.tillkeeper.iso8583;

import java.util.Random;

/** Randomness of tests: prints its seed, and takes one from {@code -Dtillkeeper.seed=N}. */
final class Seeds {
  private Seeds() {}

  static Random random(String test) {
    Long given = Long.getLong("tillkeeper.seed");
    long seed = given == null ? System.nanoTime() : given;
    System.out.println(test + ": replay with -Dtillkeeper.seed=" + seed);
    return new Random(seed);
  }

  static String digits(Random random, int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  static String hex(Random random, int bytes) {
    byte[] raw = new byte[bytes];
    random.nextBytes(raw);
    return Hex.encode(raw);
  }
}
