package org.tillkeeper.agent.upkeep;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.tillkeeper.agent.files.OwnerOnly;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.time.Scheduler;

/**
 * The level of the log: that of the configuration, or for a time another one, of all loggers or of
 * one part of the agent. What holds for a time is kept in a file, so that a restart neither ends
 * nor prolongs it. Where the file cannot be written it holds until the next restart at most.
 *
 * <p>Belongs to the agent's thread.
 */
public final class LogLevels {
  private static final Log LOG = Log.of(LogLevels.class);

  /** Longest time for which a level may be changed. */
  public static final Duration LONGEST = Duration.ofHours(24);

  /** The parts of the agent, by the names of its loggers. */
  public static final List<String> PARTS =
      Collections.unmodifiableList(
          Arrays.asList(
              "host", "session", "management", "messages", "ledger", "terminal", "till", "upkeep"));

  private final File file;
  private final Scheduler scheduler;
  private final Logger agent = Logger.getLogger(Log.ROOT);
  private Optional<Logger> changed = Optional.empty();
  private Scheduler.Timer timer = () -> {};
  private final LogLevel usual;

  /**
   * @param folder of the logs
   * @param usual of the configuration
   */
  LogLevels(File folder, LogLevel usual, Scheduler scheduler) {
    file = new File(folder, "level.json");
    this.usual = usual;
    this.scheduler = scheduler;
  }

  /** A change, as it is told to who made it. */
  public record Change(LogLevel level, Optional<String> part, Instant until) {}

  /** The usual level, before the first line. */
  void begin() {
    agent.setLevel(usual.level());
  }

  /** Goes on with what was set before a restart, if its time is not over. */
  void goOn() {
    if (!file.exists()) {
      return;
    }
    try {
      Map<String, Object> kept = JSON.std.mapFrom(Files.readAllBytes(file.toPath()));
      LogLevel level = LogLevel.labelled(String.valueOf(kept.get("level"))).orElse(usual);
      Optional<String> part = Optional.ofNullable(kept.get("logger")).map(String::valueOf);
      Duration whole = Duration.ofSeconds(((Number) kept.get("seconds")).longValue());
      Duration left =
          Duration.between(scheduler.wallClock(), Instant.parse(String.valueOf(kept.get("until"))));
      // A clock that was put back must not make it longer than it was meant to be.
      Duration most = left.compareTo(whole) > 0 ? whole : left;
      if (!most.isNegative() && !most.isZero() && part.map(PARTS::contains).orElse(true)) {
        set(level, part, most);
        return;
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the level that was set before cannot be read", Fact.text("why", e.toString()));
    }
    forget();
  }

  /**
   * Changes the level for a time, in place of what was changed before.
   *
   * @param part of {@link #PARTS}; empty for the whole agent
   * @param time at most {@link #LONGEST}
   */
  public Change change(LogLevel level, Optional<String> part, Duration time) {
    back();
    set(level, part, time);
    Instant until = scheduler.wallClock().plus(time);
    Map<String, Object> kept = new LinkedHashMap<>();
    kept.put("level", level.label());
    part.ifPresent(name -> kept.put("logger", name));
    kept.put("until", until.toString());
    kept.put("seconds", time.toMillis() / 1000);
    try {
      OwnerOnly.write(file, JSON.std.asBytes(kept));
    } catch (IOException e) {
      LOG.warn("the level is usual again after a restart", Fact.text("why", e.getMessage()));
    }
    LOG.warn(
        "the level of the log is changed for a time",
        Fact.event("log-level"),
        Fact.of("to", level),
        Fact.text("part", part.orElse("all")),
        Fact.of("until", until));
    return new Change(level, part, until);
  }

  private void set(LogLevel level, Optional<String> part, Duration time) {
    Logger logger = part.map(name -> Logger.getLogger(Log.ROOT + "." + name)).orElse(agent);
    logger.setLevel(level.level());
    changed = Optional.of(logger);
    timer = scheduler.after(time, this::over);
  }

  private void over() {
    back();
    forget();
    LOG.warn("the level of the log is usual again", Fact.event("log-level"), Fact.of("to", usual));
  }

  /** The usual level again, at once. */
  void back() {
    timer.cancel();
    changed.ifPresent(logger -> logger.setLevel(null));
    agent.setLevel(usual.level());
    changed = Optional.empty();
  }

  private void forget() {
    if (file.exists() && !file.delete()) {
      LOG.warn("the level that was set cannot be forgotten");
    }
  }
}
