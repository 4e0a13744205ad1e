package org.tillkeeper.agent.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The way into the agent's log. A line has a message, which the program itself says, and facts. It
 * never holds a secret: {@link Fact} has no way in for one. Safe for any thread; costs next to
 * nothing where the level is not logged.
 */
public final class Log {
  /** Above the names of the agent's own loggers. */
  public static final String ROOT = "org.tillkeeper.agent";

  /**
   * Who keeps the lines. Java's own handlers are taken away when the process is told to end, before
   * the last lines of a life.
   */
  private static final List<Consumer<LogLine>> KEEPERS = new CopyOnWriteArrayList<>();

  private final Logger logger;

  private Log(Logger logger) {
    this.logger = logger;
  }

  /** The log of a class; its name is the logger's. */
  public static Log of(Class<?> user) {
    return new Log(Logger.getLogger(user.getName()));
  }

  /** Lets somebody keep each line of the agent's own, on the thread that logs it. */
  public static void keep(Consumer<LogLine> keeper) {
    KEEPERS.add(keeper);
  }

  /** Lets it be. */
  public static void keepNoMore(Consumer<LogLine> keeper) {
    KEEPERS.remove(keeper);
  }

  /** For who looks for a fault, at a level that is set for a time. */
  public void debug(String message, Fact... facts) {
    log(Level.FINE, message, facts);
  }

  /** What happens in the life of a terminal. */
  public void info(String message, Fact... facts) {
    log(Level.INFO, message, facts);
  }

  /** Something is not as it should be; the agent goes on without a person. */
  public void warn(String message, Fact... facts) {
    log(Level.WARNING, message, facts);
  }

  /** Something fails that payments need. */
  public void error(String message, Fact... facts) {
    log(Level.SEVERE, message, facts);
  }

  /** A fault of the program, with where it came from. */
  public void defect(String message, Throwable defect, Fact... facts) {
    List<Fact> all = new ArrayList<>(Arrays.asList(facts));
    all.addAll(LogLine.defect(defect));
    log(Level.SEVERE, message, all.toArray(new Fact[0]));
  }

  /** Whether what costs something to find out would be logged. */
  public boolean isDebug() {
    return logger.isLoggable(Level.FINE);
  }

  private void log(Level level, String message, Fact... facts) {
    if (logger.isLoggable(level)) {
      LogLine line = LogLine.of(level, logger.getName(), message, facts);
      logger.log(line);
      KEEPERS.forEach(keeper -> keeper.accept(line));
    }
  }
}
