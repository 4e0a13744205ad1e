package org.tillkeeper.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The list that a package's class-data archive is made of names what a terminal loads. A class that
 * it does not name is read from the jar and verified at each start.
 */
class PackagedClassesTest {
  private static final String OWN = "org/tillkeeper/";

  /** Past which the list is to be made anew: tools/benchmark/run --class-list FILE. */
  private static final double GONE_MOST = 0.05;

  private static Set<String> classes() throws Exception {
    return Files.readAllLines(Path.of("src/package/classes")).stream()
        .filter(line -> !line.startsWith("@") && !line.startsWith("#"))
        .map(line -> line.split(" ")[0])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void agent_and_libraries_are_in_the_list_and_not_the_jdk_alone() throws Exception {
    Set<String> classes = classes();
    Map<String, Integer> least =
        Map.of(
            OWN,
            600,
            "io/netty/",
            500,
            "org/sqlite/",
            30,
            "org/snakeyaml/",
            50,
            "com/fasterxml/jackson/",
            30);
    least.forEach(
        (room, count) -> {
          long found = classes.stream().filter(name -> name.startsWith(room)).count();
          assertTrue(found >= count, found + " of " + room);
        });
    for (String name :
        List.of("agent/AgentProcess", "agent/terminal/AgentLoop", "agent/ledger/Ledger")) {
      assertTrue(classes.contains(OWN + name), name);
    }
  }

  @Test
  void the_list_is_not_out_of_date() throws Exception {
    List<String> gone = new ArrayList<>();
    int own = 0;
    for (String name : classes()) {
      if (name.startsWith(OWN)) {
        own++;
        String file = name + ".class";
        if (PackagedClassesTest.class.getClassLoader().getResource(file) == null) {
          gone.add(name);
        }
      }
    }
    assertTrue(gone.size() <= GONE_MOST * own, "there are no such classes any more: " + gone);
  }

  @Test
  void no_machine_shows_in_it() throws Exception {
    List<String> paths =
        Files.readAllLines(Path.of("src/package/classes")).stream()
            .filter(line -> !line.startsWith("#"))
            .filter(line -> line.contains("source:") || line.contains(".jar"))
            .toList();
    assertEquals(List.of(), paths);
  }
}
