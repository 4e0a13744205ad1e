package org.tillkeeper.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of processes. */
final class Kernel {
  /** Of a second. */
  static final int TICKS = 100;

  private static final int UTIME = 11;
  private static final int OF_CHILDREN = 4;

  private Kernel() {}

  /** Bytes that a process has given to disks. */
  static long written(long pid) throws IOException {
    return number(Path.of("/proc", Long.toString(pid), "io"), "write_bytes:");
  }

  /** Memory that a process has in RAM, in kilobytes. */
  static long resident(long pid) throws IOException {
    return number(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
  }

  private static long number(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).trim().split(" ")[0]);
      }
    }
    throw new IOException("no " + name + " in " + file);
  }

  /** Time of all processors that was used by anybody, in ticks, without what waited for disks. */
  static long busy() throws IOException {
    String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split(" +");
    long busy = 0;
    for (int i = 1; i < words.length && i <= 8; i++) {
      boolean idle = i == 4 || i == 5;
      busy += idle ? 0 : Long.parseLong(words[i]);
    }
    return busy;
  }

  /** Time that a process, and its children that have ended, used of processors, in ticks. */
  static long used(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long used = 0;
    for (int i = UTIME; i < UTIME + OF_CHILDREN; i++) {
      used += Long.parseLong(words[i]);
    }
    return used;
  }
}
