package org.tillkeeper.agent.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.agent.keys.Minisign;
import org.tillkeeper.agent.log.Digest;

/**
 * Writes a bundle piece by piece: a gzipped tar archive in one folder. Behind its entries stand
 * their digests, as {@code sha256sum -c} reads them, and two signatures of that list.
 *
 * <pre>
 *   tillkeeper-00000001-20260131T080000Z/device.pem           the public key
 *                                       /device.minisign.pub  the same for minisign
 *                                       /...                  what was put in
 *                                       /MANIFEST.sha256
 *                                       /MANIFEST.sha256.sig      Ed25519 over the list
 *                                       /MANIFEST.sha256.minisig  the same for minisign
 * </pre>
 *
 * <p>For one thread at a time.
 */
public final class BundleWriter {
  static final String MANIFEST = "MANIFEST.sha256";
  static final String SIGNATURE = MANIFEST + ".sig";
  static final String MINISIGNATURE = MANIFEST + ".minisig";
  static final String PEM = "device.pem";
  static final String MINISIGN_KEY = "device.minisign.pub";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String name;
  private final Instant at;
  private final DeviceKey key;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();
  private final GZIPOutputStream out;
  private final StringBuilder manifest = new StringBuilder();

  /**
   * Begins a bundle.
   *
   * @param terminal its number
   * @param at when it is made
   * @param key of the device that signs it
   */
  public BundleWriter(String terminal, Instant at, DeviceKey key) {
    this.at = at;
    this.key = key;
    name = name(terminal, at);
    try {
      out = new GZIPOutputStream(made, 8192, true);
      put(PEM, key.publicKey().pem().getBytes(StandardCharsets.US_ASCII));
      put(
          MINISIGN_KEY,
          Minisign.publicKeyFile(key.publicKey()).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of a bundle, without its ending. */
  public static String name(String terminal, Instant at) {
    return "tillkeeper-" + terminal.replaceAll("[^A-Za-z0-9]", "_") + "-" + TIME.format(at);
  }

  /**
   * Adds an entry.
   *
   * @param entry its path within the bundle
   * @return what of the file is made by now; may begin before this entry
   */
  public byte[] add(String entry, byte[] content) {
    try {
      put(entry, content);
      return taken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(String entry, byte[] content) throws IOException {
    write(entry, content);
    manifest.append(Digest.of(content)).append("  ").append(entry).append('\n');
  }

  private void write(String entry, byte[] content) throws IOException {
    out.write(Tar.header(name + "/" + entry, content.length, at.getEpochSecond()));
    out.write(content);
    out.write(new byte[Tar.padding(content.length)]);
    out.flush();
  }

  private byte[] taken() {
    byte[] bytes = made.toByteArray();
    made.reset();
    return bytes;
  }

  /** Ends the bundle with its list and signatures. */
  public byte[] end() {
    byte[] list = manifest.toString().getBytes(StandardCharsets.US_ASCII);
    try {
      write(MANIFEST, list);
      write(SIGNATURE, key.sign(list));
      write(MINISIGNATURE, Minisign.sign(key, list, name).getBytes(StandardCharsets.UTF_8));
      out.write(new byte[Tar.END]);
      out.close();
      return taken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
