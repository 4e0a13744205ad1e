package org.tillkeeper.agent.diagnosis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like a system's {@code /proc} and {@code /sys}. */
final class Trees {
  static final String NO_ROUTES =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

  private final Path root;

  Trees(Path root) {
    this.root = root;
  }

  Trees file(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** An interface, up with its link. */
  Trees link(String name) {
    return link(name, "0x1003", "1");
  }

  Trees link(String name, String flags, String carrier) {
    return file("sys/class/net/" + name + "/flags", flags + "\n")
        .file("sys/class/net/" + name + "/carrier", carrier + "\n")
        .file("sys/class/net/" + name + "/type", "1\n");
  }

  SystemFiles files() {
    return new SystemFiles(root.toFile());
  }
}
