package org.tillkeeper.agent.host;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * Tries one route as the line would, on a connection of its own that ends at once: TCP, and TLS
 * where the route has it. No message is sent on it.
 *
 * <p>Blocks the calling thread for at most the time it is given for each part.
 */
public final class RouteProbe {
  /**
   * TLS 1.3 refuses a client's certificate only after the client takes the handshake for done. One
   * that is refused is so within a round trip.
   */
  private static final int AFTERTHOUGHT_MILLIS = 400;

  private RouteProbe() {}

  /** How far a connection came. */
  public enum Tcp {
    CONNECTED,
    /** Something answers there and takes no connection. */
    REFUSED,
    /** Nothing answers. */
    SILENT,
    /** This device or a router on the way says that it cannot be reached. */
    UNREACHABLE,
    /** It ended while it was made. */
    RESET,
    /** It cannot go out from what the route is to go out from. */
    NO_SOURCE,
    /** For another reason. */
    FAILED
  }

  /** How the TLS of a connection went. */
  public enum TlsResult {
    /** The route has none. */
    NONE,
    DONE,
    EXPIRED,
    NOT_YET_VALID,
    OTHER_NAME,
    OTHER_AUTHORITY,
    OTHER_KEY,
    /** The other side refuses this terminal's certificate, or wants one. */
    CLIENT_REFUSED,
    NOT_TLS,
    SILENT,
    FAILED,
    /** This terminal's own files cannot be used. */
    UNUSABLE
  }

  /**
   * A certificate, as far as it helps.
   *
   * @param until the end of its validity
   */
  public record Shown(String subject, String issuer, Instant from, Instant until) {
    static Shown of(X509Certificate certificate) {
      return new Shown(
          certificate.getSubjectX500Principal().getName(),
          certificate.getIssuerX500Principal().getName(),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant());
    }
  }

  /**
   * What became of it.
   *
   * @param why in one line, where TCP or TLS failed; else empty
   * @param peer the acquirer's certificate, where it was shown
   */
  public record Result(Tcp tcp, TlsResult tls, String why, Optional<Shown> peer, long millis) {}

  /**
   * Tries a route.
   *
   * @param address of its host
   * @param within for TCP, and again for TLS
   */
  public static Result of(Route route, InetAddress address, Duration within) {
    long begun = System.nanoTime();
    int millis = NettyTransport.millis(within);
    try (Socket socket = new Socket()) {
      if (route.source().isPresent()) {
        try {
          socket.bind(new InetSocketAddress(route.source().get().towards(address), 0));
        } catch (IOException e) {
          return failed(Tcp.NO_SOURCE, Reason.oneLine(e), begun);
        }
      }
      try {
        socket.connect(new InetSocketAddress(address, route.port()), millis);
      } catch (IOException e) {
        return failed(tcp(e), Reason.of(e), begun);
      }
      return route.tls().isPresent()
          ? handshake(route, route.tls().get(), socket, millis, begun)
          : new Result(Tcp.CONNECTED, TlsResult.NONE, "", Optional.empty(), since(begun));
    } catch (IOException e) {
      return failed(Tcp.FAILED, Reason.of(e), begun);
    }
  }

  private static Result failed(Tcp how, String why, long begun) {
    return new Result(how, TlsResult.NONE, why, Optional.empty(), since(begun));
  }

  private static long since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun).toMillis();
  }

  private static Tcp tcp(IOException failure) {
    if (failure instanceof SocketTimeoutException) {
      return Tcp.SILENT;
    }
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("refused")) {
      return Tcp.REFUSED;
    }
    if (text.contains("unreachable")
        || text.contains("no route")
        || text.contains("not permitted")
        || text.contains("permission denied")
        || failure instanceof NoRouteToHostException) {
      return Tcp.UNREACHABLE;
    }
    if (text.contains("timed out")) {
      return Tcp.SILENT;
    }
    return text.contains("reset") ? Tcp.RESET : Tcp.FAILED;
  }

  private static Result handshake(
      Route route, TlsSettings settings, Socket connected, int millis, long begun) {
    SeenChain[] seen = new SeenChain[1];
    try {
      Tls tls =
          Tls.of(
              settings,
              decides -> {
                seen[0] = new SeenChain(decides);
                return seen[0];
              });
      connected.setSoTimeout(millis);
      SSLSocket socket = tls.over(connected, route);
      socket.startHandshake();
      connected.setSoTimeout(AFTERTHOUGHT_MILLIS);
      try {
        socket.getInputStream().read();
      } catch (SocketTimeoutException e) {
        // It has nothing to say, as should be.
      }
      return new Result(Tcp.CONNECTED, TlsResult.DONE, "", shown(seen[0]), since(begun));
    } catch (UnusableTls e) {
      return new Result(
          Tcp.CONNECTED, TlsResult.UNUSABLE, e.getMessage(), Optional.empty(), since(begun));
    } catch (IOException e) {
      return new Result(Tcp.CONNECTED, tls(e), Reason.of(e), shown(seen[0]), since(begun));
    }
  }

  private static Optional<Shown> shown(SeenChain seen) {
    return seen == null ? Optional.empty() : seen.shown().map(Shown::of);
  }

  private static TlsResult tls(IOException failure) {
    boolean untrusted = false;
    String said = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return TlsResult.SILENT;
      }
      if (cause instanceof CertificateExpiredException) {
        return TlsResult.EXPIRED;
      }
      if (cause instanceof CertificateNotYetValidException) {
        return TlsResult.NOT_YET_VALID;
      }
      if (cause instanceof CertPathBuilderException) {
        return TlsResult.OTHER_AUTHORITY;
      }
      untrusted |=
          cause instanceof CertPathValidatorException || cause instanceof CertificateException;
      said = said + " " + String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    }
    if (untrusted) {
      return said.contains("pinned")
          ? TlsResult.OTHER_KEY
          : said.contains("name") ? TlsResult.OTHER_NAME : TlsResult.OTHER_AUTHORITY;
    }
    if (said.contains("bad_certificate")
        || said.contains("certificate_required")
        || said.contains("certificate_unknown")
        || said.contains("certificate_expired")
        || said.contains("certificate_revoked")
        || said.contains("unknown_ca")
        || said.contains("access_denied")) {
      return TlsResult.CLIENT_REFUSED;
    }
    return said.contains("unrecognized ssl message")
            || said.contains("unsupported or unrecognized")
            || said.contains("not an ssl")
        ? TlsResult.NOT_TLS
        : TlsResult.FAILED;
  }

  /**
   * This terminal's own certificate of a route; empty where it has none or it cannot be read, which
   * a handshake says better.
   */
  public static Optional<Shown> ownCertificate(Route route) {
    Optional<File> file = route.tls().flatMap(TlsSettings::certificateFile);
    if (!file.isPresent()) {
      return Optional.empty();
    }
    try (InputStream in = new FileInputStream(file.get())) {
      return Optional.of(
          Shown.of(
              (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in)));
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
