package org.tillkeeper.tools.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What YAML is made of. */
final class Yaml {
  static final List<String> WORDS =
      List.of(
          "&a ",
          "*a",
          "!!str ",
          "!!int ",
          "!!binary ",
          "!<x> ",
          "!%41 ",
          "? ",
          ": ",
          "- ",
          "\n---\n",
          "\n...\n",
          "%YAML 1.2\n",
          "%YAML 99999999999.1\n",
          "%TAG !e! tag:e\n",
          "|\n  ",
          ">2-\n",
          "\"\\x\"",
          "\"\\uD800\"",
          "\"\\UFFFFFFFF\"",
          "'",
          "\"",
          "{",
          "}",
          "[",
          "]",
          "~",
          "null",
          "true",
          "0x1F",
          "0o17",
          ".inf",
          ".nan",
          "<<: ",
          "\t",
          "#",
          "\uFEFF",
          "\u2028",
          "\u0085",
          "0123456789ABCDEF0123456789ABCDEF",
          "-----BEGIN PRIVATE KEY-----",
          "127.0.0.1:0",
          "/dev/zero",
          "30s",
          "999999999d");

  private Yaml() {}

  /** Nested deeper than any stack. */
  static List<byte[]> deep() {
    List<byte[]> deep = new ArrayList<>();
    for (String level : new String[] {"[", "{a: ", "- ", "? "}) {
      deep.add(level.repeat(10_000).getBytes(StandardCharsets.US_ASCII));
    }
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      laughs.append(String.format(Locale.ROOT, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1));
    }
    deep.add(laughs.toString().getBytes(StandardCharsets.US_ASCII));
    return deep;
  }
}
