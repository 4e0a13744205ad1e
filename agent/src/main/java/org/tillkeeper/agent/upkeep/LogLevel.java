package org.tillkeeper.agent.upkeep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;

/** How much is logged. Each level has what is above it, too. */
public enum LogLevel {
  /** What payments need fails. */
  ERROR,
  /** Something is not as it should be. */
  WARN,
  /** The life of a terminal: its payments, its line, its settlements. */
  INFO,
  /** For who looks for a fault. */
  DEBUG;

  Level level() {
    return switch (this) {
      case ERROR -> Level.SEVERE;
      case WARN -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
    };
  }

  /** The word for it, as in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The level of that word. */
  public static Optional<LogLevel> labelled(String label) {
    for (LogLevel level : values()) {
      if (level.label().equals(label)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  /** Whether a line of another level is logged at this one. */
  public boolean takes(LogLevel other) {
    return other.compareTo(this) <= 0;
  }

  /** All words, for error texts. */
  public static String labels() {
    List<String> labels = new ArrayList<>();
    for (LogLevel level : values()) {
      labels.add(level.label());
    }
    return String.join(", ", labels);
  }
}
