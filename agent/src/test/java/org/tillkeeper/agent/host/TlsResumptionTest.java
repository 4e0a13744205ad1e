package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.time.RealScheduler;

/** However a connection ended, the next one resumes its TLS session, as the server counts it. */
class TlsResumptionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CONNECTIONS = 4;

  @TempDir Path folder;
  private final AtomicInteger certificatesChosen = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, reset",
    "TLSv1.2, end",
    "TLSv1.2, cut",
    "TLSv1.2, closed",
    "TLSv1.3, reset",
    "TLSv1.3, end",
    "TLSv1.3, cut",
    "TLSv1.3, closed"
  })
  void a_session_is_resumed_however_its_connection_ended(String protocol, String ending)
      throws Exception {
    Certificates authority = Certificates.authority("acquirer");
    SSLContext context =
        authority
            .signs("localhost")
            .server(
                authority,
                managers -> new KeyManager[] {new Counting((X509ExtendedKeyManager) managers[0])});
    File ca = authority.certificatePem(folder.resolve("ca.pem"));
    TlsSettings settings =
        new TlsSettings(
            Optional.of(ca),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    int full = 0;
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RealScheduler scheduler = new RealScheduler(Throwable::printStackTrace);
        NettyTransport transport =
            new NettyTransport(NettyTransportTest.twoBytes(), scheduler, PATIENCE)) {
      Route route = new Route("primary", "localhost", server.getLocalPort(), Optional.of(settings));
      for (int i = 0; i < CONNECTIONS; i++) {
        RecordingListener listener = new RecordingListener();
        int before = certificatesChosen.get();
        transport.connect(route, PATIENCE, listener);
        try (Socket tcp = server.accept()) {
          SSLSocket peer =
              (SSLSocket) context.getSocketFactory().createSocket(tcp, "terminal", 1, true);
          peer.setUseClientMode(false);
          peer.setEnabledProtocols(new String[] {protocol});
          peer.setSoTimeout((int) PATIENCE.toMillis());
          peer.startHandshake();
          Transport.Connection connection = listener.expectConnected();
          connection.send(new byte[] {0, 1, 7});
          assertArrayEquals(new byte[] {0, 1, 7}, peer.getInputStream().readNBytes(3));
          peer.getOutputStream().write(new byte[] {0, 1, 8});
          listener.expect("received 108");
          switch (ending) {
            case "reset" -> scheduler.execute(connection::reset);
            case "end" -> scheduler.execute(connection::end);
            case "cut" -> {
              reset(tcp);
            }
            default -> peer.close();
          }
          listener.expectStart("closed: ");
        }
        full += certificatesChosen.get() > before ? 1 : 0;
      }
    }
    assertEquals(1, full, "full handshakes of " + CONNECTIONS);
  }

  /** Past TLS, as when the network or the host is gone. */
  private static void reset(Socket tcp) throws IOException {
    tcp.setSoLinger(true, 0);
    tcp.close();
  }

  /** A server chooses its certificate in a full handshake only. */
  private final class Counting extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;

    Counting(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      certificatesChosen.incrementAndGet();
      return keys.chooseServerAlias(type, issuers, socket);
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      certificatesChosen.incrementAndGet();
      return keys.chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return keys.getServerAliases(type, issuers);
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return keys.getClientAliases(type, issuers);
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return keys.chooseClientAlias(types, issuers, socket);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }
  }
}
