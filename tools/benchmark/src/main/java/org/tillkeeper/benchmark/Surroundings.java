package org.tillkeeper.benchmark;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Where something is measured: without it no figure can be read. */
final class Surroundings {
  /** Others that use more than so much of a processor make times worthless. */
  static final double FOREIGN_MOST = 0.15;

  private static final List<String> IN_MEMORY = List.of("tmpfs", "ramfs");

  private Surroundings() {}

  static String described(Path folder) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %s; Java %s, %s; %s on %s; load %s",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.version"),
        System.getProperty("java.vm.name"),
        disk.type(),
        disk.name(),
        Files.readString(Path.of("/proc/loadavg")).trim().split(" ")[0]);
  }

  /** Whether nothing written there reaches a disk. */
  static boolean isMemory(Path folder) throws IOException {
    return IN_MEMORY.contains(Files.getFileStore(folder).type());
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
