package org.tillkeeper.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.acquirer.Acquirer;
import org.tillkeeper.tools.acquirer.AcquirerSettings;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the simulated acquirer until the process is ended. */
@Command(name = "acquirer", footer = "tools/tillkeeper acquirer --config acquirer.yaml")
final class AcquirerCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE")
  private Path config;

  @Override
  public Integer call() throws InvalidSettings {
    AcquirerSettings settings = AcquirerSettings.of(Settings.ofFile(config));
    Acquirer acquirer;
    try {
      acquirer = Acquirer.start(settings);
    } catch (IOException | SQLException e) {
      throw new InvalidSettings(config + ": the acquirer cannot start: " + e.getMessage());
    }
    Running.until(acquirer);
    Running.announce("acquirer listening on ", acquirer.address());
    Running.announce("acquirer control on ", acquirer.controlAddress());
    return Commands.STAYS;
  }
}
