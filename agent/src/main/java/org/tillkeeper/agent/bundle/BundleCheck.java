package org.tillkeeper.agent.bundle;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.keys.Minisign;
import org.tillkeeper.iso8583.Hex;

/**
 * Checks a bundle, whoever made the file. Nothing of it is unpacked to disk, what is kept of it in
 * memory is bounded, and reading ends at a size that no bundle has.
 */
public final class BundleCheck {
  /** Unpacked. A bundle of a year of a busy terminal has less. */
  private static final long BYTES_MOST = 4L << 30;

  private static final int ENTRIES_MOST = 200_000;

  /** Of the entries that are kept: keys, list, signatures, facts. */
  private static final int KEPT_MOST = 32 << 20;

  private static final String FACTS = "bundle.json";
  private static final String HISTORY = "history.";

  private final long bytesMost;
  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, String> digests = new LinkedHashMap<>();
  private final Map<String, byte[]> kept = new LinkedHashMap<>();
  private final HistoryCheck history = new HistoryCheck();
  private Optional<String> folder = Optional.empty();
  private long read;

  private BundleCheck(long bytesMost) {
    this.bytesMost = bytesMost;
  }

  /**
   * What came of a check.
   *
   * @param faults empty where the bundle is whole
   * @param key that it is signed by; empty where there is none in it
   * @param facts what the bundle says of itself; believe them only where there are no faults
   * @param entries how many were signed
   */
  public record Verdict(
      List<Fault> faults, Optional<DeviceKey.Public> key, Map<String, Object> facts, int entries) {}

  /**
   * Checks a file.
   *
   * @param expected the device's key as it is known from elsewhere; empty to take the one inside,
   *     which shows that nothing was changed since, and not by whom it was made
   * @throws IOException if the file itself cannot be read
   */
  public static Verdict of(InputStream file, Optional<DeviceKey.Public> expected)
      throws IOException {
    return of(file, expected, BYTES_MOST);
  }

  static Verdict of(InputStream file, Optional<DeviceKey.Public> expected, long bytesMost)
      throws IOException {
    return new BundleCheck(bytesMost).check(file, expected);
  }

  private Verdict check(InputStream file, Optional<DeviceKey.Public> expected) throws IOException {
    try (OneMember in = new OneMember(file)) {
      readEntries(in);
      readEnd(in);
      if (in.goesOn()) {
        fault(Fault.Kind.BEHIND_THE_END, "", "");
      }
    } catch (EOFException e) {
      fault(Fault.Kind.TRUNCATED, "", "");
    } catch (ZipException e) {
      fault(read == 0 ? Fault.Kind.NO_BUNDLE : Fault.Kind.CHANGED, "", "the gzip file is damaged");
    } catch (StopReading e) {
      // The fault is noted already.
    }
    Optional<DeviceKey.Public> key = key();
    boolean isComplete =
        faults.stream()
            .noneMatch(
                it ->
                    it.kind() == Fault.Kind.NO_BUNDLE
                        || it.kind() == Fault.Kind.TRUNCATED
                        || it.kind() == Fault.Kind.TOO_LARGE);
    if (isComplete) {
      checkSignatures(key, expected);
      checkManifest();
    }
    Map<String, Object> facts = facts();
    if (isComplete && faults.isEmpty()) {
      history.fault(facts).ifPresent(faults::add);
    }
    return new Verdict(faults, key, facts, digests.size());
  }

  private void fault(Fault.Kind kind, String entry, String detail) {
    faults.add(new Fault(kind, entry, detail));
  }

  /** Reading cannot go on. */
  private static final class StopReading extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private StopReading stop(Fault.Kind kind, String entry, String detail) {
    fault(kind, entry, detail);
    return new StopReading();
  }

  // ---- The archive

  private void readEntries(InputStream in) throws IOException {
    byte[] header = new byte[Tar.BLOCK];
    while (true) {
      fill(in, header);
      if (isEmpty(header)) {
        return;
      }
      if (digests.size() >= ENTRIES_MOST) {
        throw stop(Fault.Kind.TOO_LARGE, "", "");
      }
      readEntry(in, header);
    }
  }

  private void readEntry(InputStream in, byte[] header) throws IOException {
    String path = text(header, 0, 100);
    long size;
    long seconds;
    try {
      size = Long.parseLong(text(header, 124, 12).trim(), 8);
      seconds = Long.parseLong(text(header, 136, 12).trim(), 8);
    } catch (NumberFormatException e) {
      throw stop(
          digests.isEmpty() ? Fault.Kind.NO_BUNDLE : Fault.Kind.NAME,
          shown(path),
          "its header is damaged");
    }
    String first = path.substring(0, Math.max(0, path.indexOf('/')));
    boolean isNamed = Tar.NAME.matcher(path).matches() && !first.isEmpty();
    boolean isSized = Math.min(size, seconds) >= 0 && Math.max(size, seconds) <= Tar.SIZE_MOST;
    if (!isNamed || !isSized || !Arrays.equals(header, Tar.header(path, size, seconds))) {
      throw stop(
          digests.isEmpty() ? Fault.Kind.NO_BUNDLE : Fault.Kind.NAME,
          shown(path),
          "no bundle has such a name or header");
    }
    if (!folder.isPresent()) {
      folder = Optional.of(first);
    }
    String entry = path.substring(first.length() + 1);
    if (!folder.get().equals(first)) {
      fault(Fault.Kind.ADDED, path, "it stands in another folder");
    }
    String digest = readContent(in, entry, size);
    if (digests.put(entry, digest) != null) {
      fault(Fault.Kind.TWICE, entry, "");
    }
  }

  private static String shown(String path) {
    return path.replaceAll("[^A-Za-z0-9._/ -]", "?");
  }

  private String readContent(InputStream in, String entry, long size) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      DigestInputStream digested = new DigestInputStream(in, sha256);
      boolean isKept = isKept(entry);
      if (isKept && size > KEPT_MOST) {
        throw stop(Fault.Kind.TOO_LARGE, entry, "");
      }
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (long rest = size; rest > 0; ) {
        int count = digested.read(buffer, 0, (int) Math.min(buffer.length, rest));
        if (count < 0) {
          throw new EOFException();
        }
        count(count);
        rest -= count;
        if (isKept) {
          content.write(buffer, 0, count);
        }
      }
      if (entry.startsWith(HISTORY)) {
        history.add(content.toByteArray());
      } else if (isKept) {
        kept.put(entry, content.toByteArray());
      }
      byte[] padding = new byte[Tar.padding(size)];
      fill(in, padding);
      if (!isEmpty(padding)) {
        fault(Fault.Kind.CHANGED, entry, "there is something behind its content");
      }
      return Hex.lowerCase(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean isKept(String entry) {
    return switch (entry) {
      case BundleWriter.MANIFEST,
          BundleWriter.SIGNATURE,
          BundleWriter.MINISIGNATURE,
          BundleWriter.PEM,
          BundleWriter.MINISIGN_KEY,
          FACTS ->
          true;
      default -> entry.startsWith(HISTORY);
    };
  }

  private void readEnd(InputStream in) throws IOException {
    byte[] second = new byte[Tar.BLOCK];
    fill(in, second);
    if (!isEmpty(second) || in.read() >= 0) {
      throw stop(Fault.Kind.BEHIND_THE_END, "", "");
    }
  }

  private void fill(InputStream in, byte[] bytes) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      int count = in.read(bytes, at, bytes.length - at);
      if (count < 0) {
        throw new EOFException();
      }
      count(count);
      at += count;
    }
  }

  private void count(int bytes) throws IOException {
    read += bytes;
    if (read > bytesMost) {
      throw stop(Fault.Kind.TOO_LARGE, "", "");
    }
  }

  private static boolean isEmpty(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
  }

  // ---- What was signed

  private Optional<DeviceKey.Public> key() {
    try {
      return Optional.of(DeviceKey.Public.parse(text(BundleWriter.PEM)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private String text(String entry) {
    return new String(kept.getOrDefault(entry, new byte[0]), StandardCharsets.UTF_8);
  }

  private void checkSignatures(
      Optional<DeviceKey.Public> inside, Optional<DeviceKey.Public> expected) {
    byte[] manifest = kept.getOrDefault(BundleWriter.MANIFEST, new byte[0]);
    Optional<DeviceKey.Public> key = expected.isPresent() ? expected : inside;
    if (!digests.containsKey(BundleWriter.MANIFEST)) {
      fault(Fault.Kind.CUT_OUT, BundleWriter.MANIFEST, "");
      return;
    }
    if (!key.isPresent()) {
      fault(Fault.Kind.CUT_OUT, BundleWriter.PEM, "");
      return;
    }
    if (expected.isPresent() && !expected.equals(inside)) {
      fault(Fault.Kind.OTHER_KEY, "", "");
      key = inside.isPresent() ? inside : expected;
    }
    byte[] signature = kept.getOrDefault(BundleWriter.SIGNATURE, new byte[0]);
    if (!key.get().verifies(manifest, signature)) {
      fault(Fault.Kind.SIGNATURE, BundleWriter.SIGNATURE, "");
    }
    if (!Minisign.verifies(key.get(), manifest, text(BundleWriter.MINISIGNATURE))) {
      fault(Fault.Kind.SIGNATURE, BundleWriter.MINISIGNATURE, "");
    }
  }

  private void checkManifest() {
    Map<String, String> signed = new LinkedHashMap<>();
    String text = text(BundleWriter.MANIFEST);
    for (String line : text.split("\n")) {
      boolean isLine = line.length() > 66 && line.startsWith("  ", 64);
      if (!isLine || signed.put(line.substring(66), line.substring(0, 64)) != null) {
        if (!text.isEmpty()) {
          fault(Fault.Kind.MANIFEST, BundleWriter.MANIFEST, "");
        }
        return;
      }
    }
    for (Map.Entry<String, String> one : signed.entrySet()) {
      String found = digests.get(one.getKey());
      if (found == null) {
        fault(Fault.Kind.CUT_OUT, one.getKey(), "");
      } else if (!found.equals(one.getValue())) {
        fault(Fault.Kind.CHANGED, one.getKey(), "");
      }
    }
    for (String entry : digests.keySet()) {
      boolean isOwn =
          entry.equals(BundleWriter.MANIFEST)
              || entry.equals(BundleWriter.SIGNATURE)
              || entry.equals(BundleWriter.MINISIGNATURE);
      if (!isOwn && !signed.containsKey(entry)) {
        fault(Fault.Kind.ADDED, entry, "");
      }
    }
  }

  private Map<String, Object> facts() {
    try {
      return kept.containsKey(FACTS) ? JSON.std.mapFrom(kept.get(FACTS)) : new LinkedHashMap<>();
    } catch (IOException e) {
      return new LinkedHashMap<>();
    }
  }
}
