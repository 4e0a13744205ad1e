package org.tillkeeper.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.lab.Lab;

/** The demonstration as a person runs it, without the script that builds it. */
class DemoTest {
  private static final long LIMIT_SECONDS = 120;

  @TempDir private Path folder;

  private record Run(int exit, String printed) {}

  private Run run(String language, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Lab.java());
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-Dtillkeeper.agentOptions=" + Path.of("agent.options").toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Demo.class.getName()));
    command.addAll(List.of(args));
    Path printed = folder.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.environment().put("TILLKEEPER_LANG", language);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it must end by itself");
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(printed));
  }

  private List<String> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("tillkeeper-demo-"))
          .toList();
    }
  }

  @Test
  void the_ledgers_agree_after_cuts_faults_and_kills() throws Exception {
    Run run = run("en");
    assertEquals(0, run.exit(), run.printed());
    assertTrue(run.printed().contains("the ledgers agree: 15 payments"), run.printed());
    assertFalse(run.printed().contains("\u001B"), "colours are for terminals");
    assertEquals(List.of(), leftBehind());
    // Some end confirmed by a second attempt, some cancelled, some not sent.
    assertTrue(
        run.printed().lines().anyMatch(line -> line.matches(".* confirmed +2 .*undone.*agree")),
        run.printed());
    assertTrue(
        run.printed().lines().anyMatch(line -> line.matches(".* cancelled +1 .*undone.*agree")),
        run.printed());
    assertTrue(
        run.printed().lines().anyMatch(line -> line.matches(".* not-sent +0 +- +agree")),
        run.printed());
  }

  @Test
  void a_wrong_option_is_refused_with_what_is_allowed() throws Exception {
    Run run = run("zh", "--fast");
    assertEquals(2, run.exit());
    assertTrue(run.printed().contains("--fast"), run.printed());
    assertTrue(run.printed().contains("tools/demo [--serve]"), run.printed());
    assertTrue(run.printed().contains("退出码"), run.printed());
    assertEquals(List.of(), leftBehind());
  }

  @Test
  void help_is_no_error() throws Exception {
    Run run = run("en", "--help");
    assertEquals(0, run.exit());
    assertTrue(run.printed().contains("Exit codes"), run.printed());
  }
}
