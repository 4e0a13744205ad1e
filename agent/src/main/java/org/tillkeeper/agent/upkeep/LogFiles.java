package org.tillkeeper.agent.upkeep;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * Lines in files that are bounded in sum: {@code agent.jsonl}, the newest, then {@code
 * agent.1.jsonl} and so on. Each file is its owner's alone from the moment it is made. The folder's
 * lock keeps other agents away.
 *
 * <p>Lines that cannot be written wait in memory, so many bytes of them. Further ones are counted,
 * and the count is written behind those that waited. What a full disk took of a line is cut off
 * before the line is written again. A file that cannot be renamed grows to twice its size before
 * lines wait. What it does not promise: that the last lines survive a power failure, unless {@link
 * #force} was called. Safe for any thread.
 */
final class LogFiles implements Closeable {
  /** More than the lines of a busy hour. */
  static final int WAITING_BYTES = 256 * 1024;

  private final File folder;
  private final String name;
  private final long bytesMost;
  private final int files;
  private final LongFunction<byte[]> leftOutLine;
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private long leftOut;
  private boolean told;
  private Optional<FileOutputStream> out = Optional.empty();
  private long bytes;

  /**
   * @param name of the files, without their ending
   * @param bytesMost of one file
   * @param files how many there are at most
   * @param leftOutLine says how many lines were left out
   */
  LogFiles(File folder, String name, long bytesMost, int files, LongFunction<byte[]> leftOutLine) {
    this.folder = folder;
    this.name = name;
    this.bytesMost = bytesMost;
    this.files = files;
    this.leftOutLine = leftOutLine;
  }

  /** A file by its age, 0 for the newest. */
  static File file(File folder, String name, int age) {
    return new File(folder, name + (age == 0 ? "" : "." + age) + ".jsonl");
  }

  private File file(int age) {
    return file(folder, name, age);
  }

  /** Writes a line, which ends with a line feed, or lets it wait. */
  synchronized void write(byte[] line) {
    if (!areWaitingWritten()) {
      let(line);
      return;
    }
    try {
      append(line);
    } catch (IOException e) {
      tell(e);
      let(line);
    }
  }

  private void let(byte[] line) {
    if (leftOut == 0 && waitingBytes + line.length <= WAITING_BYTES) {
      waiting.addLast(line);
      waitingBytes += line.length;
    } else {
      leftOut++;
    }
  }

  private boolean areWaitingWritten() {
    try {
      while (!waiting.isEmpty()) {
        append(waiting.peekFirst());
        waitingBytes -= waiting.removeFirst().length;
      }
      if (leftOut > 0) {
        append(leftOutLine.apply(leftOut));
        leftOut = 0;
      }
      if (told) {
        told = false;
        System.err.println("agent: the log file " + file(0) + " can be written again");
      }
      return true;
    } catch (IOException e) {
      tell(e);
      return false;
    }
  }

  /** A full disk is told in one line, not with each line that it costs. */
  private void tell(IOException why) {
    if (!told) {
      told = true;
      System.err.println(
          "agent: the log file "
              + file(0)
              + " cannot be written ("
              + why.getMessage()
              + "); its lines wait in memory");
    }
  }

  private void append(byte[] line) throws IOException {
    if (!out.isPresent() || !file(0).exists()) {
      open();
    }
    if (bytes > 0 && bytes + line.length > bytesMost) {
      turn(line.length);
    }
    try {
      out.get().write(line);
      bytes += line.length;
    } catch (IOException e) {
      cutToWholeLines();
      throw e;
    }
  }

  private void open() throws IOException {
    closeFile();
    OwnerOnly.folder(folder);
    OwnerOnly.file(file(0));
    bytes = file(0).length();
    FileOutputStream stream = new FileOutputStream(file(0), true);
    out = Optional.of(stream);
    if (bytes > 0 && !endsWithLine(file(0))) {
      // A power failure has cut the last line: the next must not be hung on it.
      stream.write('\n');
      bytes++;
    }
  }

  private static boolean endsWithLine(File file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
      in.seek(in.length() - 1);
      return in.read() == '\n';
    }
  }

  private void cutToWholeLines() {
    try {
      if (out.isPresent()) {
        out.get().getChannel().truncate(bytes);
      }
    } catch (IOException e) {
      // Then it is opened anew, and ends the line that was begun.
      closeFile();
    }
  }

  /**
   * Every file becomes a file older, and the oldest goes. Where one cannot be renamed, the newest
   * is gone on with, as long as it is not too long by far.
   */
  private void turn(int more) throws IOException {
    closeFile();
    boolean turned = true;
    for (int age = files - 1; age < files + 8; age++) {
      // Of a configuration that kept more.
      turned &= !file(age).exists() || file(age).delete();
    }
    for (int age = files - 2; age >= 0; age--) {
      turned &= !file(age).exists() || file(age).renameTo(file(age + 1));
    }
    open();
    if (!turned && bytes + more > 2 * bytesMost) {
      throw new IOException("the files before it cannot be renamed");
    }
  }

  private void closeFile() {
    if (out.isPresent()) {
      try {
        out.get().close();
      } catch (IOException e) {
        tell(e);
      }
      out = Optional.empty();
    }
  }

  /** Makes durable what was written. */
  synchronized void force() {
    try {
      if (out.isPresent()) {
        out.get().getFD().sync();
      }
    } catch (IOException e) {
      tell(e);
    }
  }

  /** The last bytes that an earlier life has written; empty if there are none. */
  synchronized String lastLine() {
    File newest = file(0).length() > 0 ? file(0) : file(1);
    try (RandomAccessFile in = new RandomAccessFile(newest, "r")) {
      int count = (int) Math.min(in.length(), 8192);
      byte[] end = new byte[count];
      in.seek(in.length() - count);
      in.readFully(end);
      String text = new String(end, java.nio.charset.StandardCharsets.UTF_8).trim();
      return text.substring(text.lastIndexOf('\n') + 1);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public synchronized void close() {
    areWaitingWritten();
    force();
    closeFile();
  }
}
