package org.tillkeeper.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.network.Network;
import org.tillkeeper.tools.network.NetworkSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the faulty network until the process is ended. */
@Command(
    name = "network",
    footer =
        "tools/tillkeeper network --listen 127.0.0.1:8600 --target 127.0.0.1:8601 --control 127.0.0.1:8602")
final class NetworkCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "FILE")
  private Path config;

  @Option(names = "--listen", paramLabel = "HOST:PORT")
  private String listen;

  @Option(names = "--target", paramLabel = "HOST:PORT")
  private String target;

  @Option(names = "--control", paramLabel = "HOST:PORT")
  private String control;

  @Option(names = "--seed", paramLabel = "N")
  private Long seed;

  @Override
  public Integer call() throws InvalidSettings {
    NetworkSettings settings = NetworkSettings.of(settings());
    Network network;
    try {
      network = Network.start(settings);
    } catch (IOException e) {
      throw new InvalidSettings("the network cannot start: " + e.getMessage());
    }
    Running.until(network);
    Running.announce("network listening on ", network.address());
    Running.announce("network control on ", network.controlAddress());
    return Commands.STAYS;
  }

  private Settings settings() throws InvalidSettings {
    Map<String, Object> options = new LinkedHashMap<>();
    put(options, "listen", listen);
    put(options, "target", target);
    put(options, "control", control == null ? null : Map.of("listen", control));
    put(options, "seed", seed);
    if (config == null) {
      return Settings.ofOptions(options);
    }
    if (!options.isEmpty()) {
      throw new InvalidSettings(
          "command line: --config is \""
              + config
              + "\" beside "
              + options.keySet()
              + ": allowed is --config FILE alone, or options without it");
    }
    return Settings.ofFile(config);
  }

  private static void put(Map<String, Object> options, String key, Object value) {
    if (value != null) {
      options.put(key, value);
    }
  }
}
