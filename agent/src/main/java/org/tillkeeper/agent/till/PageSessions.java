package org.tillkeeper.agent.till;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;

/**
 * The browsers that may show the cashier's page. Each has a session: a secret in its cookie, of
 * which {@code DATA/page-sessions} keeps the digest, so that a shop need not open the page again
 * after a power cut. A session ends after {@link #AGE_LIMIT}, or when a person ends it.
 *
 * <p>A browser shows its cookie to every port of this machine. So a session is bound to a second
 * secret, the page's key, which the page makes and keeps in the storage of its own address, port
 * included: from the first call on a cookie without that key opens nothing. Safe for any thread.
 */
final class PageSessions {
  static final Duration AGE_LIMIT = Duration.ofDays(30);

  /** Browsers of one shop. The oldest makes room. */
  static final int MOST = 16;

  private static final int SECRET_BYTES = 32;
  private static final Log LOG = Log.of(PageSessions.class);

  /** One line of the file: digest of the cookie, of the page's key or -, end in epoch seconds. */
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64}) ([0-9a-f]{64}|-) ([0-9]{1,12})");

  private static final int MAX_FILE_BYTES = MOST * 160;
  private static final Pattern PAGE_KEY = Pattern.compile("[0-9a-f]{64}");

  private final Path file;
  private final SecureRandom random;
  private final Clock clock;
  private final List<Session> sessions = new ArrayList<>();

  /**
   * @param pageKey digest of the page's key; empty until its first call
   */
  private record Session(String cookie, Optional<String> pageKey, Instant end) {
    boolean is(String digest) {
      return Secret.same(cookie, digest);
    }
  }

  private PageSessions(Path file, SecureRandom random, Clock clock) {
    this.file = file;
    this.random = random;
    this.clock = clock;
  }

  /** Those that were open when the agent ended. A file that cannot be read opens none. */
  static PageSessions in(Path file, SecureRandom random, Clock clock) {
    PageSessions all = new PageSessions(file, random, clock);
    if (Files.exists(file)) {
      all.read();
    }
    return all;
  }

  /** Begins a session; the answer is what its cookie holds. */
  synchronized String begin() {
    dropOld();
    while (sessions.size() >= MOST) {
      sessions.remove(0);
    }
    String secret = Secret.random(random, SECRET_BYTES);
    sessions.add(
        new Session(Secret.digest(secret), Optional.empty(), clock.instant().plus(AGE_LIMIT)));
    keep();
    return secret;
  }

  /** Whether this cookie and page's key are those of an open session. */
  synchronized boolean admits(String secret, String pageKey) {
    if (!PAGE_KEY.matcher(pageKey).matches()) {
      return false;
    }
    dropOld();
    String digest = Secret.digest(secret);
    String keyDigest = Secret.digest(pageKey);
    boolean admitted = false;
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      if (session.is(digest)) {
        if (!session.pageKey().isPresent()) {
          sessions.set(i, new Session(digest, Optional.of(keyDigest), session.end()));
          keep();
        }
        admitted = Secret.same(session.pageKey().orElse(keyDigest), keyDigest);
      }
    }
    return admitted;
  }

  /**
   * Ends a session, if there is one with this cookie.
   *
   * @throws IOException if it would be open again after a restart
   */
  synchronized void end(String secret) throws IOException {
    String digest = Secret.digest(secret);
    if (sessions.removeIf(session -> session.is(digest))) {
      write();
    }
  }

  /**
   * Ends them all; how many there were.
   *
   * @throws IOException if they would be open again after a restart
   */
  synchronized int endAll() throws IOException {
    dropOld();
    int count = sessions.size();
    sessions.clear();
    write();
    return count;
  }

  private void dropOld() {
    Instant now = clock.instant();
    sessions.removeIf(session -> !now.isBefore(session.end()));
  }

  private void read() {
    try {
      if (OwnerOnly.isWritableByOthers(file) || Files.size(file) > MAX_FILE_BYTES) {
        throw new IOException("others may have written it");
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
      for (String line : text.split("\n")) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches() && sessions.size() < MOST) {
          Optional<String> key = Optional.of(matcher.group(2)).filter(name -> !name.equals("-"));
          Instant end = Instant.ofEpochSecond(Long.parseLong(matcher.group(3)));
          sessions.add(new Session(matcher.group(1), key, end));
        }
      }
    } catch (IOException e) {
      LOG.warn(
          "The cashier's page has to be opened again",
          Fact.text("file", file.toString()),
          Fact.text("why", e.toString()));
    }
  }

  private void keep() {
    try {
      write();
    } catch (IOException e) {
      LOG.warn(
          "After a restart the cashier's page has to be opened again",
          Fact.text("why", e.toString()));
    }
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Session session : sessions) {
      text.append(session.cookie())
          .append(' ')
          .append(session.pageKey().orElse("-"))
          .append(' ')
          .append(session.end().getEpochSecond())
          .append('\n');
    }
    OwnerOnly.write(file.toFile(), text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
