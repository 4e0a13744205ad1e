package org.tillkeeper.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.tools.lab.Lab;

/** A real agent that is told to end while it starts. */
@Timeout(240)
class StoppedAtStartTest {
  private static final int MOMENTS = Boolean.getBoolean("tillkeeper.full") ? 60 : 8;
  private static final String LISTENS = "agent listening on";

  /** Loaded once the agent answers a signal; before that Java alone does. */
  private static final String BEGUN = "org.tillkeeper.agent.AgentRun ";

  /** Loaded for the first that wants to be told of a signal. */
  private static final String PREPARED = "java.lang.ApplicationShutdownHooks ";

  @TempDir private Path folder;

  @BeforeEach
  void configure() throws IOException {
    Files.createFile(
        folder.resolve("master.key"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(folder.resolve("master.key"), "CA5D92598DCA48CE8A4C76361A9269E9");
    Files.writeString(
        folder.resolve("agent.yaml"),
        """
        terminal: {id: "00000001", merchant: "952718182217875", currency: CNY}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host:
          dialect: unionpay-pos
          routes: [{name: primary, address: "127.0.0.1:1", tls: false}]
        keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}
        """);
  }

  @Test
  void a_start_that_is_broken_off_ends_quietly_at_every_moment_and_the_next_one_works()
      throws Exception {
    long start = System.nanoTime();
    Process whole = begun("whole");
    long begun = System.nanoTime();
    waitFor("whole", whole, LISTENS);
    long wholeMillis = (System.nanoTime() - begun) / 1_000_000;
    whole.destroy();
    ended("whole", whole);
    System.out.printf(
        "StoppedAtStartTest: %d ms until it listens, %d ms of them Java's%n",
        (System.nanoTime() - start) / 1_000_000, (begun - start) / 1_000_000);
    for (int moment = 0; moment < MOMENTS; moment++) {
      String name = "moment-" + moment;
      Process agent = begun(name);
      // Beyond its end too: the first moments of a running agent are moments of its start.
      long stopAfterMillis = wholeMillis * 5L * moment / (4L * MOMENTS);
      agent.waitFor(stopAfterMillis, TimeUnit.MILLISECONDS);
      agent.destroy();
      ended(name, agent);
      if (moment % 3 == 0) {
        delete(folder.resolve("data"));
        Files.deleteIfExists(folder.resolve("ledger.key"));
      }
    }
    Process after = begun("after");
    waitFor("after", after, LISTENS);
    after.destroy();
    ended("after", after);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash tillkeeper", "sh src/package/tillkeeper.sh"})
  void a_launcher_that_is_told_to_end_before_it_has_started_java_ends_quietly(String launcher)
      throws Exception {
    Path readlink = folder.resolve("readlink");
    Files.writeString(readlink, "#!/bin/sh\necho >" + folder.resolve("asked") + "\nread -r line\n");
    Files.setPosixFilePermissions(readlink, PosixFilePermissions.fromString("rwx------"));
    ProcessBuilder builder =
        new ProcessBuilder((launcher + " agent").split(" "))
            .redirectErrorStream(true)
            .redirectOutput(output("launcher"));
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    Process process = builder.start();
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(folder.resolve("asked"))) {
      assertTrue(process.isAlive() && System.nanoTime() < giveUp, "it does not ask where it is");
      process.waitFor(2, TimeUnit.MILLISECONDS);
    }
    // This closes its input, too, so that the command ends for which the shell waits.
    process.destroy();
    ended("launcher", process);
    assertEquals("", said("launcher"));
  }

  @Test
  void a_signal_is_awaited_before_anything_else_of_the_agent_is_loaded() throws Exception {
    Process agent = begun("first");
    agent.destroy();
    ended("first", agent);
    List<String> before = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("first.classes"))) {
      String name = line.replaceAll("^(\\[[^]]*\\])+ ", "");
      if (name.startsWith(PREPARED)) {
        break;
      }
      if (name.startsWith("org.tillkeeper") || name.startsWith("java.util.logging.Logger ")) {
        before.add(name.replaceAll("^.*\\.(\\w+) .*", "$1"));
      }
    }
    assertEquals(List.of("Tillkeeper", "AgentEntry", "AgentMain", "StopSignal"), before);
  }

  /** A new agent, whose own code has just begun to run. */
  private Process begun(String name) throws Exception {
    Process agent =
        new ProcessBuilder(
                List.of(
                    Lab.java(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Xlog:class+load:file=" + folder.resolve(name + ".classes"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "org.tillkeeper.tools.Tillkeeper",
                    "agent",
                    "--config",
                    folder.resolve("agent.yaml").toString()))
            .redirectErrorStream(true)
            .redirectOutput(output(name))
            .start();
    waitFor(name, agent, BEGUN);
    return agent;
  }

  private void waitFor(String name, Process agent, String text) throws Exception {
    Path where = text.equals(BEGUN) ? folder.resolve(name + ".classes") : output(name).toPath();
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!Files.exists(where) || !Files.readString(where).contains(text)) {
      assertTrue(agent.isAlive() && System.nanoTime() < giveUp, () -> "it said " + said(name));
      agent.waitFor(2, TimeUnit.MILLISECONDS);
    }
  }

  private void ended(String name, Process agent) throws Exception {
    if (!agent.waitFor(20, TimeUnit.SECONDS)) {
      agent.destroyForcibly();
      throw new AssertionError(name + " does not end");
    }
    String said = said(name);
    assertEquals(0, agent.exitValue(), name + ": " + said);
    assertTrue(
        !said.contains("Exception") && !said.contains("ERROR") && !said.contains("SEVERE"),
        name + ": " + said);
  }

  private String said(String name) {
    try {
      return Files.readString(output(name).toPath());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private File output(String name) {
    return folder.resolve(name + ".out").toFile();
  }

  private static void delete(Path data) throws IOException {
    if (Files.exists(data)) {
      try (var files = Files.walk(data)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
