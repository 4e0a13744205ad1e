package org.tillkeeper.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.config.AgentConfig;

/** The first and the last line of an agent's lives, however they end. */
@Timeout(60)
class LivesTest {
  @TempDir Path folder;
  private Path key;

  @BeforeEach
  void files() throws Exception {
    key = folder.resolve("master.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, "CA5D92598DCA48CE8A4C76361A9269E9\n");
    Files.writeString(
        folder.resolve("agent.yaml"),
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        data: ./data
        api: {listen: "127.0.0.1:0"}
        host: {routes: [{name: primary, address: "127.0.0.1:1"}]}
        keys: {masterKeyFile: ./master.key}
        """);
  }

  private AgentProcess start() throws Exception {
    return AgentProcess.start(AgentConfig.read(folder.resolve("agent.yaml").toFile()), "1.2.3");
  }

  private List<Map<String, Object>> lines() throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("data/logs/agent.jsonl"))) {
      lines.add(JSON.std.mapFrom(line));
    }
    return lines;
  }

  private Map<String, Object> last() throws IOException {
    return lines().get(lines().size() - 1);
  }

  @Test
  void an_agent_that_cannot_start_says_in_its_last_line_why() throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThrows(CannotStart.class, this::start);
    assertEquals("start", lines().get(0).get("event"));
    assertEquals("1.2.3", lines().get(0).get("version"));
    assertEquals("end", last().get("event"));
    assertTrue(String.valueOf(last().get("why")).startsWith("cannot start: keys.masterKeyFile"));
  }

  @Test
  void a_second_agent_in_the_same_folder_writes_nothing_there() throws Exception {
    try (AgentProcess agent = start()) {
      assertTrue(agent.port() > 0);
      int before = lines().size();
      assertThrows(CannotStart.class, this::start);
      assertTrue(
          lines().stream().skip(before).noneMatch(line -> "start".equals(line.get("event"))));
    }
    assertEquals("closed", last().get("why"));
  }

  @Test
  void a_device_key_that_is_damaged_stops_no_sale() throws Exception {
    start().close();
    Files.writeString(folder.resolve("ledger.key.device"), "gone");
    try (AgentProcess agent = start()) {
      assertTrue(agent.port() > 0);
      assertTrue(
          lines().stream().anyMatch(line -> "there is no device key".equals(line.get("message"))));
    }
  }
}
