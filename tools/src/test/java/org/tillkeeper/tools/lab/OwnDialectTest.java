package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.tools.command.Commands;

/**
 * Follows the page that leads from a paper specification to a tested dialect: makes the file by the
 * page's changes, reads the page's frame with it, and runs the page's commands as they stand there.
 */
class OwnDialectTest {
  private static final Path PAGE = Path.of("docs/own-dialect.md");
  private static final Path CHINESE = Path.of("docs/own-dialect.zh.md");
  private static final Path NEAREST =
      Path.of("../iso8583-spec/src/main/resources/org/tillkeeper/iso8583/iso1987-ascii.yaml");
  private static final Pattern CHANGE = Pattern.compile("```diff\n(.*?)```", Pattern.DOTALL);
  private static final Pattern READ =
      Pattern.compile("```console\n\\$ tillkeeper (decode .*?)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```[a-z]+\n.*?```", Pattern.DOTALL);
  private static final int SECTIONS = 10;
  private static final Duration ALL = Duration.ofMinutes(4);

  @TempDir Path folder;

  /** The nearest dialect with each change of the page; what a change names stands there once. */
  private Path dialect() throws Exception {
    String yaml = Files.readString(NEAREST);
    Matcher change = CHANGE.matcher(Files.readString(PAGE));
    int changes = 0;
    while (change.find()) {
      StringBuilder before = new StringBuilder();
      StringBuilder after = new StringBuilder();
      for (String line : change.group(1).split("\n", -1)) {
        if (line.startsWith("-")) {
          before.append(line.substring(1)).append('\n');
        } else if (line.startsWith("+")) {
          after.append(line.substring(1)).append('\n');
        }
      }
      String old = before.substring(0, before.length() - 1);
      assertEquals(1, occurrences(yaml, old), old);
      yaml = yaml.replace(old, after.substring(0, after.length() - 1));
      changes++;
    }
    assertTrue(changes > 10, "only " + changes + " changes");
    Path file = folder.resolve("example-bank.yaml");
    Files.writeString(file, yaml);
    return file;
  }

  private static int occurrences(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  private static String printed(String command) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      System.setOut(to);
      assertEquals(0, Commands.run(command.split(" ", 0)), command);
    } finally {
      System.setOut(out);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void its_changes_make_a_dialect_that_reads_its_sample_as_it_shows() throws Exception {
    Path dialect = dialect();
    String page = Files.readString(PAGE);
    Matcher read = READ.matcher(page);
    assertTrue(read.find(), "no frame is read");
    StringBuilder shown = new StringBuilder();
    printed(read.group(1).replace("example-bank.yaml", dialect.toString()))
        .lines()
        .forEach(line -> shown.append(line.stripTrailing()).append('\n'));
    if (Boolean.getBoolean("tillkeeper.writePages")) {
      Files.writeString(PAGE, page.replace(read.group(2), shown));
    } else {
      assertEquals(shown.toString(), read.group(2));
    }
  }

  private static List<String> blocks(Path page) throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      blocks.add(block.group());
    }
    return blocks;
  }

  @Test
  void it_says_the_same_in_chinese() throws Exception {
    assertEquals(blocks(PAGE), blocks(CHINESE));
    for (Path page : List.of(PAGE, CHINESE)) {
      assertEquals(
          SECTIONS, Files.readString(page).lines().filter(it -> it.startsWith("#")).count());
    }
  }

  private static final String READER_IS_THERE =
      "until { printf 'Authorization: Bearer '; cat data/api-token; }"
          + " | curl -sf -H @- http://127.0.0.1:8583/v1/reader | grep -q ready; do sleep 0.2; done\n";

  /** What the page has typed into a shell, and its files with the ports of this run. */
  private String script(Path dialect, Map<String, String> ports) throws Exception {
    StringBuilder script = new StringBuilder("set -e\n");
    for (String block : blocks(PAGE)) {
      List<String> lines = block.lines().toList();
      String body = block.substring(block.indexOf('\n') + 1, block.length() - "```".length());
      if (lines.get(0).equals("```yaml")) {
        String name = lines.get(1).substring("# ".length());
        script.append("cat > " + name + " <<'END'\n" + body + "END\n");
      } else if (lines.get(0).equals("```console")) {
        for (String line : lines) {
          if (line.startsWith("$ ")) {
            script.append("echo '" + line.replace("'", "'\\''") + "'\n");
            script.append(line.substring("$ ".length())).append('\n');
            if (line.startsWith("$ tillkeeper reader ")) {
              // A person does not type the next line before the reader is there.
              script.append(READER_IS_THERE);
            }
          }
        }
        if (lines.get(1).startsWith("$ cp ")) {
          // The person's changes, which are no commands.
          script.append("cp '" + dialect + "' example-bank.yaml\n");
        }
      }
    }
    String text = script + "exit 0\n";
    for (Map.Entry<String, String> port : ports.entrySet()) {
      text = text.replace("127.0.0.1:" + port.getKey(), "127.0.0.1:" + port.getValue());
    }
    return text;
  }

  /** Free ones, in place of those that the page has. */
  private static Map<String, String> freePorts() throws Exception {
    Map<String, String> ports = new LinkedHashMap<>();
    List<ServerSocket> taken = new ArrayList<>();
    for (String port : List.of("8600", "8601", "8610", "8611", "8583")) {
      ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      taken.add(free);
      ports.put(port, String.valueOf(free.getLocalPort()));
    }
    for (ServerSocket free : taken) {
      free.close();
    }
    return ports;
  }

  private void command(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    String line = String.join("' '", SmallLab.tool());
    Files.writeString(file, "#!/bin/sh\nexec '" + line + "' \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  @Tag("full")
  void its_commands_run_and_end_as_it_says() throws Exception {
    Path dialect = dialect();
    Path home = Files.createDirectory(folder.resolve("home"));
    Path copied = home.resolve(Path.of("..").relativize(NEAREST));
    Files.createDirectories(copied.getParent());
    Files.copy(NEAREST, copied);
    command(folder.resolve("bin/tillkeeper"));
    Map<String, String> ports = freePorts();
    Files.writeString(home.resolve("steps.sh"), script(dialect, ports));
    ProcessBuilder shell =
        new ProcessBuilder("bash", "steps.sh").directory(home.toFile()).redirectErrorStream(true);
    shell.environment().merge("PATH", folder.resolve("bin") + ":", (path, bin) -> bin + path);
    shell.environment().put("TILLKEEPER_LANG", "en");
    Path log = folder.resolve("steps.log");
    Process steps = shell.redirectOutput(log.toFile()).start();
    Set<ProcessHandle> started = new LinkedHashSet<>();
    try {
      assertTrue(
          Deadline.in(ALL)
              .await(
                  () -> {
                    steps.descendants().forEach(started::add);
                    return !steps.isAlive();
                  }),
          () -> said(log));
      assertEquals(0, steps.exitValue(), () -> said(log));
      assertAgree(home, ports);
    } finally {
      steps.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle one : started) {
        one.onExit().orTimeout(30, TimeUnit.SECONDS).join();
      }
    }
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress at(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  /** Five sales stand, one is undone, and each was charged as often as the agent says. */
  private static void assertAgree(Path home, Map<String, String> ports) throws Exception {
    Till till =
        new Till(at(ports.get("8583")), Files.readString(home.resolve("data/api-token")).trim());
    List<Booked> bookings = new ArrayList<>();
    for (Object one : new Json(at(ports.get("8601")), Map.of()).list("/bookings")) {
      bookings.add(Booked.of((Map<?, ?>) one));
    }
    Comparison comparison = Comparison.of(List.of(), till.payments(), bookings);
    assertTrue(comparison.agrees(), comparison.differences().toString());
    List<Object> outcomes = new ArrayList<>();
    List<Object> displays = new ArrayList<>();
    for (Object one : (List<?>) till.json().object("/v1/payments").get("payments")) {
      Map<?, ?> payment = (Map<?, ?>) one;
      displays.add(payment.get("display"));
      if (payment.get("amount").equals(1400)) {
        for (Object attempt : (List<?>) payment.get("attempts")) {
          outcomes.add(((Map<?, ?>) attempt).get("outcome"));
        }
      }
    }
    assertEquals(List.of("reversed", "confirmed"), outcomes);
    assertEquals(Collections.nCopies(6, "confirmed"), displays);
    Object settled = till.json().object("/v1/settlements").get("settlements");
    assertEquals("balanced", ((Map<?, ?>) ((List<?>) settled).get(0)).get("result"));
  }
}
