package org.tillkeeper.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that was started here. It is told by its standard input and tells by its output. */
final class Child implements AutoCloseable {
  private static final int STOP_SECONDS = 10;

  private final String name;
  private final Path errors;
  private final Process process;
  private final BufferedReader said;

  private Child(String name, Path errors, Process process) {
    this.name = name;
    this.errors = errors;
    this.process = process;
    said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Child start(String name, Path folder, List<String> command) throws IOException {
    Path errors = folder.resolve(name + ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    return new Child(name, errors, process);
  }

  /** Waits for the line {@code PREFIX HOST:PORT}. */
  InetSocketAddress announced(String prefix) throws IOException {
    while (true) {
      String line = next();
      if (line.startsWith(prefix + " ")) {
        int colon = line.lastIndexOf(':');
        return new InetSocketAddress(
            line.substring(prefix.length() + 1, colon),
            Integer.parseInt(line.substring(colon + 1)));
      }
    }
  }

  /** Tells it something, and waits for the line it answers with. */
  String ask(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    return next();
  }

  private String next() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException(name + " has ended: " + Files.readString(errors));
    }
    return line;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
