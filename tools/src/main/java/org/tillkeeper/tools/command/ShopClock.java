package org.tillkeeper.tools.command;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * The one clock of the shop: times are shown and typed by {@code terminal.timeZone}, as on the
 * cashier's page and the receipts. The offset stands beside a time where it is not that of the
 * machine in front of the reader.
 */
final class ShopClock {
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

  private final ZoneId zone;
  private final ZoneId readers;

  /**
   * @param readers the zone of the machine in front of the reader
   */
  ShopClock(ZoneId zone, ZoneId readers) {
    this.zone = zone;
    this.readers = readers;
  }

  /** Of a terminal whose configuration is elsewhere: the reader's own. */
  static ShopClock ofReader() {
    return new ShopClock(ZoneId.systemDefault(), ZoneId.systemDefault());
  }

  /** The clock of the terminal that a configuration names. */
  static ShopClock of(Path config) throws InvalidSettings {
    ZoneId machine = ZoneId.systemDefault();
    Optional<Settings> terminal = Settings.ofFile(config).group("terminal");
    if (terminal.isEmpty() || !terminal.get().has("timeZone")) {
      return new ShopClock(machine, machine);
    }
    String allowed = "a time zone such as Asia/Shanghai or +08:00";
    String name = terminal.get().text("timeZone", "\\S{1,64}", allowed);
    try {
      return new ShopClock(ZoneId.of(name), machine);
    } catch (DateTimeException e) {
      throw terminal.get().refused("timeZone", name, allowed);
    }
  }

  ZoneId zone() {
    return zone;
  }

  /** A time that the agent tells, RFC 3339, by the shop's clock; as it is where it is none. */
  String shown(Object time) {
    try {
      return shown(OffsetDateTime.parse(String.valueOf(time)).toInstant());
    } catch (DateTimeException e) {
      return time == null ? "-" : String.valueOf(time);
    }
  }

  String shown(Instant time) {
    ZonedDateTime here = time.atZone(zone);
    boolean same = here.getOffset().equals(readers.getRules().getOffset(time));
    return (same ? SHOWN : WITH_OFFSET).format(here);
  }
}
