package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.config.AgentConfig;

/**
 * What the README has somebody type is typed, before a whole agent with a reader and a simulated
 * acquirer, and its configuration is one that an agent reads.
 */
class ReadmeTest {
  private static final Path PAGE = Path.of("../README.md");
  private static final Pattern BLOCK = Pattern.compile("```([a-z]*)\n(.*?)```", Pattern.DOTALL);
  private static final Duration ALL = Duration.ofMinutes(3);

  /**
   * What is tried elsewhere, by how it begins: at each build, and of a package that is installed.
   */
  private static final List<String> ELSEWHERE =
      List.of("tools/demo ", "mvn ", "sudo ", "tools/tillkeeper agent ");

  private static final SmallLab.Setup SHOP =
      new SmallLab.Setup(
          "unionpay-pos",
          "{}",
          "masterKeyFile",
          "",
          "device: {reader: api}",
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));

  @TempDir Path folder;

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2));
      }
    }
    return blocks;
  }

  @Test
  void its_configuration_is_one_that_an_agent_reads() throws Exception {
    List<String> yaml = blocks("yaml");
    assertEquals(2, yaml.size(), "a block of YAML is not looked at here");
    Path file = folder.resolve("agent.yaml");
    Files.writeString(file, yaml.get(0));
    // Only that they are there is looked at before they are used.
    Matcher named =
        Pattern.compile("\\./([a-z-]+\\.(pem|key|pass|secret))").matcher(String.join("", yaml));
    while (named.find()) {
      Files.writeString(folder.resolve(named.group(1)), "");
    }
    assertEquals("00000001", AgentConfig.read(file.toFile()).terminal().id());
    String routes = "  routes: [{name: primary, address: \"127.0.0.1:8600\", tls: false}]\n";
    assertTrue(yaml.get(0).contains(routes));
    Files.writeString(
        file,
        yaml.get(0)
            .replace(routes, yaml.get(1))
            .replace("SHA-256 of the key, 64 hex digits", "ab".repeat(32)));
    assertEquals("host.example", AgentConfig.read(file.toFile()).host().routes().get(0).host());
  }

  @Test
  @Tag("full")
  @EnabledIfSystemProperty(
      named = "tillkeeper.full",
      matches = "true",
      disabledReason = "starts whole agents; run with -Pfull")
  void its_commands_run_and_end_as_it_says() throws Exception {
    try (SmallLab lab = new SmallLab(folder, SHOP)) {
      // Its configuration names the port from now on, as a person's does.
      lab.stopAgent();
      lab.startAgentAgain();
      assertTrue(Deadline.in(ALL).await(lab.till()::isOnline));
      command(folder.resolve("tools/tillkeeper"));
      int port = URI.create(lab.till().json().base()).getPort();
      runs(script().replace("127.0.0.1:8583", "127.0.0.1:" + port));
      assertEquals(List.of(), lab.compare().differences());
      List<Object> paid = new ArrayList<>();
      for (Object one : (List<?>) lab.till().json().object("/v1/payments").get("payments")) {
        Map<?, ?> payment = (Map<?, ?>) one;
        paid.add(payment.get("display") + " " + payment.get("cardResult"));
      }
      assertEquals(List.of("confirmed accepted", "confirmed none"), paid);
    }
  }

  private static String script() throws IOException {
    Map<String, String> known = new LinkedHashMap<>();
    known.put("{ printf ", "%s\n");
    known.put("tools/tillkeeper open ", "%s | grep -q '^http://127.0.0.1:[0-9]*/open/'\n");
    // Yesterday had no payments.
    known.put("tools/tillkeeper why ", "%s && false || [ $? = 1 ]\n");
    known.put(
        "tools/tillkeeper reader ",
        "%s --once &\nuntil { printf 'Authorization: Bearer '; cat data/api-token; } | curl -sf -H @-"
            + " http://127.0.0.1:8583/v1/reader | grep -q ready; do sleep 0.2; done\n");
    known.put("tools/tillkeeper pay ", "%s\nwait %%1\n");
    known.put("tools/tillkeeper logs ", "%s | grep -q .\n");
    known.put("tools/tillkeeper bundle ", "%s\n");
    known.put("tools/tillkeeper verify ", "%s\n");
    StringBuilder script = new StringBuilder("set -e\n");
    Set<String> run = new LinkedHashSet<>();
    for (String block : blocks("")) {
      if (block.startsWith("{ printf ")) {
        run.add("{ printf ");
        script.append(block).append("echo\n");
        continue;
      }
      if (block.lines().noneMatch(line -> line.matches("(tools/|mvn |sudo ).*"))) {
        continue; // a picture, not what is typed
      }
      for (String line : block.lines().toList()) {
        String typed = line.replaceFirst("\\s+#.*", "");
        if (ELSEWHERE.stream().anyMatch((typed + " ")::startsWith)) {
          continue;
        }
        String begins =
            known.keySet().stream()
                .filter(typed::startsWith)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not tried here: " + typed));
        run.add(begins);
        script.append("echo '$ ").append(typed).append("'\n");
        script.append(known.get(begins).formatted(typed));
      }
    }
    assertEquals(known.keySet(), run, "what the README has");
    String id =
        "$(tools/tillkeeper payments --json | grep -o '\"id\":\"[^\"]*\"' | head -1 | cut -d'\"' -f4)";
    return script
        .toString()
        .replace("--payment ID", "--payment \"" + id + "\"")
        .replaceAll(
            "(?m)^(tools/tillkeeper verify )\\S+", "$1\"\\$(ls tillkeeper-00000001-*.tar.gz)\"");
  }

  private void runs(String script) throws Exception {
    Files.writeString(folder.resolve("steps.sh"), script);
    ProcessBuilder shell =
        new ProcessBuilder("bash", "steps.sh").directory(folder.toFile()).redirectErrorStream(true);
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

  private static void command(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    String line = String.join("' '", SmallLab.tool());
    Files.writeString(file, "#!/bin/sh\nexec '" + line + "' \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
