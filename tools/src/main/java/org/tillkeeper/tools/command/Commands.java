package org.tillkeeper.tools.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.Language;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands there are, and what is said about wrong usage. */
@Command(
    name = "tillkeeper",
    subcommands = {
      SetupCommand.class,
      AgentCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      OpenCommand.class,
      PinCommand.class,
      PayCommand.class,
      WatchCommand.class,
      ReaderCommand.class,
      PaymentsCommand.class,
      ShowCommand.class,
      BackCommand.OfOpenBatch.class,
      BackCommand.OfSettled.class,
      ReceiptCommand.class,
      AcceptLossCommand.class,
      AcceptNoOriginalCommand.class,
      AcknowledgeCommand.class,
      SignOffCommand.class,
      SettleCommand.class,
      ReportCommand.class,
      WhyCommand.class,
      ActCommand.Cancel.class,
      ActCommand.Retry.class,
      ActCommand.Resolve.class,
      DiagnosisCommand.class,
      ReconcileCommand.class,
      LogsCommand.class,
      LogLevelCommand.class,
      BundleCommand.class,
      VerifyCommand.class,
      DecodeCommand.class,
      UnsettledCommand.class,
      FleetCommand.class,
      HelpCommand.class
    })
public final class Commands implements Callable<Integer> {
  /** The command goes on in other threads; the process must not exit. */
  public static final int STAYS = -1;

  private static final int PROBLEM = 1;
  private static final int USAGE = 2;

  @Spec private CommandSpec own;

  /** Runs one command; the answer is its exit code, or {@link #STAYS}. */
  public static int run(String[] args) {
    return Usage.line(Language.ofReader())
        .setOut(new PrintWriter(Console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(Console.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((problem, all) -> wrongUsage(problem))
        .setExecutionExceptionHandler((problem, line, result) -> failed(problem))
        .setExecutionStrategy(Commands::helpOrRun)
        .execute(args);
  }

  /** The program's own name alone is wrong usage. */
  @Override
  public Integer call() {
    CommandLine all = own.commandLine();
    Usage.print(all, all.getErr());
    return USAGE;
  }

  private static int helpOrRun(ParseResult parsed) {
    ParseResult last = parsed;
    refuseUnknown(last);
    while (last.hasSubcommand()) {
      last = last.subcommand();
      refuseUnknown(last);
    }
    if (parsed.isUsageHelpRequested() || last.isUsageHelpRequested()) {
      CommandLine asked = last.commandSpec().commandLine();
      Usage.print(asked, asked.getOut());
      return 0;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Beside a request for help picocli lets unknown words pass; they are wrong usage all the same.
   */
  private static void refuseUnknown(ParseResult parsed) {
    if (!parsed.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
    }
  }

  private static int wrongUsage(ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tillkeeper: " + problem.getMessage());
    String name = command.getCommandSpec().qualifiedName();
    err.println("tillkeeper: allowed after " + name + ": " + Usage.allowed(command));
    return USAGE;
  }

  private static int failed(Exception problem) {
    Console.err().println("tillkeeper: " + problem.getMessage());
    return problem instanceof InvalidSettings ? USAGE : PROBLEM;
  }
}
