package org.tillkeeper.tools.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.tillkeeper.tools.config.InvalidSettings;
import picocli.CommandLine.Option;

/** What the commands have in common that only look: they may look at another terminal, too. */
abstract class LookCall extends AgentCall {
  @Option(names = "--from", paramLabel = "URL", descriptionKey = "from", order = LAST)
  private URI from;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      descriptionKey = "certificate",
      order = LAST)
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", descriptionKey = "key", order = LAST)
  private Path key;

  @Option(names = "--ca", paramLabel = "FILE", descriptionKey = "ca", order = LAST)
  private Path ca;

  /** Whether another terminal is asked. */
  final boolean isAfar() {
    return from != null;
  }

  @Override
  ShopClock clock() throws InvalidSettings {
    return isAfar() ? ShopClock.ofReader() : super.clock();
  }

  @Override
  AgentApi api() throws InvalidSettings, IOException {
    if (from != null) {
      return AgentApi.from(from, certificate, key, ca);
    }
    if (certificate != null || key != null || ca != null) {
      throw new InvalidSettings("--certificate, --key and --ca belong to --from https://HOST:8584");
    }
    return super.api();
  }
}
