package org.tillkeeper.tools.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example fleet: from an agent by the broker and the exporter to Prometheus, with one command.
 */
@Tag("full")
@EnabledIfSystemProperty(named = "tillkeeper.full", matches = "true")
@Timeout(300)
class FleetStackTest {
  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The command with the classes that are tested, whatever was built before. */
  private Path tillkeeper() throws IOException {
    Path script = folder.resolve("tillkeeper");
    Files.writeString(
        script,
        "#!/bin/bash\nexec \""
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "\" $TILLKEEPER_JAVA_OPTS -cp '"
            + System.getProperty("java.class.path")
            + "' org.tillkeeper.tools.Tillkeeper \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  /** The sum that an expression has; negative where there is none. */
  private double ask(int prometheus, String expression) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + prometheus
                        + "/api/v1/query?query="
                        + URLEncoder.encode(expression, StandardCharsets.UTF_8)))
            .build();
    try {
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Map<?, ?> data = (Map<?, ?>) JSON.std.mapFrom(body).get("data");
      List<?> result = (List<?>) data.get("result");
      return result.isEmpty()
          ? -1
          : Double.parseDouble(
              String.valueOf(((List<?>) ((Map<?, ?>) result.get(0)).get("value")).get(1)));
    } catch (IOException e) {
      return -1; // it is not there yet
    }
  }

  @Test
  void what_an_agent_says_stands_in_prometheus_and_nothing_is_left_behind() throws Exception {
    int prometheus = free();
    Path printed = folder.resolve("stack.out");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of("fleet-stack").toAbsolutePath().toString(),
                "--shops",
                "4",
                "--mqtt-port",
                Integer.toString(free()),
                "--exporter-port",
                Integer.toString(free()),
                "--prometheus-port",
                Integer.toString(prometheus))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("TILLKEEPER", tillkeeper().toString());
    builder.environment().put("TMPDIR", folder.toString());
    Process stack = builder.start();
    try {
      Instant end = Instant.now().plus(Duration.ofMinutes(4));
      boolean all = false;
      while (!all) {
        assertTrue(stack.isAlive() && Instant.now().isBefore(end), Files.readString(printed));
        all =
            ask(prometheus, "count(tillkeeper_taken_timestamp_seconds)") == 4
                && ask(prometheus, "max(tillkeeper_pending_age_seconds_max)") > 0
                && ask(prometheus, "min(tillkeeper_line_online)") >= 0;
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      }
      String said = Files.readString(printed);
      assertTrue(said.contains("terminal 00000004 holds a payment that nobody knows about"), said);
    } finally {
      List<ProcessHandle> children = stack.descendants().toList();
      stack.destroy();
      assertTrue(stack.waitFor(60, TimeUnit.SECONDS), "it ends when it is told to");
      for (ProcessHandle child : children) {
        child.onExit().get(30, TimeUnit.SECONDS);
      }
    }
    try (var files = Files.list(folder)) {
      assertEquals(
          List.of("stack.out", "tillkeeper"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
