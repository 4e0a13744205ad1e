package org.tillkeeper.agent.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.bundle.Fault.Kind;
import org.tillkeeper.agent.keys.DeviceKey;
import org.tillkeeper.iso8583.Hex;

class BundleTest {
  private static final Instant AT = Instant.parse("2026-01-31T08:00:00Z");
  private static final String FOLDER = "tillkeeper-00000001-20260131T080000Z";

  @TempDir private File folder;
  private DeviceKey key;
  private DeviceKey other;

  @BeforeEach
  void keys() throws Exception {
    key = DeviceKey.ensure(new File(folder, "k"), new SecureRandom());
    other = DeviceKey.ensure(new File(folder, "o"), new SecureRandom());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ChainLine row(long seq, String message, String before) {
    ChainLine unhashed = new ChainLine(seq, 1, "p", 1000 + seq, "sent", 1, message, before, "");
    return rehashed(unhashed);
  }

  /** The hash is worked out here by itself, from the words of the class's description. */
  private static ChainLine rehashed(ChainLine row) {
    try {
      java.security.MessageDigest sha = java.security.MessageDigest.getInstance("SHA-256");
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      java.io.DataOutputStream out = new java.io.DataOutputStream(all);
      for (int i = 0; i < 32; i++) {
        out.write(Integer.parseInt(row.before().substring(2 * i, 2 * i + 2), 16));
      }
      out.writeLong(row.seq());
      out.writeLong(row.paymentSeq());
      out.writeLong(row.at());
      out.writeInt(row.attempt());
      out.writeInt(bytes(row.kind()).length);
      out.write(bytes(row.kind()));
      out.writeInt(bytes(row.message()).length);
      out.write(bytes(row.message()));
      return new ChainLine(
          row.seq(),
          row.paymentSeq(),
          row.payment(),
          row.at(),
          row.kind(),
          row.attempt(),
          row.message(),
          row.before(),
          Hex.lowerCase(sha.digest(all.toByteArray())));
    } catch (IOException | java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ChainLine> chain() {
    List<ChainLine> rows = new ArrayList<>();
    String before = "00".repeat(32);
    for (int seq = 1; seq <= 5; seq++) {
      rows.add(row(seq, "Sent 订单 " + seq, before));
      before = rows.get(rows.size() - 1).hash();
    }
    return rows;
  }

  private static byte[] lines(List<ChainLine> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (ChainLine row : rows) {
      text.append(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(row.members()));
      text.append('\n');
    }
    return bytes(text.toString());
  }

  private byte[] bundle(List<ChainLine> rows) throws IOException {
    ChainLine head = chain().get(4);
    BundleWriter writer = new BundleWriter("00000001", AT, key);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(writer.add("logs/agent.0001.jsonl", bytes("{\"message\":\"x\"}\n")));
    all.write(writer.add("payments.0001.jsonl", bytes("y".repeat(512))));
    all.write(writer.add("history.0001.jsonl", lines(rows)));
    all.write(
        writer.add(
            "bundle.json",
            bytes(
                "{\"terminal\":\"00000001\",\"history\":{\"seq\":5,\"hash\":\""
                    + head.hash()
                    + "\"}}")));
    all.write(writer.end());
    return all.toByteArray();
  }

  private byte[] bundle() throws IOException {
    return bundle(chain());
  }

  private static BundleCheck.Verdict check(byte[] file) throws IOException {
    return BundleCheck.of(new ByteArrayInputStream(file), Optional.empty());
  }

  private static List<String> said(byte[] file) throws IOException {
    List<String> said = new ArrayList<>();
    check(file).faults().forEach(fault -> said.add(fault.kind().label() + " " + fault.entry()));
    return said;
  }

  // ---- The archive taken apart and put together by the test's own hands

  private static Map<String, byte[]> entries(byte[] file) throws IOException {
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    int at = 0;
    while (tar[at] != 0) {
      String name = new String(tar, at, 100, StandardCharsets.US_ASCII).trim();
      int size = Integer.parseInt(new String(tar, at + 124, 11, StandardCharsets.US_ASCII), 8);
      entries.put(name, Arrays.copyOfRange(tar, at + 512, at + 512 + size));
      at += 512 + (size + 511) / 512 * 512;
    }
    return entries;
  }

  private static byte[] packed(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      tar.write(Tar.header(entry.getKey(), entry.getValue().length, AT.getEpochSecond()));
      tar.write(entry.getValue());
      tar.write(new byte[Tar.padding(entry.getValue().length)]);
    }
    tar.write(new byte[1024]);
    return zipped(tar.toByteArray());
  }

  private static byte[] zipped(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(file)) {
      out.write(content);
    }
    return file.toByteArray();
  }

  @Test
  void a_bundle_as_it_was_made_is_whole() throws Exception {
    BundleCheck.Verdict verdict = check(bundle());
    assertEquals(List.of(), verdict.faults());
    assertEquals(key.publicKey(), verdict.key().get());
    assertEquals("00000001", verdict.facts().get("terminal"));
    assertEquals(List.of(), said(packed(entries(bundle()))));
  }

  @Test
  void a_change_in_each_entry_in_turn_is_refused_and_named() throws Exception {
    for (String name : entries(bundle()).keySet()) {
      Map<String, byte[]> entries = entries(bundle());
      byte[] changed = entries.get(name).clone();
      changed[changed.length / 2] ^= 1;
      entries.put(name, changed);
      List<String> said = said(packed(entries));
      assertFalse(said.isEmpty(), name + " was changed");
      String entry = name.substring(FOLDER.length() + 1);
      boolean isNamed = said.stream().anyMatch(line -> line.contains(entry));
      assertTrue(isNamed || entry.equals("MANIFEST.sha256"), entry + ": " + said);
    }
  }

  @Test
  void each_entry_that_is_cut_out_is_named() throws Exception {
    for (String name : entries(bundle()).keySet()) {
      Map<String, byte[]> entries = entries(bundle());
      entries.remove(name);
      String entry = name.substring(FOLDER.length() + 1);
      List<String> said = said(packed(entries));
      assertTrue(said.stream().anyMatch(line -> line.endsWith(" " + entry)), entry + ": " + said);
    }
  }

  @Test
  void what_was_added_or_stands_twice_is_named() throws Exception {
    Map<String, byte[]> entries = entries(bundle());
    entries.put(FOLDER + "/logs/agent.0002.jsonl", bytes("z"));
    entries.put("elsewhere/x", bytes("z"));
    List<String> said = said(packed(entries));
    assertTrue(said.contains("added logs/agent.0002.jsonl"), said.toString());
    assertTrue(said.contains("added elsewhere/x"), said.toString());
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(bundle())).readAllBytes();
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.write(tar, 0, 1024);
    twice.write(tar);
    assertEquals(List.of("twice device.pem"), said(zipped(twice.toByteArray())));
  }

  @Test
  void a_row_that_is_changed_or_cut_out_of_the_history_is_seen_by_its_chain() throws Exception {
    List<ChainLine> cut = chain();
    cut.remove(2);
    assertEquals("a row is missing before row 4", check(bundle(cut)).faults().get(0).detail());
    List<ChainLine> end = chain();
    end.remove(4);
    assertEquals("rows are missing at its end", check(bundle(end)).faults().get(0).detail());
    List<ChainLine> changed = chain();
    ChainLine third = changed.get(2);
    changed.set(
        2,
        new ChainLine(3, 1, "p", third.at(), "sent", 1, "Not sent.", third.before(), third.hash()));
    assertEquals("row 3 is not what was recorded", check(bundle(changed)).faults().get(0).detail());
    List<ChainLine> begin = chain();
    begin.remove(0);
    assertEquals(List.of(), check(bundle(begin)).faults(), "a part that reaches to the end");
  }

  @Test
  void a_file_that_is_cut_off_anywhere_is_refused() throws Exception {
    byte[] whole = bundle();
    for (int length = 0; length < whole.length; length += 37) {
      List<String> said = said(Arrays.copyOf(whole, length));
      assertTrue(said.contains("truncated ") || said.contains("no-bundle "), length + ": " + said);
    }
    assertEquals(List.of("truncated "), said(Arrays.copyOf(whole, whole.length - 1)));
  }

  @Test
  void every_bit_of_the_file_counts() throws Exception {
    byte[] whole = bundle();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      // Time, speed and system in the head of gzip say nothing, nor do bits that fill up a byte.
      boolean isFree = (at >= 4 && at < 10) || isSameContent(whole, changed);
      assertTrue(isFree || !check(changed).faults().isEmpty(), "byte " + at);
    }
  }

  private static boolean isSameContent(byte[] whole, byte[] changed) {
    try {
      return Arrays.equals(
          new GZIPInputStream(new ByteArrayInputStream(whole)).readAllBytes(),
          new GZIPInputStream(new ByteArrayInputStream(changed)).readAllBytes());
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void what_follows_the_end_is_refused() throws Exception {
    for (byte[] more : List.of(bytes("x"), bytes("x".repeat(100)), zipped(bytes("x")), bundle())) {
      byte[] whole = bundle();
      byte[] longer = Arrays.copyOf(whole, whole.length + more.length);
      System.arraycopy(more, 0, longer, whole.length, more.length);
      assertEquals(List.of("behind-the-end "), said(longer));
    }
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(bundle())).readAllBytes();
    assertEquals(List.of("behind-the-end "), said(zipped(Arrays.copyOf(tar, tar.length + 512))));
  }

  @Test
  void a_name_that_leads_out_of_the_bundle_is_refused() throws Exception {
    for (String name : List.of("../x", "/etc/passwd", FOLDER + "/../../x", FOLDER + "//x", "x")) {
      byte[] header = Tar.header("tillkeeper-1/x", 0, 0);
      Arrays.fill(header, 0, 100, (byte) 0);
      System.arraycopy(bytes(name), 0, header, 0, name.length());
      byte[] tar = new GZIPInputStream(new ByteArrayInputStream(bundle())).readAllBytes();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(tar, 0, 1024);
      all.write(header);
      all.write(new byte[1024]);
      assertTrue(
          check(zipped(all.toByteArray())).faults().stream()
              .anyMatch(fault -> fault.kind() == Kind.NAME),
          name);
    }
  }

  @Test
  void a_link_is_refused_as_no_bundle_has_one() throws Exception {
    byte[] tar = new GZIPInputStream(new ByteArrayInputStream(bundle())).readAllBytes();
    tar[1024 + 156] = '2';
    assertEquals(Kind.NAME, check(zipped(tar)).faults().get(0).kind());
  }

  @Test
  void reading_ends_at_a_size_that_no_bundle_has() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(Tar.header(FOLDER + "/payments.0001.jsonl", 50_000_000, 0));
    tar.write(new byte[50_000_000]);
    byte[] bomb = zipped(tar.toByteArray());
    assertTrue(bomb.length < 100_000);
    BundleCheck.Verdict verdict =
        BundleCheck.of(new ByteArrayInputStream(bomb), Optional.empty(), 1_000_000);
    assertEquals(Kind.TOO_LARGE, verdict.faults().get(0).kind());
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    kept.write(Tar.header(FOLDER + "/bundle.json", 50_000_000, 0));
    kept.write(new byte[50_000_000]);
    assertEquals(Kind.TOO_LARGE, check(zipped(kept.toByteArray())).faults().get(0).kind());
  }

  @Test
  void another_devices_bundle_is_told_from_one_that_was_altered() throws Exception {
    BundleCheck.Verdict verdict =
        BundleCheck.of(new ByteArrayInputStream(bundle()), Optional.of(other.publicKey()));
    assertEquals(1, verdict.faults().size());
    assertEquals(Kind.OTHER_KEY, verdict.faults().get(0).kind());
    assertEquals(
        List.of(),
        BundleCheck.of(new ByteArrayInputStream(bundle()), Optional.of(key.publicKey())).faults());
  }

  @Test
  void who_signs_anew_with_a_key_of_ones_own_is_found_by_the_known_key() throws Exception {
    key = other;
    byte[] forged = bundle();
    assertEquals(List.of(), check(forged).faults());
    DeviceKey known = DeviceKey.ensure(new File(folder, "k"), new SecureRandom());
    assertEquals(
        Kind.OTHER_KEY,
        BundleCheck.of(new ByteArrayInputStream(forged), Optional.of(known.publicKey()))
            .faults()
            .get(0)
            .kind());
  }

  @Test
  void something_else_is_no_bundle() throws Exception {
    assertEquals(List.of("no-bundle "), said(bytes("")));
    assertEquals(List.of("no-bundle "), said(bytes("PK\3\4 a zip")));
    assertEquals(Kind.NO_BUNDLE, check(zipped(bytes("text".repeat(1000)))).faults().get(0).kind());
  }

  // ---- Without our software

  private boolean runs(Path in, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return process.exitValue() == 0;
  }

  private Path unpacked(byte[] file, String name) throws Exception {
    Path to = Files.createDirectory(folder.toPath().resolve(name));
    Files.write(to.resolve("b.tar.gz"), file);
    assertTrue(runs(to, "tar", "-xzf", "b.tar.gz"));
    return to.resolve(FOLDER);
  }

  private boolean othersFindItWhole(Path in, String pem) throws Exception {
    Files.writeString(in.getParent().resolve("known.pem"), pem);
    boolean byMinisign =
        runs(
            in,
            "minisign",
            "-V",
            "-q",
            "-m",
            "MANIFEST.sha256",
            "-P",
            org.tillkeeper.agent.keys.Minisign.publicKeyFile(key.publicKey()).split("\n")[1]);
    boolean byOpenssl =
        runs(
            in,
            "openssl",
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "../known.pem",
            "-rawin",
            "-in",
            "MANIFEST.sha256",
            "-sigfile",
            "MANIFEST.sha256.sig");
    return byMinisign && byOpenssl && runs(in, "sha256sum", "-c", "--strict", "MANIFEST.sha256");
  }

  @Test
  @Tag("full")
  void others_verify_it_and_refuse_a_change_in_each_entry_in_turn() throws Exception {
    String pem = key.publicKey().pem();
    assertTrue(othersFindItWhole(unpacked(bundle(), "whole"), pem));
    int number = 0;
    for (String name : entries(bundle()).keySet()) {
      Map<String, byte[]> entries = entries(bundle());
      byte[] changed = entries.get(name).clone();
      changed[changed.length / 2] ^= 1;
      entries.put(name, changed);
      assertFalse(othersFindItWhole(unpacked(packed(entries), "changed" + number++), pem), name);
    }
  }

  @Test
  @Tag("full")
  void openssl_names_the_same_fingerprint() throws Exception {
    Path pem = folder.toPath().resolve("p.pem");
    Files.writeString(pem, key.publicKey().pem());
    Process process =
        new ProcessBuilder("sh", "-c", "openssl pkey -pubin -in p.pem -outform DER | sha256sum")
            .directory(folder)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(key.publicKey().fingerprint(), said.substring(0, 64));
  }
}
