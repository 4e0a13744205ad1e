package org.tillkeeper.agent.upkeep;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.tillkeeper.agent.files.OwnerOnly;

/**
 * The log's files {@code agent-0.log}, the newest, to {@code agent-2.log}. Each is its owner's
 * alone from the moment it is made, which Java's own handler leaves to the umask. The folder's lock
 * keeps other agents away. Safe for any thread.
 */
final class LogFiles extends Handler {
  private final File folder;
  private final long bytesMost;
  private final int files;
  private FileOutputStream out;
  private long bytes;

  /**
   * @param bytesMost of one file
   * @param files how many there are at most
   */
  LogFiles(File folder, long bytesMost, int files) throws IOException {
    this.folder = folder;
    this.bytesMost = bytesMost;
    this.files = files;
    OwnerOnly.folder(folder);
    open();
  }

  private File file(int age) {
    return new File(folder, "agent-" + age + ".log");
  }

  private void open() throws IOException {
    OwnerOnly.file(file(0));
    bytes = file(0).length();
    out = new FileOutputStream(file(0), true);
  }

  @Override
  public synchronized void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    try {
      byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
      if (bytes > 0 && bytes + line.length > bytesMost) {
        turn();
      }
      out.write(line);
      bytes += line.length;
    } catch (IOException e) {
      reportError("", e, ErrorManager.WRITE_FAILURE);
    }
  }

  /** Every file becomes a file older, and the oldest goes. */
  private void turn() throws IOException {
    out.close();
    file(files - 1).delete();
    for (int age = files - 2; age >= 0; age--) {
      if (file(age).exists() && !file(age).renameTo(file(age + 1))) {
        throw new IOException(file(age) + " cannot be renamed");
      }
    }
    open();
  }

  @Override
  public void flush() {
    // Each line is written at once.
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      reportError("", e, ErrorManager.CLOSE_FAILURE);
    }
  }
}
