package org.tillkeeper.tools.command;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Every command with an example, or one command with its options. */
@Command(name = "help", footer = "tools/tillkeeper help settle")
final class HelpCommand implements Callable<Integer> {
  @Parameters(paramLabel = "COMMAND", arity = "0..1", descriptionKey = "command")
  private Optional<String> command = Optional.empty();

  @Spec private CommandSpec own;

  @Override
  public Integer call() {
    CommandLine all = own.parent().commandLine();
    if (command.isEmpty()) {
      Usage.print(all, all.getOut());
      return 0;
    }
    CommandLine one = all.getSubcommands().get(command.get());
    if (one == null) {
      throw new ParameterException(all, "Unknown command: " + command.get());
    }
    Usage.print(one, all.getOut());
    return 0;
  }
}
