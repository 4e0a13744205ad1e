package org.tillkeeper.agent.host;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One route's TLS, made from its settings.
 *
 * <p>The peer must verify. Where a CA is given, it must have signed the peer's certificate. Where
 * neither a CA nor a pin is given, one of the system's must have. In both cases the certificate
 * must carry the expected name. Where a pin is given, the certificate must hold that key. Where a
 * CA and a pin are given, both must hold.
 */
final class Tls {
  private static final List<String> PROTOCOLS = Arrays.asList("TLSv1.3", "TLSv1.2");

  private final SslContext context;
  private final Optional<String> serverName;

  private Tls(SslContext context, Optional<String> serverName) {
    this.context = context;
    this.serverName = serverName;
  }

  static Tls of(TlsSettings settings) throws UnusableTls {
    return of(settings, UnaryOperator.identity());
  }

  /**
   * As above.
   *
   * @param watched may put something around what decides about the peer, which goes on deciding
   */
  static Tls of(TlsSettings settings, UnaryOperator<X509ExtendedTrustManager> watched)
      throws UnusableTls {
    boolean pinOnly = settings.pin().isPresent() && !settings.caFile().isPresent();
    Optional<X509ExtendedTrustManager> authorities =
        pinOnly ? Optional.empty() : Optional.of(authorities(settings.caFile()));
    X509ExtendedTrustManager trust =
        settings.pin().isPresent()
            ? new PinnedKey(settings.pin().get(), authorities)
            : authorities.get();
    trust = watched.apply(trust);
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(trust)
            // A pinned key is its own identity; a name signed by a CA must be the one expected.
            .endpointIdentificationAlgorithm(pinOnly ? null : "HTTPS");
    try {
      // Android 8 has no TLS 1.3, and naming a protocol that is not there fails.
      List<String> protocols = new ArrayList<>(PROTOCOLS);
      protocols.retainAll(
          Arrays.asList(SSLContext.getDefault().getSupportedSSLParameters().getProtocols()));
      builder.protocols(protocols);
      clientCertificate(builder, settings);
      return new Tls(builder.build(), settings.serverName());
    } catch (SSLException | GeneralSecurityException e) {
      throw new UnusableTls("TLS cannot be set up: " + Reason.oneLine(e));
    }
  }

  /** A handler for one connection. The attempt's own timer covers the handshake. */
  SslHandler newHandler(ByteBufAllocator allocator, Route route) {
    SslHandler handler =
        context.newHandler(allocator, serverName.orElse(route.host()), route.port());
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /**
   * A socket that speaks TLS over one that is connected, with the same settings as {@link
   * #newHandler}.
   */
  SSLSocket over(Socket connected, Route route) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            ((JdkSslContext) context)
                .context()
                .getSocketFactory()
                .createSocket(connected, serverName.orElse(route.host()), route.port(), true);
    SSLEngine like =
        context.newEngine(ByteBufAllocator.DEFAULT, serverName.orElse(route.host()), route.port());
    socket.setSSLParameters(like.getSSLParameters());
    return socket;
  }

  private static X509ExtendedTrustManager authorities(Optional<File> caFile) throws UnusableTls {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(caFile.isPresent() ? keyStore(caFile.get()) : null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
      throw new UnusableTls("this system cannot check certificates against names");
    } catch (GeneralSecurityException e) {
      throw new UnusableTls("TLS cannot be set up: " + Reason.oneLine(e));
    }
  }

  private static KeyStore keyStore(File caFile) throws UnusableTls, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try (InputStream in = TlsFiles.read("ca", caFile, TlsFiles.CA_MAX_KB)) {
      store.load(null, null);
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca" + store.size(), certificate);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw unusable("ca", caFile, "PEM certificates of at least one CA");
    }
    if (store.size() == 0) {
      throw unusable("ca", caFile, "PEM certificates of at least one CA");
    }
    return store;
  }

  private static void clientCertificate(SslContextBuilder builder, TlsSettings settings)
      throws UnusableTls {
    if (!settings.certificateFile().isPresent() && !settings.keyFile().isPresent()) {
      return;
    }
    if (!settings.certificateFile().isPresent() || !settings.keyFile().isPresent()) {
      throw new UnusableTls("tls.certificate and tls.key go together; only one of them is set");
    }
    File certificate = settings.certificateFile().get();
    File key = settings.keyFile().get();
    try (InputStream chain =
            TlsFiles.read("certificate", certificate, TlsFiles.CERTIFICATE_MAX_KB);
        InputStream secret = TlsFiles.read("key", key, TlsFiles.CERTIFICATE_MAX_KB)) {
      builder.keyManager(chain, secret);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableTls(
          "tls.certificate "
              + certificate
              + " and tls.key "
              + key
              + ": must be a PEM certificate chain and its PEM PKCS#8 private key, not encrypted");
    }
  }

  private static UnusableTls unusable(String name, File file, String allowed) {
    return new UnusableTls("tls." + name + " " + file + ": must hold " + allowed);
  }
}
