package org.tillkeeper.tools.fuzz;

import java.util.List;

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
}
