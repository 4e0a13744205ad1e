package org.tillkeeper.agent.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.ledger.LedgerOnBench;

/**
 * A data folder with an empty ledger for each of many short lives of the agent, the one before
 * deleted; what the agent says about them is for nobody.
 */
final class QuietFolders implements BeforeAllCallback, AfterAllCallback {
  private static final Logger QUIET = Logger.getLogger("org.tillkeeper.agent");

  private File root;
  private File last;
  private int made;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    QUIET.setLevel(Level.SEVERE);
    root = Files.createTempDirectory("tillkeeper-talks").toFile();
    File empty = empty();
    if (!empty.mkdir()) {
      throw new IOException("cannot make " + empty);
    }
    Ledger.open(empty, new VirtualTime().wallClock()).close();
    last = new File(root, "none");
  }

  private File empty() {
    return new File(root, "empty");
  }

  /** A folder of its own. */
  File next() throws IOException {
    delete(last);
    last = new File(root, "folder" + made++);
    LedgerOnBench.copy(empty(), last);
    return last;
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    delete(root);
    QUIET.setLevel(null);
  }

  private static void delete(File file) throws IOException {
    File[] inside = file.listFiles();
    if (inside != null) {
      for (File each : inside) {
        delete(each);
      }
    }
    if (file.exists() && !file.delete()) {
      throw new IOException("cannot delete " + file);
    }
  }
}
