package org.tillkeeper.agent.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.time.RealScheduler;

/** Whom a TLS route trusts, and that it trusts nobody else. */
class TlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Certificates authority;
  private static Certificates otherAuthority;
  private static Certificates server;

  @TempDir Path folder;
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> accepted = new LinkedBlockingQueue<>();
  private final RealScheduler scheduler = new RealScheduler(failures::add);
  private final RecordingListener listener = new RecordingListener();
  private final NettyTransport transport =
      new NettyTransport(NettyTransportTest.twoBytes(), scheduler, PATIENCE);
  private ServerSocket listening;

  @BeforeAll
  static void certificates() throws Exception {
    authority = Certificates.authority("acquirer");
    otherAuthority = Certificates.authority("somebody else");
    server = authority.signs("localhost");
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    scheduler.close();
    if (listening != null) {
      listening.close();
    }
    assertNull(failures.poll(), "a task failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_server_signed_by_the_private_ca_is_spoken_to(String protocol) throws Exception {
    listen(server, socket -> socket.setEnabledProtocols(new String[] {protocol}));
    connect(ca(authority));
    Transport.Connection connection = listener.expectConnected();
    try (SSLSocket peer = peer()) {
      connection.send(new byte[] {0, 1, 7});
      assertArrayEquals(new byte[] {0, 1, 7}, peer.getInputStream().readNBytes(3));
      assertEquals(protocol, peer.getSession().getProtocol());
      peer.getOutputStream().write(new byte[] {0, 1, 8});
      listener.expect("received 108");
    }
    listener.expect("closed: closed by the other side");
    listener.expectNoMore();
  }

  @Test
  void older_protocols_are_never_offered() throws Exception {
    TlsSettings settings = ca(authority).toTlsSettings();
    Route route = new Route("primary", "localhost", 1, Optional.of(settings));
    SslHandler handler = Tls.of(settings).newHandler(UnpooledByteBufAllocator.DEFAULT, route);
    assertEquals(
        new HashSet<>(Arrays.asList("TLSv1.2", "TLSv1.3")),
        new HashSet<>(Arrays.asList(handler.engine().getEnabledProtocols())));
  }

  @Test
  void a_server_signed_by_another_ca_is_refused() throws Exception {
    listen(server);
    connect(ca(otherAuthority));
    listener.expectStart("failed: TLS: certificate not trusted: ");
    listener.expectNoMore();
  }

  @Test
  void without_a_ca_of_its_own_only_the_systems_count() throws Exception {
    listen(server);
    connect(new Settings());
    listener.expect("failed: TLS: certificate not trusted: no trusted authority signed it");
  }

  @Test
  void a_certificate_for_another_name_is_refused() throws Exception {
    listen(authority.signs("other.example"));
    connect(ca(authority));
    listener.expectStart("failed: TLS: certificate not trusted: No subject alternative DNS name");
  }

  @Test
  void the_name_expected_can_be_set_apart_from_the_host() throws Exception {
    listen(authority.signs("pos.acquirer.example"));
    connect(ca(authority).named("pos.acquirer.example"));
    listener.expectConnected();
  }

  @Test
  void an_expired_certificate_is_refused_by_ca_and_by_pin() throws Exception {
    Certificates expired = authority.signsExpired("localhost");
    listen(expired);
    connect(ca(authority));
    listener.expectStart("failed: TLS: certificate not trusted: expired, or this device's clock");
    connect(new Settings().pinned(expired.pin()));
    listener.expectStart("failed: TLS: certificate not trusted: expired, or this device's clock");
  }

  @Test
  void a_pinned_key_needs_no_ca_and_no_name() throws Exception {
    Certificates anyone = otherAuthority.signs("other.example");
    listen(anyone);
    connect(new Settings().pinned(anyone.pin()));
    listener.expectConnected();
  }

  @Test
  void another_key_than_the_pinned_one_is_refused() throws Exception {
    listen(server);
    connect(new Settings().pinned(authority.signs("localhost").pin()));
    listener.expect(
        "failed: TLS: certificate not trusted: its public key is not the pinned one (SHA-256 "
            + server.pin()
            + ")");
  }

  @Test
  void with_ca_and_pin_both_must_hold() throws Exception {
    listen(server);
    connect(ca(authority).pinned(server.pin()));
    listener.expectConnected();

    RecordingListener wrongPin = new RecordingListener();
    connect(ca(authority).pinned(authority.pin()), wrongPin);
    wrongPin.expectStart("failed: TLS: certificate not trusted: its public key is not the pinned");

    RecordingListener wrongCa = new RecordingListener();
    connect(ca(otherAuthority).pinned(server.pin()), wrongCa);
    wrongCa.expectStart("failed: TLS: certificate not trusted: ");

    RecordingListener wrongName = new RecordingListener();
    connect(ca(authority).pinned(server.pin()).named("other.example"), wrongName);
    wrongName.expectStart("failed: TLS: certificate not trusted: No subject alternative DNS name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_client_certificate_is_shown_where_there_is_one(String protocol) throws Exception {
    listen(
        server,
        socket -> {
          socket.setEnabledProtocols(new String[] {protocol});
          socket.setNeedClientAuth(true);
        });
    connect(ca(authority).client(authority.signs("terminal-00000001")));
    Transport.Connection connection = listener.expectConnected();
    try (SSLSocket peer = peer()) {
      connection.send(new byte[] {0, 1, 7});
      assertArrayEquals(new byte[] {0, 1, 7}, peer.getInputStream().readNBytes(3));
      assertEquals("CN=terminal-00000001", peer.getSession().getPeerPrincipal().getName());
    }
  }

  @Test
  void a_renewed_ca_is_read_without_a_restart() throws Exception {
    listen(server);
    Settings settings = ca(otherAuthority);
    connect(settings);
    listener.expectStart("failed: TLS: certificate not trusted: ");
    authority.certificatePem(settings.ca.toPath());
    connect(settings);
    listener.expectConnected();
    assertEquals(Optional.empty(), transport.unusedCertificates());
  }

  @Test
  void a_renewed_client_certificate_is_shown_without_a_restart() throws Exception {
    listen(server, socket -> socket.setNeedClientAuth(true));
    Settings settings = ca(authority).client(authority.signs("terminal-00000001"));
    connect(settings);
    listener.expectConnected();
    assertEquals("CN=terminal-00000001", peer().getSession().getPeerPrincipal().getName());
    settings.client(authority.signs("terminal-00000002"));
    RecordingListener next = new RecordingListener();
    connect(settings, next);
    next.expectConnected();
    assertEquals("CN=terminal-00000002", peer().getSession().getPeerPrincipal().getName());
  }

  @Test
  void a_new_file_that_cannot_be_used_leaves_the_old_in_force_and_is_named() throws Exception {
    listen(server);
    Settings settings = ca(authority);
    connect(settings);
    listener.expectConnected();
    Files.writeString(settings.ca.toPath(), "-----BEGIN CERTIFICATE-----\nhalf of it");
    for (int i = 0; i < 2; i++) {
      RecordingListener next = new RecordingListener();
      connect(settings, next);
      next.expectConnected();
      assertEquals(
          Optional.of("tls.ca " + settings.ca + ": must hold PEM certificates of at least one CA"),
          transport.unusedCertificates());
    }
    authority.certificatePem(settings.ca.toPath());
    RecordingListener last = new RecordingListener();
    connect(settings, last);
    last.expectConnected();
    assertEquals(Optional.empty(), transport.unusedCertificates());
  }

  @Test
  void a_server_that_misses_the_client_certificate_is_understood() throws Exception {
    listen(server, socket -> socket.setNeedClientAuth(true));
    connect(ca(authority));
    // In TLS 1.3 the server says so only after the client's side of the handshake is complete.
    listener.expectConnected();
    listener.expectStart("closed: TLS: Received fatal alert: ");
  }

  @Test
  void reset_leaves_without_a_goodbye_over_tls_too() throws Exception {
    listen(server);
    connect(ca(authority));
    Transport.Connection connection = listener.expectConnected();
    try (SSLSocket peer = peer()) {
      scheduler.execute(connection::reset);
      listener.expect("closed: reset by the agent");
      IOException reset = assertThrows(IOException.class, () -> peer.getInputStream().read());
      Throwable cause = reset instanceof SSLException ? reset.getCause() : reset;
      assertEquals("Connection reset", cause.getMessage());
    }
  }

  @Test
  void a_server_that_never_shakes_hands_runs_into_the_time_out_and_is_left() throws Exception {
    ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    listening = silent;
    connect(ca(authority), listener, Duration.ofMillis(300));
    try (Socket peer = silent.accept()) {
      listener.expect(
          "failed: no connection within 300 ms, while shaking hands with 127.0.0.1:"
              + silent.getLocalPort());
      peer.setSoTimeout((int) PATIENCE.toMillis());
      IOException reset =
          assertThrows(IOException.class, () -> peer.getInputStream().readAllBytes());
      assertEquals("Connection reset", reset.getMessage());
    }
    listener.expectNoMore();
  }

  @Test
  void a_server_without_tls_is_not_quoted() throws Exception {
    ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    listening = plain;
    connect(ca(authority));
    try (Socket peer = plain.accept()) {
      peer.getOutputStream().write("HTTP/1.1 400 Bad Request".getBytes(US_ASCII));
      listener.expect("failed: TLS: the other side does not speak TLS");
    }
  }

  @Test
  void files_that_cannot_be_used_are_known_before_the_first_connection() throws Exception {
    File text = Files.writeString(folder.resolve("text.pem"), "no certificate").toFile();
    File missing = folder.resolve("missing.pem").toFile();
    File empty = Files.writeString(folder.resolve("empty.pem"), "").toFile();
    File certificate = server.certificatePem(folder.resolve("own.pem"));
    for (File ca : new File[] {text, missing, empty}) {
      String why = unusable(new Settings(ca, null, null, null, null));
      assertTrue(why.startsWith("tls.ca " + ca + ": must hold PEM certificates"), why);
    }
    for (File key : new File[] {text, missing, empty, certificate}) {
      String why = unusable(new Settings(null, null, certificate, key, null));
      assertTrue(why.contains("tls.key " + key + ": must be"), why);
    }
    String alone = unusable(new Settings(null, null, certificate, null, null));
    assertEquals("tls.certificate and tls.key go together; only one of them is set", alone);

    listen(server);
    connect(new Settings(text, null, null, null, null));
    listener.expectStart("failed: tls.ca ");
  }

  private String unusable(Settings settings) {
    Route route = new Route("primary", "localhost", 1, Optional.of(settings.toTlsSettings()));
    String why = assertThrows(UnusableTls.class, () -> transport.prepare(route)).getMessage();
    assertFalse(why.contains("\n"), why);
    return why;
  }

  private void listen(Certificates certificates) throws Exception {
    listen(certificates, socket -> {});
  }

  private void listen(Certificates certificates, Preparation preparation) throws Exception {
    SSLContext context = certificates.server(authority);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    preparation.prepare(socket);
    listening = socket;
    Thread accepting = new Thread(() -> accept(socket), "peer");
    accepting.setDaemon(true);
    accepting.start();
  }

  /** Shakes hands with one after the other; what became of each is for the test to ask. */
  private void accept(SSLServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        SSLSocket peer = (SSLSocket) socket.accept();
        peer.setSoTimeout((int) PATIENCE.toMillis());
        try {
          peer.startHandshake();
          accepted.add(peer);
        } catch (IOException e) {
          peer.close();
        }
      } catch (IOException e) {
        accepted.add(e);
      }
    }
  }

  private SSLSocket peer() throws InterruptedException {
    return (SSLSocket) accepted.poll(30, TimeUnit.SECONDS);
  }

  private Settings ca(Certificates trusted) throws Exception {
    Path file = Files.createTempFile(folder, "ca", ".pem");
    return new Settings(trusted.certificatePem(file), null, null, null, null);
  }

  private void connect(Settings settings) {
    connect(settings, listener);
  }

  private void connect(Settings settings, RecordingListener each) {
    connect(settings, each, PATIENCE);
  }

  private void connect(Settings settings, RecordingListener each, Duration timeout) {
    transport.connect(
        new Route(
            "primary",
            "localhost",
            listening.getLocalPort(),
            Optional.of(settings.toTlsSettings())),
        timeout,
        each);
  }

  private interface Preparation {
    void prepare(SSLServerSocket socket);
  }

  /** Settings under construction; null: not set. */
  private record Settings(File ca, String pin, File certificate, File key, String name) {
    Settings() {
      this(null, null, null, null, null);
    }

    Settings pinned(String to) {
      return new Settings(ca, to, certificate, key, name);
    }

    Settings named(String serverName) {
      return new Settings(ca, pin, certificate, key, serverName);
    }

    Settings client(Certificates own) throws Exception {
      Path at = ca.toPath();
      return new Settings(
          ca,
          pin,
          own.certificatePem(at.resolveSibling("own.pem")),
          own.keyPem(at.resolveSibling("own.key")),
          name);
    }

    TlsSettings toTlsSettings() {
      return new TlsSettings(
          Optional.ofNullable(ca),
          Optional.ofNullable(pin),
          Optional.ofNullable(certificate),
          Optional.ofNullable(key),
          Optional.ofNullable(name));
    }
  }
}
