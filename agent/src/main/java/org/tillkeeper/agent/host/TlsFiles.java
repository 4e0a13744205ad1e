package org.tillkeeper.agent.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * One route's TLS, made anew when its files have changed. A certificate is renewed on disk while
 * the agent runs, and the next connection goes by the new one. New files that cannot be used leave
 * the old in force and are named, for the acquirer may still take those.
 *
 * <p>Safe for any thread.
 */
final class TlsFiles {
  private static final Log LOG = Log.of(TlsFiles.class);

  /** More than every authority that a system trusts. */
  static final int CA_MAX_KB = 1024;

  /** More than any chain and any key. */
  static final int CERTIFICATE_MAX_KB = 64;

  private final TlsSettings settings;
  private Optional<Tls> inUse = Optional.empty();
  private byte[] read = new byte[0];
  private Optional<String> trouble = Optional.empty();
  private boolean failed;

  TlsFiles(TlsSettings settings) {
    this.settings = settings;
  }

  /**
   * What a new connection is made with.
   *
   * @throws UnusableTls if there is none, because the files could never be used
   */
  synchronized Tls current() throws UnusableTls {
    byte[] now = digest();
    boolean same = Arrays.equals(now, read);
    boolean systemMayHaveChanged = failed && !settings.caFile().isPresent();
    if (inUse.isPresent() && same && !systemMayHaveChanged) {
      return inUse.get(); // which also knows the TLS sessions that can be resumed
    }
    try {
      Tls fresh = Tls.of(settings);
      if (inUse.isPresent() && !same) {
        LOG.info("certificates were read anew");
      }
      inUse = Optional.of(fresh);
      trouble = Optional.empty();
    } catch (UnusableTls e) {
      if (!inUse.isPresent()) {
        throw e;
      }
      if (!trouble.equals(Optional.of(e.getMessage()))) {
        LOG.warn("the certificates before stay in use", Fact.text("why", e.getMessage()));
      }
      trouble = Optional.of(e.getMessage());
    }
    read = now;
    failed = false;
    return inUse.get();
  }

  /** The other side could not be verified. Whom the system trusts may have changed. */
  synchronized void failed() {
    failed = true;
  }

  /** Why the files on disk are not those in use; empty if they are. */
  synchronized Optional<String> trouble() {
    return trouble;
  }

  private byte[] digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, settings.caFile());
      add(digest, settings.certificateFile());
      add(digest, settings.keyFile());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, Optional<File> file) {
    digest.update((byte) (file.isPresent() ? 1 : 0));
    if (file.isPresent()) {
      try {
        digest.update(content(file.get(), CA_MAX_KB));
      } catch (IOException e) {
        // It is being replaced, or gone: another content than before.
        digest.update((byte) 2);
      }
    }
  }

  /**
   * A file that a person named.
   *
   * @param name of its setting
   * @throws UnusableTls if it is longer than such a file can be
   */
  static InputStream read(String name, File file, int maxKb) throws IOException, UnusableTls {
    byte[] content = content(file, maxKb);
    if (content.length > maxKb * 1024) {
      throw new UnusableTls(
          "tls." + name + " " + file + ": is too big; it has at most " + maxKb + " kB");
    }
    return new ByteArrayInputStream(content);
  }

  /** The file, read somewhat further than it may be long. */
  private static byte[] content(File file, int maxKb) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (InputStream in = new FileInputStream(file)) {
      byte[] part = new byte[4096];
      int count = in.read(part);
      while (count >= 0 && all.size() <= maxKb * 1024) {
        all.write(part, 0, count);
        count = in.read(part);
      }
    }
    return all.toByteArray();
  }
}
