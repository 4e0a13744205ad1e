package org.tillkeeper.agent.upkeep;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.log.LogLine;
import org.tillkeeper.agent.time.Scheduler;

/**
 * Where the agent's log goes: JSON Lines in {@code logs/agent.jsonl} of the data folder, and text
 * for a person on standard error. It begins with the first line of a life and ends with the last,
 * which says why. A life without a last line was ended by the system: a power failure, or a kill.
 *
 * <p>Nothing secret is in it, by the types that {@link Fact} takes.
 */
public final class AgentLog implements AutoCloseable {
  /** Names of the files in the folder of the logs. */
  public static final String AGENT = "agent";

  /** What the line to the acquirer carried, masked. */
  public static final String FRAMES = "frames";

  private static final Log LOG = Log.of(AgentLog.class);
  private static final long FRAMES_BYTES = 256 * 1024;
  private static final int FRAMES_FILES = 2;
  private static final Logger ROOT = Logger.getLogger("");

  /** Libraries say what the agent says better, and of strangers at its doors. */
  private static final Logger NETTY = Logger.getLogger("io.netty");

  private final LogFiles files;
  private final LogFiles frames;
  private final Handler libraries;
  private final Consumer<LogLine> own;
  private final LogLevels levels;
  private volatile String end = "closed";

  private AgentLog(LogFiles files, LogFiles frames, LogLevels levels) {
    this.files = files;
    this.frames = frames;
    this.levels = levels;
    libraries = new OfLibraries(files);
    own = line -> files.write(LogText.bytes(LogText.members(line)));
  }

  /**
   * How much is kept.
   *
   * @param level that is usual
   * @param files how many, at least 2
   * @param bytes of each at most
   */
  public record Settings(LogLevel level, int files, long bytes) {}

  /** The folder of a data folder's logs. */
  public static File folder(File data) {
    return new File(data, "logs");
  }

  /**
   * Sets how standard error looks; must come before the first line is logged.
   *
   * @param zone whose time is shown
   */
  public static void toPerson(ZoneId zone) {
    ROOT.setLevel(Level.WARNING);
    NETTY.setLevel(Level.SEVERE);
    if (Logger.getLogger(Log.ROOT).getLevel() == null) {
      Logger.getLogger(Log.ROOT).setLevel(Level.INFO);
    }
    for (Handler each : ROOT.getHandlers()) {
      if (each instanceof ConsoleHandler) {
        each.setLevel(Level.ALL);
        each.setFormatter(new ForPerson(zone));
      }
    }
  }

  /**
   * Begins a life's log in a data folder that is this agent's. If the folder cannot be written, the
   * lines wait in memory until it can.
   *
   * @param facts of the life's first line
   */
  public static AgentLog begin(File data, Settings settings, Scheduler scheduler, Fact... facts) {
    File folder = folder(data);
    LogFiles files =
        new LogFiles(folder, AGENT, settings.bytes(), settings.files(), AgentLog::leftOut);
    LogFiles frames = new LogFiles(folder, FRAMES, FRAMES_BYTES, FRAMES_FILES, AgentLog::leftOut);
    String before = files.lastLine();
    AgentLog log = new AgentLog(files, frames, new LogLevels(folder, settings.level(), scheduler));
    ROOT.addHandler(log.libraries);
    Log.keep(log.own);
    log.levels.begin();
    LOG.info("the agent starts", firstLine(before, facts));
    files.force();
    log.levels.goOn();
    return log;
  }

  private static Fact[] firstLine(String before, Fact... facts) {
    boolean ended = before.isEmpty() || isEnd(before);
    Fact[] all = new Fact[facts.length + 2];
    all[0] = Fact.event("start");
    System.arraycopy(facts, 0, all, 1, facts.length);
    all[facts.length + 1] =
        Fact.text("before", before.isEmpty() ? "first start" : ended ? "ended" : "ended unsaid");
    return all;
  }

  private static boolean isEnd(String line) {
    try {
      return "end".equals(JSON.std.mapFrom(line).get("event"));
    } catch (IOException e) {
      return false; // cut off, so the last line was another
    }
  }

  /** The levels, which can be changed for a time. */
  public LogLevels levels() {
    return levels;
  }

  /**
   * Keeps a frame of the line.
   *
   * @param masked members without secrets
   */
  public void frame(Map<String, Object> masked) {
    frames.write(LogText.bytes(masked));
  }

  /** Why the life will end, unless it is closed for that already. */
  public void endsBy(String why) {
    end = why;
  }

  /** The last line of this life. Makes all durable. */
  @Override
  public void close() {
    levels.back();
    LOG.info("the agent ends", Fact.event("end"), Fact.text("why", end));
    Log.keepNoMore(own);
    ROOT.removeHandler(libraries);
    files.close();
    frames.close();
  }

  private static byte[] leftOut(long lines) {
    LogRecord record =
        new LogRecord(Level.WARNING, "lines were left out: the file could not be written");
    record.setLoggerName(Log.ROOT + ".upkeep.AgentLog");
    Map<String, Object> members = LogText.members(LogText.line(record));
    members.put("event", "left-out");
    members.put("lines", lines);
    return LogText.bytes(members);
  }

  /** What others log beside the agent. */
  private static final class OfLibraries extends Handler {
    private final LogFiles files;

    OfLibraries(LogFiles files) {
      this.files = files;
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record) && !(record instanceof LogLine)) {
        files.write(LogText.bytes(LogText.members(LogText.line(record))));
      }
    }

    @Override
    public void flush() {
      // Each line is written at once.
    }

    @Override
    public void close() {
      // The files are closed with the log.
    }
  }

  /** One line a message, and nothing in it that a terminal takes for an order. */
  private static final class ForPerson extends Formatter {
    private final ZoneId zone;

    ForPerson(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public String format(LogRecord record) {
      return LogText.forPerson(LogText.line(record), zone) + System.lineSeparator();
    }
  }
}
