package org.tillkeeper.tools.reconcile;

import static org.tillkeeper.tools.reconcile.ReconcileWords.say;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A statement's file, or the one in a ZIP. A payment service's ZIP names its entries in GBK without
 * saying so.
 */
final class StatementFile {
  private static final int HEAD = 64 * 1024;
  private static final int MOST_ENTRIES = 100;
  private static final Charset ENTRY_NAMES = Charset.forName("GBK");

  private final Path file;
  private final int entry;
  private final byte[] head;

  private StatementFile(Path file, int entry, byte[] head) {
    this.file = file;
    this.entry = entry;
    this.head = head;
  }

  /** The file, or each of those in a ZIP. */
  static List<StatementFile> of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UnreadableStatement(say("no-file", file));
    }
    byte[] begin;
    try (InputStream in = Files.newInputStream(file)) {
      begin = in.readNBytes(HEAD);
    }
    if (begin.length == 0) {
      throw new UnreadableStatement(say("empty", file));
    }
    boolean zip = begin.length > 4 && begin[0] == 'P' && begin[1] == 'K' && begin[2] == 3;
    return zip ? entries(file) : List.of(new StatementFile(file, -1, begin));
  }

  private static List<StatementFile> entries(Path file) throws IOException {
    List<StatementFile> entries = new ArrayList<>();
    try (ZipInputStream zip = zip(file)) {
      for (ZipEntry entry = zip.getNextEntry();
          entry != null && entries.size() < MOST_ENTRIES;
          entry = zip.getNextEntry()) {
        byte[] begin = entry.isDirectory() ? new byte[0] : zip.readNBytes(HEAD);
        entries.add(new StatementFile(file, entries.size(), begin));
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw new UnreadableStatement(say("zip", file, String.valueOf(e.getMessage())));
    }
    return entries;
  }

  private static ZipInputStream zip(Path file) throws IOException {
    return new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)), ENTRY_NAMES);
  }

  /** How it begins. */
  byte[] head() {
    return head;
  }

  /** From its beginning. */
  InputStream open() throws IOException {
    if (entry < 0) {
      return new BufferedInputStream(Files.newInputStream(file), HEAD);
    }
    ZipInputStream zip = zip(file);
    for (int i = 0; i <= entry; i++) {
      zip.getNextEntry();
    }
    return new BufferedInputStream(zip, HEAD);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
