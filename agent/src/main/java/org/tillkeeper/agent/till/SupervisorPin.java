package org.tillkeeper.agent.till;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.iso8583.Hex;

/**
 * The supervisor's PIN of this terminal, in {@code DATA/supervisor-pin} as a slow salted hash,
 * beside how often it was guessed wrong since it was right. A try is counted on the disk before it
 * is looked at, so that neither a kill nor a restart gives one for nothing. {@link #FREE} tries are
 * free; after the last of them, and each that is wrong after it, everybody waits, twice as long as
 * before, from 30 s to 15 min. After a restart the last wait begins anew.
 *
 * <p>A file that cannot be read or that others may write is a PIN that nothing matches: setting
 * another one mends it. Safe for any thread; {@link #set} and {@link #check} take long.
 */
final class SupervisorPin {
  static final int FREE = 3;
  static final String ALLOWED =
      "must be 4 to 12 digits, not all the same and not one after the other such as 1234";

  private static final Log LOG = Log.of(SupervisorPin.class);
  private static final Pattern DIGITS = Pattern.compile("[0-9]{4,12}");
  private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
  private static final int MOST_TRIES = 9_999;
  private static final int ROUNDS = 200_000;
  private static final int BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int MAX_FILE_BYTES = 200;

  /** Rounds, salt, hash, wrong tries. */
  private static final Pattern LINE =
      Pattern.compile("pbkdf2-sha256 ([0-9]{1,8}) ([0-9a-f]{32}) ([0-9a-f]{64}) ([0-9]{1,4})\n?");

  private final Path file;
  private final SecureRandom random;
  private final LongSupplier nanos;
  private final Object oneAtATime = new Object();
  private volatile Optional<Kept> kept;
  private volatile long notBeforeNanos;

  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Kept(int rounds, byte[] salt, byte[] hash, int wrong) {
    Kept tried(int times) {
      return new Kept(rounds, salt, hash, Math.min(times, MOST_TRIES));
    }

    String line() {
      return "pbkdf2-sha256 "
          + rounds
          + " "
          + Hex.lowerCase(salt)
          + " "
          + Hex.lowerCase(hash)
          + " "
          + wrong
          + "\n";
    }
  }

  /** What was said to a PIN. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** It was not looked at: it is too early for another try. */
    TOO_EARLY
  }

  /**
   * @param pause until the next one is looked at
   */
  record Checked(Verdict verdict, Duration pause) {}

  /**
   * @param nanos a clock that nobody sets, as {@code System.nanoTime}
   */
  SupervisorPin(Path file, SecureRandom random, LongSupplier nanos) {
    this.file = file;
    this.random = random;
    this.nanos = nanos;
    kept = Files.exists(file) ? Optional.of(read()) : Optional.empty();
    kept.ifPresent(it -> notBeforeNanos = nanos.getAsLong() + waitAfter(it.wrong()).toNanos());
  }

  /** Whether there is one. */
  boolean isSet() {
    return kept.isPresent();
  }

  /** Whether it may be chosen. */
  static boolean isAllowed(String pin) {
    if (!DIGITS.matcher(pin).matches()) {
      return false;
    }
    int step = pin.charAt(1) - pin.charAt(0);
    boolean even = step >= -1 && step <= 1;
    for (int i = 1; i < pin.length(); i++) {
      even &= pin.charAt(i) - pin.charAt(i - 1) == step;
    }
    return !even;
  }

  /**
   * Sets another one; what was tried before is forgotten.
   *
   * @param pin that {@link #isAllowed}
   * @throws IOException if it cannot be kept; the one before stays
   */
  void set(String pin) throws IOException {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = hash(pin, salt, ROUNDS);
    synchronized (oneAtATime) {
      keep(new Kept(ROUNDS, salt, hash, 0));
      notBeforeNanos = nanos.getAsLong();
    }
    LOG.info("The supervisor's PIN was set", Fact.event("pin-set"));
  }

  /**
   * Looks at a PIN that somebody has entered.
   *
   * @throws IOException if the try cannot be counted; then it was not looked at
   */
  Checked check(String pin) throws IOException {
    synchronized (oneAtATime) {
      Kept now = kept.orElseThrow(() -> new IllegalStateException("no PIN is set"));
      Duration left = Duration.ofNanos(notBeforeNanos - nanos.getAsLong());
      if (now.wrong() >= FREE && !left.isNegative() && !left.isZero()) {
        return new Checked(Verdict.TOO_EARLY, left);
      }
      Kept counted = now.tried(now.wrong() + 1);
      keep(counted);
      if (MessageDigest.isEqual(hash(pin, now.salt(), now.rounds()), now.hash())) {
        keep(now.tried(0));
        return new Checked(Verdict.RIGHT, Duration.ZERO);
      }
      Duration wait = waitAfter(counted.wrong());
      notBeforeNanos = nanos.getAsLong() + wait.toNanos();
      LOG.warn(
          "A wrong PIN was entered for the supervisor",
          Fact.event("pin-wrong"),
          Fact.of("tries", counted.wrong()),
          Fact.of("wait", wait));
      return new Checked(Verdict.WRONG, wait);
    }
  }

  private static Duration waitAfter(int wrong) {
    if (wrong < FREE) {
      return Duration.ZERO;
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(wrong - FREE, 10));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private void keep(Kept next) throws IOException {
    OwnerOnly.write(file.toFile(), next.line().getBytes(StandardCharsets.US_ASCII));
    kept = Optional.of(next);
  }

  private Kept read() {
    try {
      if (!OwnerOnly.isWritableByOthers(file) && Files.size(file) <= MAX_FILE_BYTES) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        Matcher line = LINE.matcher(text);
        if (line.matches()) {
          return new Kept(
              Integer.parseInt(line.group(1)),
              Hex.decode(line.group(2)),
              Hex.decode(line.group(3)),
              Integer.parseInt(line.group(4)));
        }
      }
      LOG.warn(
          "The supervisor's PIN cannot be believed and matches nothing until another is set",
          Fact.text("file", file.toString()));
    } catch (IOException e) {
      LOG.warn(
          "The supervisor's PIN cannot be read and matches nothing until another is set",
          Fact.text("file", file.toString()),
          Fact.text("why", e.toString()));
    }
    return new Kept(ROUNDS, new byte[SALT_BYTES], new byte[0], 0);
  }

  private static byte[] hash(String pin, byte[] salt, int rounds) {
    char[] digits = pin.toCharArray();
    PBEKeySpec spec = new PBEKeySpec(digits, salt, Math.max(1, rounds), BYTES * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2 with SHA-256", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(digits, '0');
    }
  }
}
