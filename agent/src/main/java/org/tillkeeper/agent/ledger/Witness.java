package org.tillkeeper.agent.ledger;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * A high-water mark beside the database. A flipped bit in SQLite's WAL can make committed rows
 * vanish while every check of SQLite still says ok. The mark is written after each commit, and only
 * the first one is synced. So the ledger may be ahead of its mark, and must never be behind.
 *
 * <pre>
 * two slots of 64 bytes, written in turn, big-endian:
 *   0  magic "TKWITNES"       8
 *   8  mark number            8   the newest valid slot counts
 *  16  last history seq       8
 *  24  hash of that row      32   SHA-256
 *  56  last STAN              4
 *  60  CRC-32 of the above    4
 * </pre>
 */
final class Witness implements AutoCloseable {
  private static final int SLOT = 64;
  private static final byte[] MAGIC = {'T', 'K', 'W', 'I', 'T', 'N', 'E', 'S'};

  /**
   * @param historySeq of the last row of the history, 0 for none
   * @param hash of that row, 32 bytes
   * @param stan last given, 0 for none
   */
  record Mark(long historySeq, byte[] hash, int stan) {}

  private final RandomAccessFile file;
  private long number;
  private Optional<Mark> newest = Optional.empty();

  Witness(File path) throws IOException {
    OwnerOnly.file(path);
    file = new RandomAccessFile(path, "rw");
    for (int slot = 0; slot < 2; slot++) {
      readSlot(slot);
    }
  }

  private void readSlot(int slot) throws IOException {
    byte[] bytes = new byte[SLOT];
    if (file.length() < (slot + 1L) * SLOT) {
      return;
    }
    file.seek((long) slot * SLOT);
    file.readFully(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    long slotNumber = buffer.getLong();
    long historySeq = buffer.getLong();
    byte[] hash = new byte[32];
    buffer.get(hash);
    int stan = buffer.getInt();
    boolean valid = java.util.Arrays.equals(magic, MAGIC) && buffer.getInt() == crc(bytes);
    if (valid && slotNumber > number) {
      number = slotNumber;
      newest = Optional.of(new Mark(historySeq, hash, stan));
    }
  }

  /** The newest valid mark found when the file was opened; empty if there is none. */
  Optional<Mark> found() {
    return newest;
  }

  /** Sets the mark. A failure leaves the other slot, which is older and still true. */
  void write(Mark mark) throws IOException {
    number++;
    ByteBuffer buffer = ByteBuffer.allocate(SLOT);
    buffer
        .put(MAGIC)
        .putLong(number)
        .putLong(mark.historySeq())
        .put(mark.hash())
        .putInt(mark.stan());
    buffer.putInt(crc(buffer.array()));
    file.seek((number & 1) * SLOT);
    file.write(buffer.array());
  }

  /**
   * Makes what was written durable. Done once at the start, so that no power cut leaves no mark at
   * all.
   */
  void sync() throws IOException {
    file.getFD().sync();
  }

  private static int crc(byte[] slot) {
    CRC32 crc = new CRC32();
    crc.update(slot, 0, SLOT - 4);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
