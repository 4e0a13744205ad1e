package org.tillkeeper.tools.lab;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that a lab has started; what it prints goes to a file. Safe for any thread. */
final class Child implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final String name;
  private final Path printed;
  private final Process process;

  private Child(String name, Path printed, Process process) {
    this.name = name;
    this.printed = printed;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param name for messages, and the name of the file in {@code folder} that it prints to
   */
  static Child start(String name, Path folder, List<String> command) throws IOException {
    Path printed = folder.resolve(name + ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    return new Child(name, printed, process);
  }

  /**
   * Waits for the line {@code PREFIX HOST:PORT} that tells where the process listens.
   *
   * @throws IOException if it ends or says nothing in time; the text has what it printed instead
   */
  InetSocketAddress announced(String prefix) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(START);
    while (true) {
      boolean alive = process.isAlive();
      for (String line : Files.readAllLines(printed)) {
        if (line.startsWith(prefix + " ")) {
          String address = line.substring(prefix.length() + 1);
          int colon = address.lastIndexOf(':');
          return new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        }
      }
      if (!alive || deadline.isOver()) {
        throw new IOException(
            name
                + (alive ? " does not say where it listens: " : " ended at its start: ")
                + Files.readString(printed).trim());
      }
      deadline.pause();
    }
  }

  /** All that it has printed. */
  String printed() throws IOException {
    return Files.readString(printed);
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Of one that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, and SIGKILL for what has not ended soon. */
  @Override
  public void close() {
    process.destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
    }
  }
}
