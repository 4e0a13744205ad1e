package org.tillkeeper.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tools/tillkeeper agent} starts the agent's process with. */
class StartScriptTest {
  @TempDir private Path root;

  private void file(String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** The script in a tree that is built already, with a Java that tells how it was started. */
  private List<String> started(String command) throws Exception {
    for (String module : List.of("iso8583-spec", "agent", "tools")) {
      file(module + "/pom.xml", "");
      Files.createDirectories(root.resolve(module + "/src/main"));
    }
    file("pom.xml", "");
    Files.createDirectories(root.resolve("agent/src/bench"));
    Files.createDirectories(root.resolve("iso8583-spec/examples"));
    Files.createDirectories(root.resolve("tools/target/lib"));
    file("tools/target/tools-0.1.0.jar", "");
    for (String name : List.of("tillkeeper", "start.sh", "agent.options")) {
      file("tools/" + name, Files.readString(Path.of(name)));
    }
    file("jdk/bin/java", "#!/bin/sh\nulimit -c\numask\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(
        root.resolve("jdk/bin/java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    file("tools/target/.built", "");
    ProcessBuilder script =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -Sc $(ulimit -Hc); umask 000; exec bash \"$0\" \"$@\"",
                root.resolve("tools/tillkeeper").toString(),
                command)
            .redirectErrorStream(true);
    script.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    Process process = script.start();
    List<String> said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertEquals(0, process.waitFor(), said.toString());
    return said;
  }

  @Test
  void the_agent_leaves_no_core_and_no_heap_behind_when_it_crashes() throws Exception {
    List<String> said = started("agent");
    assertEquals("0", said.get(0), "ulimit -c");
    assertTrue(said.contains("@" + root.toRealPath().resolve("tools/agent.options")), "" + said);
    List<String> options = Files.readAllLines(Path.of("agent.options"));
    assertTrue(options.contains("-XX:-CreateCoredumpOnCrash"), options.toString());
    assertTrue(options.contains("-XX:-HeapDumpOnOutOfMemoryError"), options.toString());
  }

  @Test
  void the_agent_makes_files_for_its_owner_alone_whatever_it_was_started_with() throws Exception {
    assertEquals("0077", started("agent").get(1));
  }
}
