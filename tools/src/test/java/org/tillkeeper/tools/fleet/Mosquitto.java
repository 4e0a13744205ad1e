package org.tillkeeper.tools.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's mosquitto with TLS, client certificates and the rights of the documentation, in a folder
 * of its own. What it keeps outlives its death.
 */
public final class Mosquitto implements AutoCloseable {
  private final Path folder;
  private final int port;
  private Process process;

  /** Makes certificates: an authority, the broker's, one for a terminal and one for an operator. */
  public Mosquitto(Path folder, String terminal) throws Exception {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort(); // mosquitto cannot be told to choose one
    }
    authority("ca");
    authority("stranger");
    certificate("ca", "broker", "localhost");
    certificate("ca", "terminal", terminal);
    certificate("ca", "fleet", "fleet");
    certificate("stranger", "liar", terminal);
    Files.writeString(
        folder.resolve("acl"),
        """
        pattern write tillkeeper/%u/#
        pattern read tillkeeper/%u/orders
        user fleet
        topic read tillkeeper/#
        topic write tillkeeper/+/+/orders
        """);
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        """
        user root
        listener %d 127.0.0.1
        cafile %s
        certfile %s
        keyfile %s
        require_certificate true
        use_identity_as_username true
        acl_file %s
        persistence true
        persistence_location %s/
        max_queued_messages 0
        autosave_interval 1
        autosave_on_changes true
        """
            .formatted(
                port,
                folder.resolve("ca.pem"),
                folder.resolve("broker.pem"),
                folder.resolve("broker.key"),
                folder.resolve("acl"),
                folder));
  }

  /** Makes one more terminal's certificate, {@code NAME.pem} and {@code NAME.key}. */
  public void admit(String name, String terminal) throws Exception {
    certificate("ca", name, terminal);
  }

  private void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem",
        "-days",
        "2",
        "-subj",
        "/CN=" + name);
  }

  private void certificate(String authority, String name, String subject) throws Exception {
    openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr",
        "-subj",
        "/CN=" + subject.replace("/", "\\/"));
    Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".pem");
  }

  private void openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process openssl =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.out").toFile())
            .start();
    if (openssl.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("openssl.out")));
    }
  }

  /** Where it listens. */
  public String url() {
    return "mqtts://localhost:" + port;
  }

  /** A file of its folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Starts it, also again; it listens when this returns. */
  public void start() throws Exception {
    process =
        new ProcessBuilder("mosquitto", "-c", folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.out").toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!isListening()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(Files.readString(folder.resolve("mosquitto.out")));
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Has it put on the disk what it keeps: it does that by itself once in a while alone. */
  void save() throws Exception {
    Path kept = folder.resolve("mosquitto.db");
    Files.deleteIfExists(kept);
    long pid = process.pid();
    new ProcessBuilder("kill", "-USR1", Long.toString(pid)).start().waitFor();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.exists(kept)) {
      if (System.nanoTime() > end) {
        throw new IOException(Files.readString(folder.resolve("mosquitto.out")));
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  /** Without a word, as a power failure does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
