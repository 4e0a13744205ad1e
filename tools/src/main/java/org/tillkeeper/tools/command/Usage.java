package org.tillkeeper.tools.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.tillkeeper.tools.words.Language;
import org.tillkeeper.tools.words.Words;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How each command is used, made of what is written once: its options and its example in the
 * annotations of its class, what they are for in {@code words/usage.properties}.
 */
final class Usage {
  private static final String PROGRAM = "tools/tillkeeper ";
  private static final int COLUMNS = 120;
  private static final int OPTION_COLUMNS = 32;

  private Usage() {}

  /** Every command, with its texts in this language. */
  static CommandLine line(Language language) {
    CommandLine all = new CommandLine(new Commands());
    ofBench().forEach(all::addSubcommand);
    ResourceBundle texts = Words.texts("usage", language);
    all.getCommandSpec().addOption(help()).resourceBundle(texts);
    for (CommandLine one : all.getSubcommands().values()) {
      CommandSpec spec = one.getCommandSpec().addOption(help()).resourceBundle(texts);
      spec.usageMessage()
          .customSynopsis(PROGRAM + synopsis(spec))
          .sortOptions(false)
          .exitCodeList(exitCodes(spec, texts));
    }
    return all.setUsageHelpWidth(COLUMNS).setUsageHelpLongOptionsMaxWidth(OPTION_COLUMNS);
  }

  /** How a command ends: by its own words, else by those that all have in common. */
  private static Map<String, String> exitCodes(CommandSpec command, ResourceBundle texts) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (String code : List.of("0", "1", "2")) {
      String own = command.qualifiedName(".") + ".exit." + code;
      codes.put(code, texts.getString(texts.containsKey(own) ? own : "exit." + code));
    }
    return codes;
  }

  /** Asked for by name: what is packed for a terminal is what is referred to, and lacks these. */
  private static List<?> ofBench() {
    try {
      Class<?> commands = Class.forName(Usage.class.getPackageName() + ".BenchCommands");
      return (List<?>) ((Supplier<?>) commands.getDeclaredConstructor().newInstance()).get();
    } catch (ClassNotFoundException e) {
      return List.of();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OptionSpec help() {
    return OptionSpec.builder("--help").usageHelp(true).order(AgentCall.LAST).build();
  }

  /** One command with all its options; of the program itself every command with an example. */
  static void print(CommandLine line, PrintWriter out) {
    StringWriter text = new StringWriter();
    PrintWriter whole = new PrintWriter(text);
    if (line.getParent() == null) {
      everyCommand(line, whole);
    } else {
      line.usage(whole);
    }
    whole.flush();
    out.print(Words.asStarted(text.toString()));
    out.flush();
  }

  private static void everyCommand(CommandLine all, PrintWriter out) {
    out.println(PROGRAM + "COMMAND");
    for (CommandLine one : all.getSubcommands().values()) {
      UsageMessageSpec usage = one.getCommandSpec().usageMessage();
      out.println();
      out.println("  " + synopsis(one.getCommandSpec()));
      for (String line : usage.description()) {
        out.println("      " + line);
      }
      String example = usage.footerHeading().replace("%n", "").trim();
      out.println("      " + example + (example.endsWith(":") ? " " : "") + usage.footer()[0]);
    }
    out.println();
    for (String line : all.getCommandSpec().usageMessage().footer()) {
      out.println(line);
    }
  }

  /** A command on one line: what has to be given stands first, what may be is in brackets. */
  private static String synopsis(CommandSpec command) {
    List<String> parts = new ArrayList<>();
    parts.add(command.name());
    for (PositionalParamSpec one : command.positionalParameters()) {
      parts.add(one.required() ? one.paramLabel() : "[" + one.paramLabel() + "]");
    }
    List<OptionSpec> options = new ArrayList<>(command.options());
    options.removeIf(OptionSpec::usageHelp);
    options.sort(
        Comparator.comparing((OptionSpec option) -> !option.required())
            .thenComparing(OptionSpec::order));
    for (OptionSpec one : options) {
      parts.add(one.required() ? written(one) : "[" + written(one) + "]");
    }
    return String.join(" ", parts);
  }

  /** What may stand behind a command, for whoever wrote something else. */
  static String allowed(CommandLine command) {
    TreeSet<String> allowed = new TreeSet<>(command.getSubcommands().keySet());
    CommandSpec spec = command.getCommandSpec();
    spec.options().stream()
        .filter(one -> !one.usageHelp())
        .map(Usage::written)
        .forEach(allowed::add);
    spec.positionalParameters().forEach(one -> allowed.add(one.paramLabel()));
    return String.join(", ", allowed);
  }

  private static String written(OptionSpec option) {
    return option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
  }
}
