package org.tillkeeper.tools.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.TypedTime;
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

  /** The time that {@code --since} names, by the clock of the shop; empty where it is not given. */
  static Optional<Instant> since(String typed, ShopClock clock) throws InvalidSettings {
    return typed == null
        ? Optional.empty()
        : Optional.of(TypedTime.of("--since", typed, clock.zone(), Instant.now()).from());
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
