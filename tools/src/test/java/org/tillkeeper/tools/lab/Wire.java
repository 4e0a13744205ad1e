package org.tillkeeper.tools.lab;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace at the end of a wire: packets to it are delayed, lost or swallowed on demand,
 * and the near end can be taken down as a cable is pulled. Beside the wire there is a link that is
 * always good, for what the far end needs besides. Both end with this.
 */
final class Wire implements AutoCloseable {
  private static final String NEEDS =
      "this test needs root, ip (iproute2), python3 and /dev/net/tun, and the right to make network"
          + " namespaces; where they are not to be had, leave out -Pfull: ";

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** The system takes its time to clean a namespace up: each wire has names and addresses anew. */
  private final long id = ProcessHandle.current().pid() * 16 + COUNT.getAndIncrement() % 16;

  private final String name = "tk" + id % 10_000_000;
  private final String subnet;
  private Process process;
  private BufferedWriter commands;
  private BufferedReader answers;

  Wire(Path script) throws IOException, InterruptedException {
    // Of 198.18.0.0/15, which is set aside for measuring networks.
    subnet = "." + (id >> 6 & 0xFF) + "." + (id & 0x3F) * 4;
    try {
      ip("netns", "add", name);
      ip("-n", name, "link", "set", "lo", "up");
      ip("link", "add", name + "m", "type", "veth", "peer", "name", name + "n", "netns", name);
      ip("addr", "add", goodNear() + "/30", "dev", name + "m");
      ip("link", "set", name + "m", "up");
      ip("-n", name, "addr", "add", address(19, 2) + "/30", "dev", name + "n");
      ip("-n", name, "link", "set", name + "n", "up");
      process =
          new ProcessBuilder("python3", script.toString(), name, name, near(), far())
              .redirectErrorStream(true)
              .start();
      answers = process.inputReader(StandardCharsets.UTF_8);
      commands =
          new BufferedWriter(
              new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
      expect("ready");
    } catch (IOException | AssertionError e) {
      AssertionError needs = new AssertionError(NEEDS + e.getMessage(), e);
      try {
        close();
      } catch (UncheckedIOException more) {
        needs.addSuppressed(more); // what was not made cannot be taken away
      }
      throw needs;
    }
  }

  private String address(int net, int host) {
    String[] parts = subnet.split("\\.");
    return "198." + net + "." + parts[1] + "." + (Integer.parseInt(parts[2]) + host);
  }

  /** The address of the wire's end here. */
  String near() {
    return address(18, 1);
  }

  /** The address of the wire's end in the namespace. */
  String far() {
    return address(18, 2);
  }

  /** The address here of the link that is always good. */
  String goodNear() {
    return address(19, 1);
  }

  /** The interface of the wire's end here. */
  String device() {
    return name + "a";
  }

  /** What runs a command at the far end. */
  List<String> atFarEnd(List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(command);
    return all;
  }

  /** Every packet takes so long, each way. */
  void delay(int oneWayMillis) throws IOException {
    say("delay " + oneWayMillis);
  }

  /** This share of the packets is lost, each way. */
  void loss(int percent, long seed) throws IOException {
    say("loss " + percent + " " + seed);
  }

  /** Every packet is lost, and nobody is told. */
  void silent() throws IOException {
    say("silent");
  }

  /** No more silence. */
  void pass() throws IOException {
    say("pass");
  }

  /** The cable is pulled: the system knows it. */
  void down() throws IOException, InterruptedException {
    ip("link", "set", device(), "down");
  }

  /** The cable is back. */
  void up() throws IOException, InterruptedException {
    ip("link", "set", device(), "up");
  }

  private void say(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    expect("ok");
  }

  private void expect(String word) throws IOException {
    String line = answers.readLine();
    if (!word.equals(line)) {
      StringBuilder all = new StringBuilder(String.valueOf(line));
      answers.lines().forEach(more -> all.append('\n').append(more));
      throw new AssertionError("the wire says " + all);
    }
  }

  private static void ip(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.trim());
    }
  }

  @Override
  public void close() {
    try {
      if (process != null) {
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
      ip("link", "del", name + "m");
      ip("netns", "del", name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
