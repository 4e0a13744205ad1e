package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One data folder, one agent. */
class FolderLockTest {
  @TempDir File folder;

  /** Another process that tries to take the lock. Prints what became of it. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws IOException {
      try (FolderLock lock = FolderLock.take(new File(args[0]))) {
        System.out.println("taken " + (lock != null));
      } catch (LedgerUnusable e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private String otherProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                new File(System.getProperty("java.home"), "bin/java").getPath(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                folder.getPath())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return said;
  }

  @Test
  void a_name_that_the_locale_cannot_say_is_refused_before_anything_is_made() {
    File chinese = new File(folder, "数据");
    for (String locale : List.of("ANSI_X3.4-1968", "US-ASCII", "GBK", "no-such-charset")) {
      LedgerUnusable refused =
          assertThrows(LedgerUnusable.class, () -> FolderLock.take(chinese, locale), locale);
      assertTrue(refused.getMessage().contains(locale), refused.getMessage());
      assertTrue(refused.getMessage().contains("LC_ALL=C.UTF-8"), refused.getMessage());
    }
    assertThrows(
        LedgerUnusable.class, () -> FolderLock.take(new File(folder, "\uFFFD\uFFFD"), "UTF-8"));
    assertEquals(0, folder.list().length, "neither folder nor lock");
  }

  @Test
  void an_ascii_name_is_the_same_in_every_locale() throws Exception {
    try (FolderLock lock = FolderLock.take(new File(folder, "data"), "ANSI_X3.4-1968")) {
      assertTrue(lock != null);
    }
    try (FolderLock lock = FolderLock.take(new File(folder, "数据"), "UTF-8")) {
      assertTrue(lock != null);
    }
  }

  @Test
  void a_second_agent_is_refused_within_the_process_and_beyond_it() throws Exception {
    try (FolderLock lock = FolderLock.take(folder)) {
      assertTrue(lock != null);
      assertThrows(LedgerUnusable.class, () -> FolderLock.take(folder));
      assertThrows(LedgerUnusable.class, () -> FolderLock.take(new File(folder, ".")));
      // A try of our own must not have dropped the lock: it belongs to the process.
      String said = otherProcess();
      String self = Long.toString(ProcessHandle.current().pid());
      assertTrue(said.contains("in use by another agent (process " + self + ")"), said);
    }
    assertTrue(otherProcess().contains("taken true"));
  }

  @Test
  void it_can_be_taken_again_once_it_was_let_go() throws Exception {
    FolderLock first = FolderLock.take(folder);
    first.close();
    try (FolderLock second = FolderLock.take(folder)) {
      first.close();
      assertTrue(second != null);
      assertThrows(LedgerUnusable.class, () -> FolderLock.take(folder));
    }
  }

  @Test
  void it_names_the_process_that_has_it_in_its_file() throws Exception {
    try (FolderLock lock = FolderLock.take(new File(folder, "made/here"))) {
      assertTrue(lock != null);
      List<String> lines = Files.readAllLines(new File(folder, "made/here/lock").toPath());
      assertEquals(Long.toString(ProcessHandle.current().pid()), lines.get(1));
    }
  }

  @Test
  void a_folder_that_cannot_be_made_is_refused_with_its_name() throws Exception {
    File file = new File(folder, "file");
    try (RandomAccessFile made = new RandomAccessFile(file, "rw")) {
      made.write(1);
    }
    LedgerUnusable refused =
        assertThrows(LedgerUnusable.class, () -> FolderLock.take(new File(file, "data")));
    assertTrue(refused.getMessage().contains("cannot be made"), refused.getMessage());
  }

  @Test
  void a_folder_that_cannot_be_written_is_refused_with_its_name() throws Exception {
    assertTrue(new File(folder, "lock").mkdir());
    LedgerUnusable refused = assertThrows(LedgerUnusable.class, () -> FolderLock.take(folder));
    assertTrue(refused.getMessage().contains("cannot be written"), refused.getMessage());
  }

  /** Holds the lock's file as another user, until its input ends. */
  private Process stranger(Path home) throws Exception {
    Path source = home.resolve("Hold.java");
    Files.writeString(
        source,
        """
        class Hold {
          public static void main(String[] args) throws Exception {
            try (var file = new java.io.RandomAccessFile(args[0], "rw")) {
              System.out.println(file.getChannel().tryLock(0, 1, false).isValid());
              System.in.read();
            }
          }
        }
        """);
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                new File(System.getProperty("java.home"), "bin/java").getPath(),
                source.toString(),
                new File(folder, "lock").getPath())
            .redirectErrorStream(true)
            .start();
    assertEquals("true", process.inputReader().readLine());
    return process;
  }

  @Test
  void another_user_who_got_hold_of_the_lock_while_the_folder_was_open_keeps_no_agent_out()
      throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs another user");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
    Path home = folder.toPath();
    Set<PosixFilePermission> open = PosixFilePermissions.fromString("rwxrwxrwx");
    Files.setPosixFilePermissions(home, open);
    Files.setPosixFilePermissions(Files.createFile(home.resolve("lock")), open);
    Process stranger = stranger(home);
    try {
      try (FolderLock lock = FolderLock.take(folder)) {
        assertFalse(lock.closed().isEmpty());
        assertTrue(otherProcess().contains("in use by another agent"), "it is a lock as any other");
      }
    } finally {
      stranger.getOutputStream().close();
      stranger.waitFor();
    }
  }
}
