package org.tillkeeper.agent.host;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;

/**
 * The TLS of the line to the acquirer, for connections to others: the same versions, the same
 * checks, and files that are read anew when they change. Safe for any thread.
 */
public final class ClientTls {
  private final TlsFiles files;

  /** Reads nothing yet. */
  public ClientTls(TlsSettings settings) {
    files = new TlsFiles(settings);
  }

  /**
   * Reads the files.
   *
   * @throws UnusableTls if they could never be used
   */
  public void prepare() throws UnusableTls {
    Tls unused = files.current();
  }

  /**
   * A handler for one connection, whose handshake has no time limit of its own.
   *
   * @throws UnusableTls if the files cannot be used and never could
   */
  public SslHandler newHandler(ByteBufAllocator allocator, String host, int port)
      throws UnusableTls {
    return files.current().newHandler(allocator, new Route("", host, port, Optional.empty()));
  }

  /** The other side could not be verified: whom the system trusts may have changed. */
  public void failed() {
    files.failed();
  }

  /** Why the files on disk are not those in use; empty if they are. */
  public Optional<String> trouble() {
    return files.trouble();
  }
}
