package org.tillkeeper.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.tools.words.Language;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Help lists every command, and says of each what it is for, with an example. */
class HelpTest {
  /** What stands for a number, a time or an amount, which have a range, a unit or a form. */
  private static final Set<String> MEASURED =
      Set.of("N", "S", "SECONDS", "TIME", "DAY", "AMOUNT", "STAN", "RRN", "DIGITS", "HEX", "CODE");

  private static final Pattern LIMITED =
      Pattern.compile("[0-9]|free one|whole number|hex digits|整数|十六进制|位");

  @RegisterExtension final CommandRun command = new CommandRun();

  private String run(int expected, String... args) {
    return command.ends(expected, List.of(args));
  }

  @Test
  void help_lists_every_command_with_an_example_and_no_other() {
    String text = run(0, "help");
    assertEquals(text, run(0, "--help"));
    for (String command :
        new String[] {
          "agent",
          "acquirer",
          "network",
          "status",
          "pay",
          "watch",
          "reader",
          "payments",
          "show",
          "void",
          "refund",
          "receipt",
          "accept-loss",
          "accept-no-original",
          "acknowledge",
          "why",
          "cancel",
          "retry",
          "resolve",
          "diagnosis",
          "reconcile",
          "sign-off",
          "doctor",
          "decode",
          "settle",
          "report",
          "logs",
          "log-level",
          "bundle",
          "verify",
          "fleet",
          "simulate",
          "prove",
          "shops",
          "help"
        }) {
      assertTrue(text.contains("tools/tillkeeper " + command), command);
    }
  }

  @Test
  void one_command_is_explained_with_its_options_and_example() {
    String text = run(0, "payments", "--help");
    assertEquals(text, run(0, "help", "payments"));
    for (String part :
        List.of("payments [--state STATE]", "--limit", "1 to 500", "--display pending")) {
      assertTrue(text.contains(part), text);
    }
    assertTrue(run(0, "agent", "--help").contains("agent --config FILE"));
    assertTrue(
        run(2, "help", "reboot")
            .contains(
                "accept-loss, accept-no-original, acknowledge, acquirer, agent, bundle, cancel,"
                    + " decode, diagnosis, doctor, fleet, help"));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void every_command_and_option_says_what_it_is_for(Language language) {
    CommandLine all = Usage.line(language);
    assertTrue(all.getCommandSpec().usageMessage().footer().length > 0);
    for (CommandLine one : all.getSubcommands().values()) {
      CommandSpec command = one.getCommandSpec();
      assertEquals(1, command.usageMessage().description().length, command.name());
      String example = command.usageMessage().footer()[0];
      assertTrue(example.startsWith("tools/tillkeeper " + command.name()), example);
      String shown = one.getUsageMessage(Ansi.OFF);
      for (String code : List.of("0", "1", "2")) {
        String ends = command.usageMessage().exitCodeList().get(code);
        assertEquals(language == Language.CHINESE, isChinese(ends), command.name() + " " + ends);
        assertTrue(shown.contains("  " + code + "   "), command.name() + " shows no " + code);
      }
      assertTrue(shown.contains(command.usageMessage().description()[0].substring(0, 4)), shown);
      for (ArgSpec argument : command.args()) {
        String[] said = argument.description();
        assertEquals(1, said.length, command.name() + " " + argument.paramLabel());
        assertEquals(language == Language.CHINESE, isChinese(said[0]), said[0]);
        if (MEASURED.contains(argument.paramLabel())) {
          assertTrue(LIMITED.matcher(said[0]).find(), command.name() + ": " + said[0]);
        }
      }
    }
  }

  /** The later of two would be said for both. */
  @ParameterizedTest
  @ValueSource(strings = {"usage.properties", "usage_zh.properties"})
  void no_text_of_help_is_written_twice(String file) throws Exception {
    List<String> keys = new ArrayList<>();
    for (String line :
        Files.readAllLines(Path.of("src/main/resources/org/tillkeeper/tools/words", file))) {
      if (!line.startsWith("#") && line.contains("=")) {
        keys.add(line.substring(0, line.indexOf('=')));
      }
    }
    Set<String> once = new TreeSet<>(keys);
    assertTrue(once.size() > 150, once.toString());
    once.forEach(keys::remove);
    assertEquals(List.of(), keys);
  }

  private static boolean isChinese(String text) {
    return text.codePoints().anyMatch(Character::isIdeographic);
  }
}
