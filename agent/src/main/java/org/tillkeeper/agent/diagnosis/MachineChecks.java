package org.tillkeeper.agent.diagnosis;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.ledger.LedgerCopy;
import org.tillkeeper.agent.upkeep.LedgerChecks;

/** The machine itself: storage, clock, versions, and the devices that the system shows. */
final class MachineChecks {
  private static final long FULL_BYTES = 1 << 20;
  private static final long LOW_BYTES = 16 << 20;

  /** No agent of this kind was built before. */
  private static final Instant NOT_BEFORE = Instant.parse("2025-01-01T00:00:00Z");

  private static final Duration FILES_AHEAD = Duration.ofHours(1);
  private static final Duration KEYS_OLD = Duration.ofDays(30);
  private static final long BATTERY_LOW = 15;
  private static final long HOT = 80;
  private static final long WEAK_DBM = -75;

  private final SystemFiles files;
  private final AgentConfig config;

  MachineChecks(SystemFiles files, AgentConfig config) {
    this.files = files;
    this.config = config;
  }

  // ---- Configuration

  /** What it says of mistakes that merchants make, for whoever asks why one was not stopped. */
  Observation configuration() {
    List<String> plain = new ArrayList<>();
    for (Route route : config.host().routes()) {
      if (!route.tls().isPresent()) {
        plain.add(route.name());
      }
    }
    return Observation.of(Condition.CONFIG_FINE)
        .with("currency", config.terminal().currency())
        .with("timeZone", config.terminal().timeZone().getId())
        .with("routes", config.host().routes().size())
        .with("routesWithoutTls", plain.isEmpty() ? "-" : String.join(", ", plain))
        .with("duplicateWithinSeconds", config.guards().duplicateWithin().toMillis() / 1000)
        .with("qrValiditySeconds", config.guards().qrValidity().toMillis() / 1000)
        .with("offline", config.offline().enabled())
        .with("settlesByItself", config.settlement().at().isPresent());
  }

  // ---- Storage

  /** Room for the ledger and the log. */
  Observation disk() {
    File data = config.data();
    File at = data;
    while (!at.exists() && at.getAbsoluteFile().getParentFile() != null) {
      at = at.getAbsoluteFile().getParentFile();
    }
    long free = at.getUsableSpace();
    long total = at.getTotalSpace();
    boolean readOnly = data.exists() && !data.canWrite();
    Condition condition =
        total == 0
            ? Condition.DISK_UNKNOWN
            : readOnly
                ? Condition.DISK_READ_ONLY
                : free < FULL_BYTES
                    ? Condition.DISK_FULL
                    : free < LOW_BYTES ? Condition.DISK_LOW : Condition.DISK_FINE;
    return Observation.of(condition)
        .with("folder", data.toPath().normalize().toString())
        .with("freeMegabytes", free >> 20)
        .with("totalMegabytes", total >> 20)
        .with("ledgerBytes", LedgerCopy.bytes(data))
        .with("logBytes", logBytes(new File(data, "logs")));
  }

  private static long bytes(File folder, String... names) {
    long sum = 0;
    for (String name : names) {
      sum += new File(folder, name).length();
    }
    return sum;
  }

  private static long logBytes(File logs) {
    String[] names = logs.list();
    return names == null ? 0 : bytes(logs, names);
  }

  // ---- Clock, by what lies here

  /** Whether this device's clock cannot be right, whatever others say. */
  Observation clock(Instant now) {
    long newest =
        Math.max(
            new File(config.data(), "ledger.db").lastModified(),
            new File(config.data(), "ledger.db-wal").lastModified());
    boolean behind =
        now.isBefore(NOT_BEFORE) || Instant.ofEpochMilli(newest).isAfter(now.plus(FILES_AHEAD));
    return behind
        ? Observation.of(Condition.CLOCK_BEHIND)
            .with("here", now.toString())
            .with("newest", Instant.ofEpochMilli(newest).toString())
        : Observation.of(Condition.CLOCK_UNKNOWN).with("here", now.toString());
  }

  // ---- Software

  Observation software(String version) {
    return Observation.of(Condition.SOFTWARE_FINE)
        .with("version", version)
        .with("dialect", config.host().dialect().name())
        .with("header", config.host().header())
        .with("tpdu", config.host().tpdu())
        .with("java", System.getProperty("java.version", "-"))
        .with(
            "system",
            System.getProperty("os.name", "-") + " " + System.getProperty("os.version", "-"));
  }

  Observation parameters(LedgerChecks.Ages ages, Instant now) {
    boolean old = ages.keys().filter(at -> at.plus(KEYS_OLD).isBefore(now)).isPresent();
    List<String> downloads = new ArrayList<>();
    for (LedgerChecks.Ages.Download one : ages.downloads()) {
      downloads.add(one.what() + " " + one.version() + " " + one.at());
    }
    return Observation.of(old ? Condition.PARAMETERS_KEYS_OLD : Condition.PARAMETERS_FINE)
        .with("keys", ages.keys().map(Instant::toString).orElse("-"))
        .with("days", ages.keys().map(at -> Duration.between(at, now).toDays()).orElse(0L))
        .with("downloads", downloads.isEmpty() ? "-" : String.join(", ", downloads));
  }

  // ---- Devices

  /** What the system shows of a device; unknown where it shows nothing. */
  Observation device(Check check) {
    return switch (check) {
      case BATTERY -> battery();
      case SIGNAL -> signal();
      case PRINTER -> printer();
      case SCANNER -> scanner();
      case TEMPERATURE -> temperature();
      default -> throw new IllegalArgumentException(check + " is no device");
    };
  }

  private Observation battery() {
    String folder = "sys/class/power_supply/";
    for (String name : files.names(folder)) {
      boolean battery = files.line(folder + name + "/type").equals(Optional.of("Battery"));
      Optional<Long> percent = files.number(folder + name + "/capacity");
      if (battery && percent.isPresent()) {
        String status = files.line(folder + name + "/status").orElse("Unknown");
        boolean charging = status.equals("Charging") || status.equals("Full");
        return Observation.of(
                percent.get() <= BATTERY_LOW && !charging
                    ? Condition.BATTERY_LOW
                    : Condition.BATTERY_FINE)
            .with("percent", percent.get())
            .with("status", status);
      }
    }
    return Observation.of(Condition.BATTERY_UNKNOWN);
  }

  /** Wi-Fi alone: a modem's signal is its maker's to tell. */
  private Observation signal() {
    for (String line : files.lines("proc/net/wireless").orElse(Collections.emptyList())) {
      String[] words = line.trim().split("\\s+");
      if (words.length >= 4 && words[0].endsWith(":")) {
        try {
          long level = (long) Double.parseDouble(words[3]);
          long dbm = level > 0 ? level - 256 : level; // drivers of before tell a byte
          return Observation.of(dbm <= WEAK_DBM ? Condition.SIGNAL_WEAK : Condition.SIGNAL_FINE)
              .with("interface", words[0].replace(":", ""))
              .with("dbm", dbm);
        } catch (NumberFormatException e) {
          // A driver that writes no number there tells nothing.
        }
      }
    }
    return Observation.of(Condition.SIGNAL_UNKNOWN);
  }

  private Observation printer() {
    for (String name : files.names("sys/class/usbmisc")) {
      if (name.startsWith("lp")) {
        return Observation.of(Condition.PRINTER_FINE).with("device", name);
      }
    }
    return Observation.of(Condition.PRINTER_UNKNOWN);
  }

  private Observation scanner() {
    for (String name : files.names("sys/class/input")) {
      String device = files.line("sys/class/input/" + name + "/device/name").orElse("");
      String lower = device.toLowerCase(Locale.ROOT);
      if (lower.contains("scanner") || lower.contains("barcode")) {
        return Observation.of(Condition.SCANNER_FINE).with("device", device);
      }
    }
    return Observation.of(Condition.SCANNER_UNKNOWN);
  }

  private Observation temperature() {
    long hottest = Long.MIN_VALUE;
    for (String zone : files.names("sys/class/thermal")) {
      Optional<Long> milli =
          zone.startsWith("thermal_zone")
              ? files.number("sys/class/thermal/" + zone + "/temp")
              : Optional.empty();
      hottest = Math.max(hottest, milli.map(it -> it / 1000).orElse(Long.MIN_VALUE));
    }
    if (hottest == Long.MIN_VALUE) {
      return Observation.of(Condition.TEMPERATURE_UNKNOWN);
    }
    return Observation.of(hottest >= HOT ? Condition.TEMPERATURE_HIGH : Condition.TEMPERATURE_FINE)
        .with("celsius", hottest);
  }
}
