package org.tillkeeper.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
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
    tree();
    file("tools/target/quick/tools-0.1.0.jar", "");
    Files.createDirectories(root.resolve("tools/target/quick/lib"));
    file("tools/target/quick/.built", "");
    return said("tillkeeper", command);
  }

  /** A tree of which nothing is built, with a Java that tells how it was started. */
  private void tree() throws Exception {
    for (String module : List.of("iso8583-spec", "agent", "tools")) {
      file(module + "/pom.xml", "");
      Files.createDirectories(root.resolve(module + "/src/main"));
    }
    file("pom.xml", "");
    Files.createDirectories(root.resolve("agent/src/bench"));
    Files.createDirectories(root.resolve("iso8583-spec/examples"));
    for (String name : List.of("tillkeeper", "demo", "start.sh", "agent.options")) {
      file("tools/" + name, Files.readString(Path.of(name)));
    }
    program("jdk/bin/java", "ulimit -c\numask\nprintf '%s\\n' \"$@\"");
  }

  private void program(String name, String text) throws Exception {
    file(name, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What a script of the tree prints; what it calls is looked for in the tree first. */
  private List<String> said(String name, String command) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -Sc $(ulimit -Hc); umask 000; exec bash \"$0\" \"$@\"",
                root.resolve("tools/" + name).toString(),
                command)
            .redirectErrorStream(true);
    script.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    script.environment().put("TILLKEEPER_LANG", "en");
    script
        .environment()
        .merge("PATH", root.resolve("bin").toString(), (old, own) -> own + ":" + old);
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

  @Test
  void what_the_demo_would_do_is_said_without_building_it() throws Exception {
    tree();
    program("bin/mvn", "echo built");
    String words = "src/main/resources/org/tillkeeper/tools/words/demo.properties";
    file("tools/" + words, Files.readString(Path.of(words)));
    List<String> said = said("demo", "--help");
    Properties texts = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(words))) {
      texts.load(file);
    }
    assertEquals(texts.getProperty("usage").lines().toList(), said);
  }

  @Test
  void what_is_tried_out_is_built_quickly_and_once() throws Exception {
    tree();
    program(
        "bin/mvn",
        "echo \"$@\" >>calls; mkdir -p tools/target/quick/lib; : >tools/target/quick/tools-0.1.0.jar");
    said("tillkeeper", "help");
    said("tillkeeper", "help");
    assertEquals(List.of("-q -B -Pquick package"), Files.readAllLines(root.resolve("calls")));
  }

  /** What Maven finds compiled it checks no more. */
  @Test
  void the_quick_build_has_a_folder_of_its_own_so_that_verify_checks_every_class()
      throws Exception {
    String pom = Files.readString(Path.of("../pom.xml"));
    String quick = pom.substring(pom.indexOf("<id>quick</id>"));
    quick = quick.substring(0, quick.indexOf("</profile>"));
    assertTrue(quick.contains("<directory>${project.basedir}/target/quick</directory>"), quick);
    assertEquals(1, pom.split("<directory>", -1).length - 1, "folders that the build names");
    assertFalse(quick.contains("ErrorProne"), quick);
    assertTrue(pom.contains("-Xplugin:ErrorProne"), "verify checks with Error Prone");
  }
}
