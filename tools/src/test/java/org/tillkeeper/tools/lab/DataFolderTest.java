package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users of the machine can do with the folder of the agent's real process: nothing. */
class DataFolderTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern MADE =
      Pattern.compile(
          "(?:openat|mkdir|mkdirat)\\(.*?\"([^\"]+)\".*?(O_CREAT.*)?, (0[0-7]+)(?:\\)| <unfinished)");

  @TempDir private Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private List<String> agent(String umask, String... before) throws IOException {
    Path key = folder.resolve("master.key");
    if (!Files.exists(key)) {
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, "0123456789ABCDEFFEDCBA9876543210\n");
    }
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host:
          dialect: unionpay-pos
          routes: [{name: nobody, address: "127.0.0.1:1", tls: false}]
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        """);
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
    command.addAll(List.of(before));
    command.addAll(
        List.of(
            Lab.java(),
            "@" + Path.of("agent.options").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.tillkeeper.tools.Tillkeeper",
            "agent",
            "--config",
            yaml.toString()));
    return command;
  }

  private Child started(String name, List<String> command) throws Exception {
    Child agent = Child.start(name, folder, command);
    InetSocketAddress api = agent.announced("agent listening on");
    Till till = new Till(api, Files.readString(data().resolve("api-token")).trim());
    assertFalse(till.start("key-" + name, 100, Instrument.swipe()).isFinal());
    return agent;
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private Map<String, String> modes() throws IOException {
    Map<String, String> modes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data())) {
      for (Path path : all.toList()) {
        String name = folder.relativize(path).toString();
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (name.equals("data/line-hours")) {
          assertEquals("rw-------", mode); // there only once an agent has ended or lived a while
        } else {
          modes.put(name, mode);
        }
      }
    }
    try (Stream<Path> beside = Files.list(folder)) {
      for (Path path : beside.filter(one -> one.toString().contains("ledger.key")).toList()) {
        modes.put(
            path.getFileName().toString().replaceFirst("key\\.[0-9a-f]{8}", "key.N"),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
    return modes;
  }

  private static Map<String, String> closed() {
    Map<String, String> closed = new TreeMap<>();
    closed.put("data", "rwx------");
    closed.put("data/logs", "rwx------");
    for (String file :
        List.of(
            "data/api-token",
            "data/ledger.db",
            "data/ledger.db-wal",
            "data/lock",
            "data/witness",
            "data/logs/agent.jsonl",
            "ledger.key",
            "ledger.key.device",
            "ledger.key.N.witness")) {
      closed.put(file, "rw-------");
    }
    return closed;
  }

  @Test
  void with_a_umask_of_000_every_file_is_its_owners_alone() throws Exception {
    try (Child agent = started("agent", agent("000"))) {
      assertEquals(closed(), modes());
      assertTrue(agent.isAlive());
    }
  }

  @Test
  void each_is_so_from_the_moment_it_is_made() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace");
    Path calls = folder.resolve("calls");
    try (Child agent =
        started(
            "agent",
            agent(
                "000",
                "strace",
                "-D",
                "-f",
                "-e",
                "trace=openat,mkdir,mkdirat",
                "-o",
                calls + ""))) {
      assertEquals(closed(), modes());
      assertTrue(agent.isAlive());
    }
    List<String> made = new ArrayList<>();
    for (String line : Files.readAllLines(calls)) {
      Matcher call = MADE.matcher(line);
      if (line.contains("data") && call.find() && line.contains(folder.toString())) {
        boolean isFolder = line.contains("mkdir");
        if (isFolder || line.contains("O_CREAT")) {
          String path = Path.of(call.group(1)).normalize().toString();
          // What is there already keeps its mode.
          boolean isNew = !made.contains(path);
          made.add(path);
          assertTrue(!isNew || call.group(3).equals(isFolder ? "0700" : "0600"), line);
        }
      }
    }
    assertTrue(made.contains(data().resolve("ledger.db").toString()), made.toString());
    assertTrue(made.contains(data().toString()), made.toString());
  }

  @Test
  void a_folder_made_beforehand_and_open_to_others_is_closed_and_the_log_says_so()
      throws Exception {
    Files.createDirectory(data());
    mode(data(), "rwxr-xr-x");
    started("first", agent("022")).close();
    mode(data(), "rwxrwxrwx");
    mode(data().resolve("logs"), "rwxr-xr-x");
    for (String file : List.of("ledger.db", "lock", "witness", "logs/agent.jsonl")) {
      mode(data().resolve(file), "rw-rw-rw-");
    }
    try (Child agent = started("second", agent("022"))) {
      assertEquals(closed(), modes());
      assertTrue(agent.isAlive());
      String log = Files.readString(data().resolve("logs/agent.jsonl"));
      for (String file : List.of("data", "ledger.db", "lock", "witness", "logs", "agent.jsonl")) {
        assertTrue(log.contains(file + " was open to other users ("), file + ": " + log);
      }
    }
  }

  @Test
  void a_folder_of_another_user_is_refused_with_what_is_allowed_and_what_to_do() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs to give a folder away");
    Files.createDirectory(data());
    Files.setAttribute(data(), "unix:uid", 65534);
    refused(data());
    Files.setAttribute(data(), "unix:uid", 0);
    Files.writeString(data().resolve("ledger.db"), "");
    Files.setAttribute(data().resolve("ledger.db"), "unix:uid", 65534);
    refused(data().resolve("ledger.db"));
  }

  private void refused(Path what) throws Exception {
    Path printed = folder.resolve("refused.out");
    Process process =
        new ProcessBuilder(agent("022"))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    boolean ended = process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String said = Files.readString(printed);
    assertTrue(ended, said);
    assertEquals(2, process.exitValue(), said);
    assertTrue(said.contains("agent: data: " + what + " belongs to another user"), said);
    assertTrue(said.contains("chown -R 0 " + what) && said.contains("another folder"), said);
  }
}
