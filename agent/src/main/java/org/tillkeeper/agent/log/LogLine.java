package org.tillkeeper.agent.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A line of the log on its way to where it is written. */
public final class LogLine extends LogRecord {
  private static final long serialVersionUID = 1L;

  private final transient List<Fact> facts;

  LogLine(Level level, String logger, String message, List<Fact> facts) {
    super(level, message);
    setLoggerName(logger);
    this.facts = Collections.unmodifiableList(facts);
  }

  static LogLine of(Level level, String logger, String message, Fact... facts) {
    return new LogLine(level, logger, ShownText.of(message), Arrays.asList(facts));
  }

  /** What a library logs. It logs by itself, so its text is treated as a stranger's. */
  @SuppressWarnings("deprecation") // Android 8 has no setInstant
  public static LogLine ofLibrary(LogRecord record, String message) {
    LogLine line =
        new LogLine(
            record.getLevel(),
            String.valueOf(record.getLoggerName()),
            ShownText.of(message),
            record.getThrown() == null ? Collections.emptyList() : defect(record.getThrown()));
    line.setMillis(record.getMillis());
    return line;
  }

  /**
   * What a defect says, and where it came from. Its text may quote a value; a stack does not.
   *
   * <p>The stack is one text with a line for each call.
   */
  static List<Fact> defect(Throwable defect) {
    List<Fact> facts = new ArrayList<>();
    StringBuilder stack = new StringBuilder();
    int depth = 0;
    for (Throwable one = defect; one != null && depth < 5; one = one.getCause()) {
      String name = one.getClass().getName();
      String said = one.getMessage() == null ? name : name + ": " + one.getMessage();
      facts.add(Fact.text(depth == 0 ? "defect" : "cause" + depth, said));
      for (StackTraceElement call : one.getStackTrace()) {
        if (stack.length() < ShownText.MOST_CHARS - 200) {
          stack.append(stack.length() == 0 ? "" : " < ").append(call);
        }
      }
      depth++;
    }
    facts.add(Fact.text("stack", stack.toString()));
    return facts;
  }

  /** In order. */
  public List<Fact> facts() {
    return facts;
  }
}
