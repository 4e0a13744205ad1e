package org.tillkeeper.agent.till;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.files.FileContent;
import org.tillkeeper.agent.keys.CertifiedKey;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * A port's TLS, made anew when its files have changed: a certificate is renewed on disk while the
 * agent runs, and who connects next sees the new one. New files that cannot be used leave the old
 * in force and are named in the log, once.
 *
 * <p>The files are looked at once a second at most, since strangers choose how often they connect.
 * Safe for any thread.
 */
final class PortTls {
  private static final Log LOG = Log.of(PortTls.class);

  /** More than any certificate chain, key, or list of authorities of a port. */
  private static final int MOST_BYTES = 1024 * 1024;

  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** Makes it of the files as they are now. */
  interface Making {
    /**
     * @throws InvalidConfig names the setting, its file and what is allowed
     */
    SslContext make() throws InvalidConfig;
  }

  private final String port;
  private final Making making;
  private final List<File> files;
  private final LongSupplier nanos;
  private byte[] read;
  private long looked;
  private SslContext inUse;

  /**
   * @param port its section in {@code agent.yaml}
   * @param files what it is made of
   * @param nanos a clock that only goes forward, in nanoseconds
   * @throws InvalidConfig as {@link Making#make}
   */
  PortTls(String port, Making making, List<File> files, LongSupplier nanos) throws InvalidConfig {
    this.port = port;
    this.making = making;
    this.files = files;
    this.nanos = nanos;
    // Before they are used: what changes in between is found at the next look.
    read = FileContent.digest(files, MOST_BYTES);
    looked = nanos.getAsLong();
    inUse = making.make();
  }

  /**
   * What a port's TLS is built on.
   *
   * @param section in {@code agent.yaml}
   * @param certificate PEM chain, the port's own first
   * @param key its private key, PEM PKCS#8
   * @throws InvalidConfig names both settings and what is allowed
   */
  static SslContextBuilder builder(String section, File certificate, File key)
      throws InvalidConfig {
    String allowed =
        "must be a PEM certificate chain and its PEM PKCS#8 private key, not encrypted";
    try {
      CertifiedKey pair = CertifiedKey.read(certificate, key);
      return SslContextBuilder.forServer(pair.key(), pair.chain()).sslProvider(SslProvider.JDK);
    } catch (InvalidKeyException e) {
      allowed = "the key must be the one that the certificate was made for";
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      // as files that hold something else
    }
    throw new InvalidConfig(
        section
            + ".certificate "
            + certificate
            + " and "
            + section
            + ".key "
            + key
            + ": "
            + allowed);
  }

  /** What a new connection is made with. */
  synchronized SslContext current() {
    long now = nanos.getAsLong();
    if (now - looked < LOOK_NANOS) {
      return inUse;
    }
    looked = now;
    byte[] found = FileContent.digest(files, MOST_BYTES);
    if (!Arrays.equals(found, read)) {
      read = found;
      try {
        inUse = making.make();
        LOG.info(
            "the certificates of a port were read anew",
            Fact.event("port-certificates"),
            Fact.text("port", port));
      } catch (InvalidConfig e) {
        LOG.warn(
            "the certificates before stay in use",
            Fact.event("port-certificates"),
            Fact.text("port", port),
            Fact.text("why", e.getMessage()));
      }
    }
    return inUse;
  }
}
