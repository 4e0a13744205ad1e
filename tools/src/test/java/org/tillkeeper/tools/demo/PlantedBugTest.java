package org.tillkeeper.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration finds a bug: it is built into a copy of the sources, which is then run. */
@Tag("full")
@EnabledIfSystemProperty(
    named = "tillkeeper.full",
    matches = "true",
    disabledReason = "needs bash, git and Maven, and two minutes; run with -Pfull")
class PlantedBugTest {
  private static final long LIMIT_MINUTES = 8;
  private static final String WHERE =
      "agent/src/main/java/org/tillkeeper/agent/session/ReversalQueue.java";
  private static final String SENDS_THE_REVERSAL = "return Due.now(entry.key());";

  @TempDir private Path copy;

  @Test
  void a_reversal_that_is_never_sent_makes_the_demonstration_fail() throws Exception {
    copySources(Path.of("..").toAbsolutePath().normalize());
    Path source = copy.resolve(WHERE);
    String text = Files.readString(source);
    String bug = text.replace(SENDS_THE_REVERSAL, "continue;");
    assertNotEquals(text, bug, "the place where a reversal is sent has moved: " + WHERE);
    Files.writeString(source, bug);

    String printed = run(copy, 1, "tools/demo");

    assertTrue(printed.contains("tillkeeper: building"), printed);
    assertTrue(printed.contains("still open"), printed);
    assertTrue(printed.contains("the ledgers do not agree"), printed);
  }

  private void copySources(Path root) throws Exception {
    String files =
        run(root, 0, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard");
    for (String name : files.split("\0", -1)) {
      Path from = root.resolve(name);
      if (!name.isEmpty() && Files.isRegularFile(from)) {
        Path to = copy.resolve(name);
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private String run(Path folder, int exit, String... command)
      throws IOException, InterruptedException {
    Path printed = Files.createTempFile(copy, "printed", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TILLKEEPER_LANG", "en");
    // A demonstration that fails leaves its folder behind; here it goes with the copy.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + copy);
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
    process.destroy();
    String text = Files.readString(printed);
    assertTrue(ended, text);
    assertEquals(exit, process.exitValue(), text);
    return text;
  }
}
