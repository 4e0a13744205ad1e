package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite's code on a terminal whose processes are killed for years. */
class NativeLibraryTest {
  @TempDir File folder;

  /** A process that opens a ledger and is gone before it can tidy up. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] args) {
      try {
        Ledger ledger = Ledger.open(new File(args[0]), LedgerTest.NOW);
        System.out.print("opened " + ledger.opening());
        System.out.flush();
      } catch (LedgerUnusable e) {
        System.out.print(e.getMessage());
        System.out.flush();
      }
      Runtime.getRuntime().halt(9);
    }
  }

  private String killed(File place) throws Exception {
    File data = new File(folder, "data");
    assertTrue(data.mkdir());
    Process process =
        new ProcessBuilder(
                new File(System.getProperty("java.home"), "bin/java").getPath(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + place,
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName(),
                data.getPath())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(9, process.exitValue());
    return said;
  }

  @Test
  void a_killed_process_leaves_nothing_of_it_behind() throws Exception {
    File place = new File(folder, "tmp");
    assertTrue(place.mkdir());
    assertEquals("opened NEW", killed(place));
    assertArrayEquals(new String[0], place.list());
  }

  @Test
  void where_it_cannot_be_unpacked_the_error_names_the_folder_and_the_way_out() throws Exception {
    String said = killed(new File(folder, "missing"));
    assertTrue(said.startsWith("SQLite's library cannot be loaded"), said);
    assertTrue(said.contains(new File(folder, "missing").getPath()), said);
    assertTrue(said.contains("-Dorg.sqlite.tmpdir=FOLDER"), said);
  }
}
