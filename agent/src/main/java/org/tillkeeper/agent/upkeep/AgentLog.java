package org.tillkeeper.agent.upkeep;

import java.io.File;
import java.io.IOException;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.tillkeeper.iso8583.yaml.Printable;

/**
 * The agent's log has one line an event. It goes to standard error and to {@code logs/agent-N.log}
 * in the data folder, three files of at most 1 MiB. It never holds a PAN, a track, a PIN block or a
 * key: nothing that is logged has them.
 */
public final class AgentLog {
  private static final int BYTES = 1 << 20;
  private static final int FILES = 3;

  private AgentLog() {}

  /** Sets the line format; must come before the first line is logged. */
  public static void format() {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setFormatter(new PrintableFormatter());
    }
  }

  /** One line a message, and nothing in it that a terminal takes for an order. */
  private static final class PrintableFormatter extends SimpleFormatter {
    @Override
    public String formatMessage(LogRecord message) {
      return Printable.escaped(super.formatMessage(message));
    }

    @Override
    public String format(LogRecord message) {
      // Of a defect the stack stands on lines of its own.
      return Printable.escapedLines(super.format(message));
    }
  }

  /** Adds the files. If the folder cannot be written, the agent goes on without files. */
  public static void toFolder(File data) {
    Logger root = Logger.getLogger("");
    File folder = new File(data, "logs");
    try {
      LogFiles handler = new LogFiles(folder, BYTES, FILES);
      handler.setFormatter(new PrintableFormatter());
      handler.setErrorManager(new ToldOnce());
      root.addHandler(handler);
    } catch (IOException e) {
      root.log(Level.WARNING, "no log files in {0}: {1}", new Object[] {folder, e.getMessage()});
    }
  }

  /** A full disk is told in one line, not as a defect with its stack. */
  private static final class ToldOnce extends ErrorManager {
    private boolean told;

    @Override
    public synchronized void error(String message, Exception cause, int code) {
      if (!told) {
        told = true;
        System.err.println(
            "agent: the log file cannot be written ("
                + (cause == null ? message : cause.getMessage())
                + "); this log goes on here");
      }
    }
  }
}
