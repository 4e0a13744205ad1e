package org.tillkeeper.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nothing that is built with has a vulnerability that is known, by a list that is kept with its
 * date: the check needs no network, and the list is to be looked up anew at each release.
 */
class KnownVulnerabilitiesTest {
  private static final Path LIST = Path.of("src/test/resources/known-vulnerabilities.txt");

  /** A jar as it lies in a Maven repository: group, artifact, version. */
  private static final Pattern JAR =
      Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/\\2-\\3[^/]*\\.jar");

  private record Known(
      String coordinates,
      String from,
      String before,
      String id,
      String source,
      String looked,
      String notReached) {
    boolean affects(String version) {
      return (from.isEmpty() || compare(version, from) >= 0) && compare(version, before) < 0;
    }
  }

  @Test
  void nothing_that_is_built_with_has_a_vulnerability_that_is_known() throws IOException {
    Map<String, String> used = used();
    for (String shipped :
        List.of(
            "com.fasterxml.jackson.core:jackson-core",
            "com.fasterxml.jackson.jr:jackson-jr-objects",
            "info.picocli:picocli",
            "io.netty:netty-codec-http",
            "io.netty:netty-codec-mqtt",
            "io.netty:netty-handler",
            "io.netty:netty-transport-native-epoll",
            "org.bouncycastle:bcprov-jdk18on",
            "org.jpos:jpos",
            "org.slf4j:slf4j-api",
            "org.snakeyaml:snakeyaml-engine",
            "org.xerial:sqlite-jdbc")) {
      assertTrue(used.containsKey(shipped), shipped + " is not among " + used.keySet());
    }
    List<String> affected = new ArrayList<>();
    for (Known known : list()) {
      String version = used.get(known.coordinates());
      if (version != null && known.affects(version) && known.notReached().isEmpty()) {
        affected.add(
            known.coordinates()
                + " "
                + version
                + ": "
                + known.id()
                + ", mended in "
                + known.before()
                + "; "
                + known.source());
      }
    }
    assertEquals(List.of(), affected);
  }

  @Test
  void what_is_excused_is_still_in_use() throws IOException {
    Map<String, String> used = used();
    for (Known known : list()) {
      assertTrue(
          known.notReached().isEmpty() || known.affects(used.get(known.coordinates())),
          known.id() + " needs no excuse any more");
    }
  }

  @Test
  void each_line_says_what_where_and_when() throws IOException {
    List<Known> list = list();
    assertFalse(list.isEmpty());
    for (Known known : list) {
      assertTrue(known.coordinates().matches("[a-z0-9.]+:[a-z0-9-]+"), known.toString());
      assertTrue(known.id().matches("CVE-[0-9]{4}-[0-9]{4,}|GHSA(-[a-z0-9]{4}){3}"), known.id());
      assertTrue(known.source().startsWith("https://"), known.toString());
      assertFalse(
          LocalDate.parse(known.looked()).isAfter(LocalDate.now(ZoneOffset.UTC).plusDays(1)),
          known.toString());
      assertTrue(known.from().isEmpty() || compare(known.from(), known.before()) < 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4.2.9.Final, 4.2.18.Final, -1",
    "4.2.18.Final, 4.2.18.Final, 0",
    "1.86, 1.85, 1",
    "3.51.3.0, 3.53.2.0, -1",
    "2.22.4, 2.22.2, 1",
    "2.0, 2.0.1, -1",
    "2.0.0, 2.0, 0"
  })
  void versions_are_compared_by_their_numbers(String one, String other, int order) {
    assertEquals(order, Integer.signum(compare(one, other)));
  }

  /** What is on the class path, by its coordinates. */
  private static Map<String, String> used() {
    Map<String, String> used = new TreeMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Matcher matcher = JAR.matcher(entry.replace(File.separatorChar, '/'));
      if (matcher.matches()) {
        used.put(matcher.group(1).replace('/', '.') + ":" + matcher.group(2), matcher.group(3));
      }
    }
    return used;
  }

  private static List<Known> list() throws IOException {
    List<Known> list = new ArrayList<>();
    for (String line : Files.readAllLines(LIST)) {
      if (!line.startsWith("#") && !line.isBlank()) {
        String[] part = line.split(" \\| ?", -1);
        assertEquals(7, part.length, line);
        list.add(new Known(part[0], part[1], part[2], part[3], part[4], part[5], part[6].strip()));
      }
    }
    return list;
  }

  private static int compare(String one, String other) {
    String[] left = one.replace(".Final", "").split("\\.");
    String[] right = other.replace(".Final", "").split("\\.");
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      long a = i < left.length ? Long.parseLong(left[i]) : 0;
      long b = i < right.length ? Long.parseLong(right[i]) : 0;
      if (a != b) {
        return Long.compare(a, b);
      }
    }
    return 0;
  }
}
