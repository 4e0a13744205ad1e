package org.tillkeeper.agent.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.host.Certificates;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.TlsSettings;

/** Real TLS servers, each wrong in one way: the verdict names it, and which certificate it is. */
class TlsVerdictTest {
  private static Certificates authority;
  private static Certificates stranger;
  private static Certificates good;

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> accepted = Collections.synchronizedList(new ArrayList<>());
  private Optional<ServerSocket> listening = Optional.empty();
  private Optional<String> pin = Optional.empty();
  private Optional<Certificates> trusted = Optional.of(authority);
  private Optional<Certificates> own = Optional.empty();

  @BeforeAll
  static void certificates() throws Exception {
    authority = Certificates.authority("acquirer");
    stranger = Certificates.authority("somebody else");
    good = authority.signs("localhost");
  }

  @AfterEach
  void close() throws IOException {
    if (listening.isPresent()) {
      listening.get().close();
    }
    for (Socket one : new ArrayList<>(accepted)) {
      one.close();
    }
    threads.shutdownNow();
  }

  private void serve(ServerSocket socket) {
    listening = Optional.of(socket);
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try {
                  Socket one = socket.accept();
                  accepted.add(one);
                  if (one instanceof SSLSocket tls) {
                    tls.startHandshake();
                  }
                } catch (IOException e) {
                  if (socket.isClosed()) {
                    return;
                  }
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Certificates server, boolean wantsClient) throws Exception {
    SSLServerSocket socket =
        (SSLServerSocket)
            server
                .server(authority)
                .getServerSocketFactory()
                .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(wantsClient);
    serve(socket);
  }

  private Diagnosis diagnosis() throws Exception {
    Optional<File> ca = Optional.empty();
    if (trusted.isPresent()) {
      ca = Optional.of(trusted.get().certificatePem(folder.resolve("ca.pem")));
    }
    Optional<File> certificate = Optional.empty();
    Optional<File> key = Optional.empty();
    if (own.isPresent()) {
      certificate = Optional.of(own.get().certificatePem(folder.resolve("own.pem")));
      key = Optional.of(own.get().keyPem(folder.resolve("own.key")));
    }
    Route route =
        new Route(
            "primary",
            "localhost",
            listening.get().getLocalPort(),
            Optional.of(new TlsSettings(ca, pin, certificate, key, Optional.empty())));
    NetworkChecks checks = new NetworkChecks(new SystemFiles(new File("/")), Probes.REAL, threads);
    List<Observation> found =
        checks.look(
            Arrays.asList(route), NetworkChecks.Line.UNKNOWN, Instant.now(), Duration.ofSeconds(8));
    return Diagnosis.of(Instant.now(), Diagnosis.Who.UNKNOWN, found);
  }

  private Observation verdict(Condition expected) throws Exception {
    Diagnosis diagnosis = diagnosis();
    Observation first =
        diagnosis
            .firstCause()
            .orElseGet(
                () ->
                    diagnosis.observations().stream()
                        .filter(one -> one.check() == Check.TLS)
                        .findFirst()
                        .get());
    assertEquals(expected, first.condition(), diagnosis.toString());
    return first;
  }

  @Test
  void a_certificate_that_is_good_is_fine_or_ends_soon() throws Exception {
    serve(good, false);
    Observation seen = verdict(Condition.TLS_EXPIRES_SOON); // these are good for a day
    assertEquals("CN=localhost", seen.evidence().get("subject"));
  }

  @Test
  void one_that_has_expired_and_is_trusted_by_itself_is_not_said_to_end_in_the_past()
      throws Exception {
    Certificates ended = authority.signsExpired("localhost");
    trusted = Optional.of(ended);
    serve(ended, false);
    verdict(Condition.TLS_EXPIRED_TRUSTED);
  }

  @Test
  void one_that_has_expired() throws Exception {
    serve(authority.signsExpired("localhost"), false);
    Observation seen = verdict(Condition.TLS_EXPIRED);
    Instant until = Instant.parse(String.valueOf(seen.evidence().get("until")));
    assertTrue(until.isBefore(Instant.now()), until.toString());
  }

  @Test
  void one_that_is_not_valid_yet() throws Exception {
    serve(authority.signsLater("localhost"), false);
    verdict(Condition.TLS_NOT_YET_VALID);
  }

  @Test
  void one_for_another_name() throws Exception {
    serve(authority.signs("other.example"), false);
    assertEquals("CN=other.example", verdict(Condition.TLS_OTHER_NAME).evidence().get("subject"));
  }

  @Test
  void one_that_another_authority_signed() throws Exception {
    serve(stranger.signs("localhost"), false);
    assertEquals(
        "CN=somebody else", verdict(Condition.TLS_OTHER_AUTHORITY).evidence().get("issuer"));
  }

  @Test
  void one_with_another_key_than_the_pinned() throws Exception {
    pin = Optional.of(stranger.pin());
    serve(good, false);
    verdict(Condition.TLS_OTHER_KEY);
    trusted = Optional.empty();
    verdict(Condition.TLS_OTHER_KEY);
  }

  @Test
  void a_client_certificate_that_is_wanted_and_not_there() throws Exception {
    serve(good, true);
    verdict(Condition.TLS_CLIENT_REFUSED);
  }

  @Test
  void a_client_certificate_of_a_stranger() throws Exception {
    own = Optional.of(stranger.signs("terminal"));
    serve(good, true);
    verdict(Condition.TLS_CLIENT_REFUSED);
  }

  @Test
  void a_client_certificate_that_has_expired() throws Exception {
    own = Optional.of(authority.signsExpired("terminal"));
    serve(good, true);
    verdict(Condition.TLS_CLIENT_EXPIRED);
  }

  @Test
  void a_port_without_tls_that_is_silent() throws Exception {
    serve(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()));
    verdict(Condition.TLS_SILENT);
  }

  @Test
  void a_ca_file_that_is_none() throws Exception {
    serve(good, false);
    trusted = Optional.empty();
    pin = Optional.empty();
    Route route =
        new Route(
            "primary",
            "localhost",
            listening.get().getLocalPort(),
            Optional.of(
                new TlsSettings(
                    Optional.of(folder.resolve("none.pem").toFile()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
    List<Observation> found =
        new NetworkChecks(new SystemFiles(new File("/")), Probes.REAL, threads)
            .look(
                Arrays.asList(route),
                NetworkChecks.Line.UNKNOWN,
                Instant.now(),
                Duration.ofSeconds(8));
    Diagnosis diagnosis = Diagnosis.of(Instant.now(), Diagnosis.Who.UNKNOWN, found);
    assertEquals(Condition.TLS_FILES, diagnosis.firstCause().get().condition());
  }
}
