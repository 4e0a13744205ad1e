package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.config.AgentConfig;

/** A terminal's first configuration: what is asked, refused, written, and left alone. */
class SetupCommandTest {
  /** Published as a test vector. */
  private static final String KEY = "0123456789ABCDEFFEDCBA9876543210";

  private static final List<String> NUMBERS =
      List.of("--terminal", "00000001", "--merchant", "952718182217875");
  private static final List<String> UNASKED =
      List.of("--address", "127.0.0.1:8600", "--tls", "no", "--key-file", "-", "--yes");

  @TempDir Path folder;
  @RegisterExtension final CommandRun command = new CommandRun();

  private Path config() {
    return folder.resolve("agent.yaml");
  }

  @SafeVarargs
  private String run(int expected, String typed, List<String>... options) {
    command.types(typed);
    List<String> all =
        new ArrayList<>(List.of("setup", "--config", config().toString(), "--untried"));
    for (List<String> some : options) {
      all.addAll(some);
    }
    String text = command.ends(expected, all);
    assertFalse(text.contains(KEY), "the key is shown");
    return text;
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void what_is_given_is_written_for_its_owner_alone_and_an_agent_can_read_it() throws Exception {
    run(0, KEY + "\n", NUMBERS, UNASKED);
    AgentConfig config = AgentConfig.read(config().toFile());
    assertEquals("00000001", config.terminal().id());
    assertTrue(config.host().routes().get(0).toString().contains("8600"), "the address");
    assertEquals(KEY, Files.readString(folder.resolve("master.key")).trim());
    assertEquals("rw-------", mode(config()));
    assertEquals("rw-------", mode(folder.resolve("master.key")));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(3, all.count(), "configuration, key and data folder, and nothing left over");
    }
  }

  @Test
  void what_is_there_is_left_alone_unless_it_is_to_be_replaced_and_then_a_copy_is_kept()
      throws Exception {
    run(0, KEY + "\n", NUMBERS, UNASKED);
    String before = Files.readString(config());
    List<String> other = List.of("--terminal", "00000002", "--merchant", "952718182217875");
    assertTrue(run(2, KEY + "\n", other, UNASKED).contains("--replace"));
    assertEquals(before, Files.readString(config()));

    run(0, KEY + "\n", other, UNASKED, List.of("--replace"));
    assertEquals("00000002", AgentConfig.read(config().toFile()).terminal().id());
    try (Stream<Path> all = Files.list(folder)) {
      Path kept =
          all.filter(it -> it.getFileName().toString().startsWith("agent.yaml."))
              .findFirst()
              .orElseThrow();
      assertEquals(before, Files.readString(kept));
      assertEquals("rw-------", mode(kept));
    }
  }

  @Test
  void an_option_that_no_agent_would_take_is_refused_by_its_name_and_nothing_is_written()
      throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("--terminal", "1"),
            List.of("--merchant", "95271818221787"),
            List.of("--currency", "RMB"),
            List.of("--time-zone", "Asia/Shangai"),
            List.of("--dialect", "unionpay"),
            List.of("--address", "127.0.0.1"),
            List.of("--address", "127.0.0.1:99999"),
            List.of("--tls", "missing.pem"),
            List.of("--tpdu", "60"),
            List.of("--header", "xyz"))) {
      List<String> options = new ArrayList<>(NUMBERS);
      options.removeAll(wrong.subList(0, 1));
      if (options.size() < NUMBERS.size()) {
        options = new ArrayList<>(NUMBERS);
        options.remove(options.indexOf(wrong.get(0)) + 1);
        options.remove(wrong.get(0));
      }
      List<String> rest = new ArrayList<>(UNASKED);
      int at = rest.indexOf(wrong.get(0));
      if (at >= 0) {
        rest.remove(at + 1);
        rest.remove(at);
      }
      assertTrue(run(2, KEY + "\n", options, rest, wrong).contains(wrong.get(0)), wrong.toString());
      try (Stream<Path> all = Files.list(folder)) {
        assertEquals(0, all.count(), "something is left of " + wrong);
      }
    }
  }

  @Test
  void a_key_that_is_none_is_refused_without_being_shown() {
    String text = run(2, "0123456789\n", NUMBERS, UNASKED);
    assertTrue(text.contains("masterKeyFile"), text);
    assertFalse(text.contains("0123456789"), text);
    assertFalse(Files.exists(config()));
  }

  @Test
  void without_questions_everything_that_is_missing_is_named_at_once() {
    String text = run(2, "", List.of("--yes"));
    for (String option : List.of("--terminal", "--merchant", "--address")) {
      assertTrue(text.contains(option), text);
    }
  }

  @Test
  void who_is_asked_may_be_wrong_and_is_asked_again() throws Exception {
    String typed =
        String.join(
            "\n",
            "1", // no terminal number
            "00000001",
            "952718182217875",
            "", // CNY
            "Asia/Shanghai",
            "nonsense",
            "iso1987-ascii",
            "host.example:8600",
            "no",
            "12", // no key
            KEY,
            "");
    String text = run(0, typed);
    assertTrue(text.contains("terminal.id") && text.contains("host.dialect"), text);
    AgentConfig config = AgentConfig.read(config().toFile());
    assertEquals("iso1987-ascii", config.host().dialect().name());
    assertEquals("Asia/Shanghai", config.terminal().timeZone().getId());
  }

  @Test
  void input_that_ends_too_early_writes_nothing() {
    run(2, "00000001\n");
    assertFalse(Files.exists(config()));
  }
}
