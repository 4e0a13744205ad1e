package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.stopped.StoppedLedger;
import org.tillkeeper.tools.words.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether a ledger may be put away: nothing in it is open, and no payment waits for settlement. Of
 * an agent that is stopped. Exit 1 where it may not.
 */
@Command(name = "unsettled", footer = "tools/tillkeeper unsettled --config agent.yaml")
final class UnsettledCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = AgentCall.DEFAULT_CONFIG,
      order = AgentCall.LAST)
  private Path config;

  @Override
  public Integer call() throws InvalidSettings, IOException {
    PrintStream out = Console.out();
    Path data = Settings.ofFile(config).path("data", "./data");
    if (!StoppedLedger.isThere(data)) {
      out.println(say("unsettled.no-ledger", data));
      return 0;
    }
    try (StoppedLedger stopped = StoppedLedger.open(data)) {
      Ledger ledger = stopped.ledger();
      long pending = ledger.pending().count();
      long attention = ledger.attention();
      long inBatch = ledger.batches().size(ledger.batches().open().seq());
      boolean settling = ledger.settlements().open().isPresent();
      out.println(say("unsettled.open", pending, attention, inBatch));
      if (settling) {
        out.println(say("unsettled.settling"));
      }
      return pending + attention + inBatch == 0 && !settling ? 0 : 1;
    }
  }
}
