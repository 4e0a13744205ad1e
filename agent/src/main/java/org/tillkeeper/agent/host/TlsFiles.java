package org.tillkeeper.agent.host;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.files.FileContent;
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
    List<File> files = new ArrayList<>();
    settings.caFile().ifPresent(files::add);
    settings.certificateFile().ifPresent(files::add);
    settings.keyFile().ifPresent(files::add);
    return FileContent.digest(files, CA_MAX_KB * 1024);
  }

  /**
   * A file that a person named.
   *
   * @param name of its setting
   * @throws UnusableTls if it is longer than such a file can be
   */
  static InputStream read(String name, File file, int maxKb) throws IOException, UnusableTls {
    byte[] content = FileContent.read(file, maxKb * 1024);
    if (content.length > maxKb * 1024) {
      throw new UnusableTls(
          "tls." + name + " " + file + ": is too big; it has at most " + maxKb + " kB");
    }
    return new ByteArrayInputStream(content);
  }
}
